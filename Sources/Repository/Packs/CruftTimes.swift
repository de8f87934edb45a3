import Bytes
import Files
import Objects

/// The file next to a pack of unreachable objects that holds the age of each. Without this file, packing would make the
/// objects young again.
///
/// - Shape: "MTME", version 1, number of the hash, a time for each object in the order of the index, the pack's hash,
///   the file's own; numbers of four bytes, highest first.
/// - Source: git, Documentation/gitformat-pack.txt, "pack-*.mtimes files have the format".
package enum CruftTimes {
  static func encode(_ times: [Int], pack: ObjectID) -> [UInt8] {
    var bytes = Array("MTME".utf8) + PackWriter.big(1, 4) + PackWriter.big(pack.format == .sha1 ? 1 : 2, 4)
    for time in times { bytes += PackWriter.big(min(max(time, 0), 0xFFFF_FFFF), 4) }
    bytes += pack.bytes
    var digest = Digest(pack.format)
    digest.update(bytes)
    return bytes + digest.finish().bytes
  }

  /// - Throws: `.damagedFile` unless the file is entirely valid: wrong times could delete young objects.
  package static func read(beside pack: String, count: Int, _ store: ObjectStore) throws(StorageError) -> [Int] {
    let path = String(pack.dropLast(4)) + "mtimes"
    let bytes = try filing { () throws(FileError) in try store.files.read(path) }
    let size = store.format.size
    guard bytes.count == 12 + count * 4 + size * 2, bytes.starts(with: Array("MTME".utf8) + [0, 0, 0, 1]) else {
      throw .damagedFile(path: path, FormatError(.malformed("times of a pack"), at: 0))
    }
    var digest = Digest(store.format)
    digest.update(bytes[..<(bytes.count - size)])
    guard digest.finish().bytes == Array(bytes.suffix(size)) else {
      throw .damagedFile(path: path, FormatError(.malformed("times of a pack"), at: bytes.count - size))
    }
    return (0..<count).map { number in
      let start = 12 + number * 4
      return bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
  }
}
