import Bytes

/// A zip file: its directory, and the content of its members.
///
/// - Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.
package struct ZipFile: Sendable {
  /// An entry of the central directory.
  package struct Member: Hashable, Sendable {
    /// The name as stored: its character set is a claim, and it may try to leave the folder it is unpacked into.
    package let name: [UInt8]
    let flags: Int
    let method: Int
    package let checksum: UInt32
    package let packedSize: Int
    /// The size in the directory; checked when the member is read.
    package let size: Int
    let offset: Int

    package var isFolder: Bool { name.last == 0x2F }
  }

  package let members: [Member]
  private let bytes: [UInt8]

  /// Reads the directory.
  ///
  /// - Throws: ``ZipError``.
  package init(_ bytes: [UInt8]) throws(ZipError) {
    self.bytes = bytes
    let end = try ZipFile.endRecord(of: bytes)
    var offset = end.directoryOffset
    var members: [Member] = []
    for _ in 0..<end.count {
      let (member, length) = try ZipFile.directoryEntry(of: bytes, at: offset)
      members.append(member)
      offset += length
    }
    self.members = members
  }

  /// The content of a member, checked against its size and checksum.
  ///
  /// - Parameter limit: the most bytes it may have.
  package func content(of member: Member, limit: Int) throws(ZipError) -> [UInt8] {
    guard member.flags & 0x2041 == 0 else { throw .encrypted(member: member.name) }
    guard member.size <= limit else { throw .tooLong(member: member.name, limit: limit) }
    let packed = try packedBytes(of: member)
    let content: [UInt8]
    switch member.method {
    case 0: content = Array(packed)
    case 8: content = try inflated(packed, member)
    default: throw .unknownMethod(member: member.name, method: member.method)
    }
    guard content.count == member.size else {
      throw .size(member: member.name, found: content.count, claimed: member.size)
    }
    let computed = checksum32(content)
    guard computed == member.checksum else {
      throw .checksum(member: member.name, found: member.checksum, computed: computed)
    }
    return content
  }

  /// The first bytes of a member, unchecked: enough to recognise its kind.
  ///
  /// - Parameter count: how many, at most.
  package func start(of member: Member, count: Int) throws(ZipError) -> [UInt8] {
    guard member.flags & 0x2041 == 0 else { throw .encrypted(member: member.name) }
    let packed = try packedBytes(of: member)
    let most = min(count, member.size)
    switch member.method {
    case 0: return Array(packed.prefix(most))
    case 8:
      var inflater = Inflater(.bare)
      do { return try inflater.start(of: packed, count: most) } catch { throw .inflate(member: member.name, error) }
    default: throw .unknownMethod(member: member.name, method: member.method)
    }
  }

  private func inflated(_ packed: ArraySlice<UInt8>, _ member: Member) throws(ZipError) -> [UInt8] {
    var inflater = Inflater(.bare)
    do {
      return try inflater.inflate(packed, limit: member.size)
    } catch {
      throw .inflate(member: member.name, error)
    }
  }

  /// The bytes after the member's own header, whose name and extra field may differ in length from the directory's.
  private func packedBytes(of member: Member) throws(ZipError) -> ArraySlice<UInt8> {
    var reader = LittleReader(bytes, at: member.offset)
    do {
      guard try reader.number(4) == 0x0403_4B50 else { throw FormatError(.malformed("local header"), at: 0) }
      try reader.skip(22)
      let (name, extra) = (try reader.number(2), try reader.number(2))
      try reader.skip(name + extra)
      return try reader.take(member.packedSize)
    } catch {
      throw .damaged(offset: member.offset)
    }
  }

  /// Finds the end record: the last signature whose comment reaches the end of the file.
  private static func endRecord(of bytes: [UInt8]) throws(ZipError) -> (count: Int, directoryOffset: Int) {
    let first = max(0, bytes.count - 22 - 0xFFFF)
    for start in stride(from: bytes.count - 22, through: first, by: -1)
    where bytes[start..<start + 4].elementsEqual([0x50, 0x4B, 5, 6]) {
      var reader = LittleReader(bytes, at: start + 4)
      guard let parts = try? reader.number(4), let here = try? reader.number(2), let count = try? reader.number(2),
        let size = try? reader.number(4), let offset = try? reader.number(4), let comment = try? reader.number(2)
      else { continue }
      guard start + 22 + comment == bytes.count else { continue }
      if count == 0xFFFF || offset == 0xFFFF_FFFF || size == 0xFFFF_FFFF { throw .zip64(member: nil) }
      guard parts == 0, here == count else { throw .severalParts }
      guard offset + size <= start else { throw .damaged(offset: start) }
      return (count, offset)
    }
    throw .notZip
  }

  private static func directoryEntry(of bytes: [UInt8], at offset: Int) throws(ZipError) -> (Member, length: Int) {
    var reader = LittleReader(bytes, at: offset)
    let member: Member
    do {
      guard try reader.number(4) == 0x0201_4B50 else { throw FormatError(.malformed("directory entry"), at: 0) }
      try reader.skip(4)
      let (flags, method) = (try reader.number(2), try reader.number(2))
      try reader.skip(4)
      let checksum = UInt32(try reader.number(4))
      let (packed, size) = (try reader.number(4), try reader.number(4))
      let (name, extra, comment) = (try reader.number(2), try reader.number(2), try reader.number(2))
      try reader.skip(8)
      let start = try reader.number(4)
      member = Member(
        name: Array(try reader.take(name)), flags: flags, method: method, checksum: checksum, packedSize: packed,
        size: size, offset: start)
      try reader.skip(extra + comment)
    } catch {
      throw .damaged(offset: offset)
    }
    if [member.packedSize, member.size, member.offset].contains(0xFFFF_FFFF) { throw .zip64(member: member.name) }
    return (member, reader.offset - offset)
  }
}

/// A cursor for numbers whose lowest byte comes first.
private struct LittleReader {
  private var reader: ByteReader
  private let start: Int

  init(_ bytes: [UInt8], at offset: Int) {
    start = min(offset, bytes.count)
    reader = ByteReader(bytes[start...])
  }

  var offset: Int { start + reader.offset }

  mutating func number(_ size: Int) throws(FormatError) -> Int {
    try reader.take(size).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> { try reader.take(count) }
  mutating func skip(_ count: Int) throws(FormatError) { _ = try reader.take(count) }
}
