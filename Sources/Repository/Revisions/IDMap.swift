package import Bytes
import Compression
package import Objects

/// Ids of an archive's objects before conversion, and their current ids.
///
/// Shape on disk (`converted/sha1`): a line `synvc ids 1 sha1 sha256`, a line `OLD NEW` for each object in order of the
/// old ids, and last the CRC-32 of everything before it, as eight digits.
package struct IDMap: Sendable {
  /// The folder of the archive with the maps of ids, one for each hash that it had before.
  package static let folder = "converted"

  package let old: ObjectFormat
  package let new: ObjectFormat
  package private(set) var ids: [ObjectID: ObjectID]

  package init(from old: ObjectFormat, to new: ObjectFormat, _ ids: [ObjectID: ObjectID] = [:]) {
    self.old = old
    self.new = new
    self.ids = ids
  }

  /// The new id; the zero id stays zero.
  package subscript(id: ObjectID) -> ObjectID? {
    get { id.isZero ? new.zero : ids[id] }
    set { ids[id] = newValue }
  }

  /// From the new ids to the old ones.
  package var inverted: IDMap {
    IDMap(from: new, to: old, Dictionary(ids.map { ($1, $0) }, uniquingKeysWith: { one, _ in one }))
  }

  /// Combines this map with a later one; ids that the later map does not have are left out.
  package func followed(by next: IDMap) -> IDMap {
    IDMap(from: old, to: next.new, ids.compactMapValues { next[$0] })
  }

  /// Old ids whose digits begin so, in order.
  package func ids(prefix: String) -> [ObjectID] {
    ids.keys.filter { $0.hex.hasPrefix(prefix) }.sorted()
  }

  package var encoded: [UInt8] {
    var bytes = Array("\(IDMap.title) \(old.rawValue) \(new.rawValue)\n".utf8)
    for (old, new) in ids.sorted(by: { $0.key < $1.key }) {
      bytes += old.hex.utf8
      bytes.append(0x20)
      bytes += new.hex.utf8
      bytes.append(0x0A)
    }
    return bytes + Array((IDMap.checksum(bytes) + "\n").utf8)
  }

  /// Throws: ``FormatError`` at the start of the first invalid line.
  package init(parsing bytes: [UInt8]) throws(FormatError) {
    guard let end = bytes.dropLast().lastIndex(of: 0x0A), bytes.last == 0x0A else {
      throw FormatError(.endsEarly(needed: 1), at: bytes.count)
    }
    guard bytes[(end + 1)..<(bytes.count - 1)].elementsEqual(IDMap.checksum(Array(bytes[...end])).utf8) else {
      throw FormatError(.malformed("checksum"), at: end + 1)
    }
    let lines = bytes[...end].split(separator: 0x0A)
    let words = lines.first.map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
    guard words.count == 5, words[..<3].joined(separator: " ") == IDMap.title,
      let old = ObjectFormat(rawValue: String(words[3])), let new = ObjectFormat(rawValue: String(words[4]))
    else { throw FormatError(.malformed("map of ids"), at: 0) }
    self.init(from: old, to: new)
    for line in lines.dropFirst() {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count == 2, let one = ObjectID(old, hex: words[0]), let other = ObjectID(new, hex: words[1]) else {
        throw FormatError(.malformed("map of ids"), at: line.startIndex)
      }
      ids[one] = other
    }
  }

  private static let title = "synvc ids 1"

  private static func checksum(_ bytes: [UInt8]) -> String {
    let value = checksum32(bytes[...])
    return Hex.compact((0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) })
  }
}
