import Objects
import TestSupport
import Testing

@Suite("object ids")
struct ObjectIDTests {
  @Test("the empty blob and tree have git's ids")
  func known() {
    let blob = StoredObject(.blob, [])
    #expect(ObjectID(of: blob, in: .sha1).hex == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    #expect(
      ObjectID(of: blob, in: .sha256).hex == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
    #expect(ObjectID(of: StoredObject(.tree, []), in: .sha1).hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
  }

  @Test("bytes and hex digits round-trip and sort alike", arguments: ObjectFormat.allCases)
  func roundTrip(format: ObjectFormat) throws {
    var numbers = SeededNumbers(seed: 1)
    let ids = try (0..<200).map { _ in try #require(ObjectID(format, bytes: numbers.bytes(format.size)[...])) }
    for id in ids {
      #expect(ObjectID(format, hex: id.hex) == id)
      #expect(ObjectID(format, hex: id.hex.uppercased()) == id)
      #expect(ObjectID(format, bytes: id.bytes[...]) == id)
      #expect(id.lead == Int(id.bytes[0]))
    }
    #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
    #expect(Set(ids).count == 200)
  }

  @Test("an incomplete or malformed id is rejected")
  func refused() {
    let hex = String(repeating: "a", count: 40)
    #expect(ObjectID(.sha1, hex: hex) != nil)
    for text in ["", String(hex.dropLast()), hex + "a", hex.dropLast() + "g", hex.dropLast(2) + " a"] {
      #expect(ObjectID(.sha1, hex: text) == nil)
    }
    #expect(ObjectID(.sha256, hex: hex) == nil)
    #expect(ObjectFormat.sha1.zero.isZero)
    #expect(ObjectFormat.sha1.zero != ObjectFormat.sha256.zero)
  }
}
