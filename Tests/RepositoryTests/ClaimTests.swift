import Compression
import Files
import Objects
import RepositoryFixtures
import Testing

@testable import Repository

/// What is stored says how long it is and of which kind: a claim, believed only when the bytes agree.
@Suite("false claims in stored objects")
struct ClaimTests {
  private let files = MemoryFileSystem()
  private let archive: Repository
  private let id = ObjectID(of: StoredObject(.blob, [1]), in: .sha1)

  init() throws {
    archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(files))
  }

  private func put(_ bytes: [UInt8], at path: String) throws {
    if try files.isFile(path) { try files.remove(path) }
    try files.writeDurably([DurableFile(path, bytes)]) { _ in }
  }

  private func deflated(_ head: String, _ bytes: [UInt8]) -> [UInt8] {
    var deflater = Deflater(level: 9)
    return deflater.deflate(Array(head.utf8) + [0] + bytes)
  }

  /// What is wrong with the object, to one who opens the archive anew.
  private func damage() throws -> ObjectDamage? {
    do {
      _ = try Repository(opening: "/a", Fixture.context(files)).objects.read(id)
      return nil
    } catch .damagedObject(let found, _, let damage) {
      #expect(found == id)
      return damage
    }
  }

  @Test("a loose object with a wrong size or kind, a bomb, or a wrong end gives a precise error")
  func loose() throws {
    let path = archive.objects.loose.path(id)
    let sound = deflated("blob 1", [1])
    try put(sound, at: path)
    #expect(try damage() == nil)
    let commit = ObjectID(of: StoredObject(.commit, [1]), in: .sha1)
    let cases: [([UInt8], ObjectDamage)] = [
      (deflated("blob 2", [1]), .size(found: 1, claimed: 2)),
      (deflated("blob 1", [1, 2]), .inflate(.tooLong(limit: 8))),
      (deflated("blob 1", [UInt8](repeating: 0, count: 50 << 20)), .inflate(.tooLong(limit: 8))),
      (deflated("blob \(1 << 40)", [1]), .tooLong(claimed: 1 << 40)),
      (deflated("blob 99999999999999999999", [1]), .header),
      (deflated("blob -1", [1]), .header), (deflated("blob 01", [1]), .header), (deflated("blub 1", [1]), .header),
      (deflated("commit 1", [1]), .hash(found: commit)),
      (sound + [0], .inflate(.trailing(count: 1))), (sound.dropLast(), .inflate(.truncated)),
      ([], .inflate(.truncated)),
    ]
    for (number, (bytes, expected)) in cases.enumerated() {
      try put(bytes, at: path)
      #expect(try damage() == expected, "case \(number)")
    }
  }

  @Test("a pack entry with a wrong size or kind gives an error without excessive memory")
  func packed() throws {
    let written = PackWriter.files([(id, StoredObject(.blob, [1]))], in: archive.objects.packFolder, format: .sha1)
    for file in written { try put(file.bytes, at: file.path) }
    #expect(try damage() == nil)
    let pack = try #require(written.first { $0.path.hasSuffix(".pack") })
    // Kind in the three bits above the four of the size: a blob of one byte.
    #expect(pack.bytes[12] == 0x31)
    let commit = ObjectID(of: StoredObject(.commit, [1]), in: .sha1)
    let long = (1 << 28) + 1
    let cases: [([UInt8], ObjectDamage)] = [
      ([0x32], .size(found: 1, claimed: 2)), ([0x30], .inflate(.tooLong(limit: 0))), ([0x11], .hash(found: commit)),
      ([0x51], .packEntry(offset: 12)), ([0xB1, 0x80, 0x80, 0x80, 0x08], .tooLong(claimed: long)),
    ]
    for (number, (head, expected)) in cases.enumerated() {
      try put(Array(pack.bytes[..<12]) + head + pack.bytes[13...], at: pack.path)
      #expect(try damage() == expected, "case \(number)")
    }
  }
}
