import Files
import Synchronization

/// A file of a pack, read in blocks that are kept: the objects of a snapshot are close together, in no order.
///
/// A class because it caches the blocks.
final class PackBlocks: Sendable {
  /// Bytes of a block.
  private static let size = 1 << 14
  /// Longer ranges are read without caching.
  private static let long = size * 4
  /// The most that are kept; they are dropped together.
  private static let most = 256

  private let file: any InputFile
  private let kept = Mutex<[Int: [UInt8]]>([:])

  init(_ file: any InputFile) { self.file = file }

  /// Bytes from an offset on, fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(FileError) -> ArraySlice<UInt8> {
    if count > Self.long { return try file.read(at: offset, count: count)[...] }
    let number = offset / Self.size
    let start = offset - number * Self.size
    let first = try block(number).dropFirst(start)
    if count <= first.count || start + first.count < Self.size { return first.prefix(count) }
    var bytes = Array(first)
    bytes.reserveCapacity(min(count, file.size - offset))
    var next = number + 1
    while bytes.count < count {
      let block = try block(next)
      bytes += block.prefix(count - bytes.count)
      if block.count < Self.size { break }
      next += 1
    }
    return bytes[...]
  }

  private func block(_ number: Int) throws(FileError) -> [UInt8] {
    if let known = kept.withLock({ $0[number] }) { return known }
    let start = number * Self.size
    let bytes = try file.read(at: start, count: max(0, min(Self.size, file.size - start)))
    kept.withLock { kept in
      if kept.count >= Self.most { kept = [:] }
      kept[number] = bytes
    }
    return bytes
  }
}
