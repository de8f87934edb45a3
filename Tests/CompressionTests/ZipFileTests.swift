import Compression
import TestSupport
import Testing

@Suite("zip files")
struct ZipFileTests {
  typealias Maker = ZipMaker

  /// The bare stream of a zlib stream: without its header and checksum.
  static func bare(_ content: [UInt8]) -> [UInt8] {
    var deflater = Deflater(level: 9)
    return Array(deflater.deflate(content).dropFirst(2).dropLast(4))
  }

  @Test("a member's first bytes are read without the rest")
  func starts() throws {
    let long = (0..<5000).map { UInt8(truncatingIfNeeded: $0 % 100) }
    var maker = Maker()
    maker.add("one", long)
    maker.add("two", long, method: 8, packed: Self.bare(long))
    maker.add("cut", long, method: 8, packed: Array(Self.bare(long).prefix(3)))
    let zip = try ZipFile(maker.finish())
    for member in zip.members.prefix(2) {
      #expect(try zip.start(of: member, count: 300) == Array(long.prefix(300)))
      #expect(try zip.start(of: member, count: 9000) == long)
    }
    #expect(throws: ZipError.inflate(member: Array("cut".utf8), .truncated)) {
      try zip.start(of: zip.members[2], count: 300)
    }
  }

  @Test("stored and deflated members are read with names unchanged")
  func members() throws {
    let long = [UInt8](repeating: 65, count: 5000)
    var maker = Maker()
    maker.add("a/one.syx", [0xF0, 1, 0xF7])
    maker.add("../two", long, method: 8, packed: Self.bare(long))
    maker.add("folder/", [])
    let zip = try ZipFile(maker.finish(comment: "made by hand"))
    #expect(zip.members.map { String(decoding: $0.name, as: UTF8.self) } == ["a/one.syx", "../two", "folder/"])
    #expect(zip.members.map(\.isFolder) == [false, false, true])
    #expect(try zip.members.map { try zip.content(of: $0, limit: 5000) } == [[0xF0, 1, 0xF7], long, []])
    #expect(throws: ZipError.tooLong(member: Array("../two".utf8), limit: 4999)) {
      try zip.content(of: zip.members[1], limit: 4999)
    }
  }

  @Test("an unreadable member is named in the error")
  func refused() throws {
    let name = Array("m".utf8)
    func error(_ change: (inout Maker) -> Void) throws -> ZipError? {
      var maker = Maker()
      change(&maker)
      let bytes = maker.finish()
      return #expect(throws: ZipError.self) {
        let zip = try ZipFile(bytes)
        _ = try zip.content(of: zip.members[0], limit: 1 << 40)
      }
    }
    #expect(try error { $0.add("m", [1], flags: 1) } == .encrypted(member: name))
    #expect(try error { $0.add("m", [1], method: 12) } == .unknownMethod(member: name, method: 12))
    #expect(try error { $0.add("m", [1], size: 0xFFFF_FFFF) } == .zip64(member: name))
    #expect(try error { $0.add("m", [1], size: 2) } == .size(member: name, found: 1, claimed: 2))
    #expect(
      try error { $0.add("m", [1], checksum: 5) }
        == .checksum(member: name, found: 5, computed: checksum32([1])))
    let bomb = Self.bare([UInt8](repeating: 0, count: 100_000))
    #expect(
      try error { $0.add("m", [0], method: 8, packed: bomb) } == .inflate(member: name, .tooLong(limit: 1)))
    #expect(throws: ZipError.notZip) { try ZipFile([]) }
    #expect(throws: ZipError.notZip) { try ZipFile(Array("no zip file at all, but long enough".utf8)) }
  }

  @Test("every prefix fails; every bit flip fails, changes names or keeps the content")
  func damage() throws {
    var maker = Maker()
    maker.add("one", [1, 2, 3])
    maker.add("two", [UInt8](repeating: 9, count: 50), method: 8, packed: Self.bare([UInt8](repeating: 9, count: 50)))
    let bytes = maker.finish()
    let contents: [[UInt8]] = [[1, 2, 3], [UInt8](repeating: 9, count: 50)]
    for count in 0..<bytes.count { #expect(throws: ZipError.self) { try ZipFile(Array(bytes[..<count])) } }
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      // What cannot be opened or read at all shows no wrong content.
      guard let zip = try? ZipFile(flipped) else { continue }
      for member in zip.members {
        guard let content = try? zip.content(of: member, limit: 1000) else { continue }
        #expect(contents.contains(content), "bit \(bit)")
      }
    }
  }
}
