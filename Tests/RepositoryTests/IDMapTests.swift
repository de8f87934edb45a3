import Bytes
import Objects
import Repository
import Testing

@Suite("the map of ids")
struct IDMapTests {
  @Test("an id map round-trips; every bit flip and truncation is detected")
  func mapFile() throws {
    let ids = (0..<5).map { ObjectID(of: StoredObject(.blob, [UInt8($0)]), in: .sha1) }
    let map = IDMap(
      from: .sha1, to: .sha256,
      Dictionary(uniqueKeysWithValues: ids.map { ($0, ObjectID(of: StoredObject(.blob, $0.bytes), in: .sha256)) }))
    let bytes = map.encoded
    #expect(try IDMap(parsing: bytes).ids == map.ids)
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: FormatError.self, "bit \(bit)") { try IDMap(parsing: flipped) }
    }
    for count in 0..<bytes.count {
      #expect(throws: FormatError.self) { try IDMap(parsing: Array(bytes[..<count])) }
    }
  }
}
