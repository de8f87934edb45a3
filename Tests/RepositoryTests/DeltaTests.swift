import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("deltas")
struct DeltaTests {
  /// A delta of everything: no limit.
  private static func delta(_ base: [UInt8], _ target: [UInt8], limit: Int = .max) -> [UInt8]? {
    var encoder = DeltaEncoder(base)
    return encoder.encode(target, limit: limit)
  }

  /// Another version of some bytes: put in place, taken out, inserted, moved, repeated.
  private static func edited(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...6, using: &numbers) {
      let start = Int.random(in: 0...bytes.count, using: &numbers)
      let end = Int.random(in: start...min(bytes.count, start + 40), using: &numbers)
      switch Int.random(in: 0..<5, using: &numbers) {
      case 0: for index in start..<end where index % 3 == 0 { bytes[index] ^= 1 }
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: numbers.bytes(end - start), at: start)
      case 3: bytes.append(contentsOf: bytes[start..<end])
      default: bytes.replaceSubrange(start..<end, with: [UInt8](repeating: 0, count: 300))
      }
    }
    return bytes
  }

  @Test("random deltas rebuild their target", arguments: [UInt64(1), 2, 3])
  func random(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<120 {
      let size = Int.random(in: 0...[3, 40, 3000][round % 3], using: &numbers)
      let base = round % 2 == 0 ? numbers.bytes(size) : numbers.bytes(size).map { $0 & 3 }
      let target = round % 7 == 0 ? numbers.bytes(200) : Self.edited(base, &numbers)
      let delta = try #require(Self.delta(base, target))
      #expect(try Delta.apply(delta, to: base, limit: 1 << 20) == target, "seed \(seed), round \(round)")
    }
  }

  @Test("edge cases: nothing, one byte, copies of 65536 bytes, offsets above 65535, the limit")
  func edges() throws {
    var numbers = SeededNumbers(seed: 4)
    let long = numbers.bytes(200_000)
    let pairs: [([UInt8], [UInt8])] = [
      ([], []), ([], [1]), ([1], []), ([1], [1]), (long, long), (long, Array(long[70_000..<135_536])),
      (long, Array(long[70_001...]) + long[..<70_001]), (long, [5] + long + [5]), ([0, 0, 0, 0, 0], [0, 0, 0, 0]),
    ]
    for (base, target) in pairs {
      let delta = try #require(Self.delta(base, target))
      #expect(try Delta.apply(delta, to: base, limit: 1 << 20) == target)
      #expect(delta.count <= 20 || target.count > 199_999 && delta.count < 60, "\(delta.count) for \(target.count)")
      #expect(Self.delta(base, target, limit: delta.count) != nil)
      #expect(Self.delta(base, target, limit: delta.count - 1) == nil, "one byte less than it takes")
    }
  }

  @Test("an edit of a few bytes and a checksum, or one changed tree id, costs a few bytes")
  func small() throws {
    var numbers = SeededNumbers(seed: 5)
    let message = numbers.bytes(3000).map { $0 & 0x7F }
    var changed = message
    changed[700] ^= 1
    changed[2998] ^= 0x11
    changed[2997] ^= 0x11
    #expect(try #require(Self.delta(message, changed)).count <= 22)
    let tree = (0..<128).flatMap { Array("100644 \($0 + 100).syx\0".utf8) + numbers.bytes(20) }
    var next = tree
    next.replaceSubrange(1800..<1820, with: numbers.bytes(20))
    #expect(try #require(Self.delta(tree, next)).count <= 34)
    let longer = Array(tree[..<990]) + Array("100644 x.syx\0".utf8) + numbers.bytes(20) + tree[990...]
    #expect(try #require(Self.delta(tree, longer)).count <= 48)
  }

  @Test("long repetitive content is encoded in linear time")
  func repetitive() throws {
    let zeros = [UInt8](repeating: 0, count: 60_000)
    let almost = (0..<60_000).map { UInt8($0 % 251 == 0 ? 1 : 0) }
    let clock = ContinuousClock()
    var sizes: [Int] = []
    let time = try clock.measure {
      for (base, target) in [(zeros, almost), (almost, zeros), (almost, Array(almost[3...]))] {
        let delta = try #require(Self.delta(base, target))
        #expect(try Delta.apply(delta, to: base, limit: 1 << 20) == target)
        sizes.append(delta.count)
      }
    }
    #expect(sizes[0] < 4000 && sizes[1] < 1500 && sizes[2] < 40, "\(sizes)")
    #expect(time < .seconds(60), "\(time): some work for each byte, not for each pair of bytes")
  }

  @Test("git and synvc build the same objects from the deltas")
  func judged() throws {
    let fixture = try Fixture()
    var numbers = SeededNumbers(seed: 6)
    let base = numbers.bytes(2000)
    let target = Self.edited(base, &numbers)
    let delta = try #require(Self.delta(base, target))
    #expect(try Delta.apply(delta, to: base, limit: 4000) == target)
    var builder = try PackBuilder(
      in: fixture.path + "/objects/pack", count: 2, format: .sha1, files: RealFileSystem())
    let (one, two) = (StoredObject(.blob, base), StoredObject(.blob, target))
    let ids = [one, two].map { ObjectID(of: $0, in: .sha1) }
    var deflaters = Deflaters()
    try builder.add(ids[0], .whole(.blob), size: base.count, deflaters.deflate(base))
    try builder.add(ids[1], .delta(on: ids[0]), size: delta.count, deflaters.deflate(delta))
    _ = try builder.finish { _ in }
    #expect(try fixture.git.bytes(["cat-file", "blob", ids[1].hex], input: []) == target)
    #expect(try fixture.reopened().objects.read(ids) == [one, two])
  }
}
