import Bytes
import Files
import Objects
import Synchronization

/// The index of a pack, version 2: where each object stands. A short one is kept; of a long one the ids that were
/// looked at.
///
/// - Shape: FF 't' 'O' 'c', version, 256 running counts by first byte, ids in order, checksums, 32-bit offsets (or,
///   with the top bit, a place in the table of 64-bit offsets), the pack's hash, the index's hash.
/// - Source: git, Documentation/gitformat-pack.txt.
///
/// A class because it keeps what was read.
final class PackIndex: Sendable {
  static let signature: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]

  let path: String
  let format: ObjectFormat
  let count: Int
  var size: Int { file.size }
  private let file: any InputFile
  private let fanout: [Int]
  private let wide: Int
  /// The whole index when it is short.
  private let whole: [UInt8]?
  /// Of a long one the ids and offsets that were looked at, by the ids' first byte.
  private let buckets = Mutex<[Bucket?]>(Array(repeating: nil, count: 256))

  private struct Bucket {
    let names: [UInt8]
    /// The 32-bit numbers that tell where each stands.
    let offsets: [UInt8]
  }

  /// Up to this many bytes an index is kept whole.
  private static let short = 1 << 16

  init(_ path: String, format: ObjectFormat, in files: any FileSystem) throws(StorageError) {
    self.path = path
    self.format = format
    let file = try filing { () throws(FileError) in try files.open(path) }
    let isShort = file.size <= PackIndex.short
    let head = try filing { () throws(FileError) in try file.read(at: 0, count: isShort ? file.size : 1032) }
    self.file = file
    whole = isShort ? head : nil
    guard head.count >= 1032, head.starts(with: PackIndex.signature) else {
      throw .damagedFile(path: path, FormatError(.malformed("pack index"), at: 0))
    }
    fanout = (0..<256).map { PackIndex.number(head, at: 8 + $0 * 4) }
    count = fanout[255]
    for lead in 1..<256 where fanout[lead] < fanout[lead - 1] {
      throw .damagedFile(path: path, FormatError(.malformed("pack index"), at: 8 + lead * 4))
    }
    let rest = file.size - 1032 - count * (format.size + 8) - format.size * 2
    guard rest >= 0, rest % 8 == 0, rest / 8 <= count else {
      throw .damagedFile(path: path, FormatError(.malformed("pack index"), at: file.size))
    }
    wide = rest / 8
  }

  /// Where the object stands in the pack; nil when it does not.
  func offset(of id: ObjectID) throws(StorageError) -> Int? {
    let bucket = bucket(id.lead)
    guard !bucket.isEmpty else { return nil }
    if let whole {
      let place = PackIndex.search(whole, from: 1032 + bucket.lowerBound * format.size, count: bucket.count, id)
      return try place.map { place throws(StorageError) in try offset(at: bucket.lowerBound + place) }
    }
    let kept = try kept(id.lead)
    guard let place = PackIndex.search(kept.names, from: 0, count: bucket.count, id) else { return nil }
    return try offset(PackIndex.number(kept.offsets, at: place * 4), at: bucket.lowerBound + place)
  }

  private func kept(_ lead: Int) throws(StorageError) -> Bucket {
    if let kept = buckets.withLock({ $0[lead] }) { return kept }
    let range = bucket(lead)
    let bucket = Bucket(
      names: try names(range), offsets: try read(at: offsetsStart + range.lowerBound * 4, count: range.count * 4))
    buckets.withLock { $0[lead] = bucket }
    return bucket
  }

  /// Ids whose digits begin so; at least two digits.
  func ids(prefix: String) throws(StorageError) -> [ObjectID] {
    guard let lead = Int(prefix.prefix(2), radix: 16), (2...format.digits).contains(prefix.utf8.count)
    else { return [] }
    let names = whole == nil ? try kept(lead).names : try names(bucket(lead))
    let wanted = prefix.compactMap(\.hexDigitValue)
    return stride(from: 0, to: names.count, by: format.size).compactMap { start in
      for (place, digit) in wanted.enumerated().dropFirst(2) {
        let byte = Int(names[start + place / 2])
        guard (place & 1 == 0 ? byte >> 4 : byte & 15) == digit else { return nil }
      }
      return ObjectID(format, bytes: names[start..<start + format.size])
    }
  }

  /// How many digits an id has in common with the one that is nearest to it, of those with its first byte.
  func commonDigits(with id: ObjectID) throws(StorageError) -> Int {
    let bucket = bucket(id.lead)
    let (names, start) =
      if let whole { (whole, 1032 + bucket.lowerBound * format.size) } else { (try kept(id.lead).names, 0) }
    return names.withUnsafeBytes { names in
      func other(_ place: Int) -> ObjectID { ObjectID(format, raw: names, at: start + place * format.size) }
      var (low, high) = (0, bucket.count)
      while low < high {
        let middle = (low + high) / 2
        if other(middle) < id { low = middle + 1 } else { high = middle }
      }
      let next = low < bucket.count && other(low) == id ? low + 1 : low
      return [low - 1, next].filter { (0..<bucket.count).contains($0) }.map { other($0).commonDigits(with: id) }.max()
        ?? 0
    }
  }

  /// Every id, in order.
  func ids() throws(StorageError) -> [ObjectID] { ids(try names(0..<count)) }

  private func ids(_ names: [UInt8]) -> [ObjectID] {
    stride(from: 0, to: names.count, by: format.size).compactMap {
      ObjectID(format, bytes: names[$0..<$0 + format.size])
    }
  }

  private func bucket(_ lead: Int) -> Range<Int> { (lead == 0 ? 0 : fanout[lead - 1])..<fanout[lead] }

  private func names(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
    try read(at: 1032 + range.lowerBound * format.size, count: range.count * format.size)
  }

  /// Where the 32-bit offsets begin.
  private var offsetsStart: Int { 1032 + count * (format.size + 4) }

  /// Where the object stands that has this place among the ids.
  func offset(at index: Int) throws(StorageError) -> Int {
    let start = offsetsStart + index * 4
    if let whole, start + 4 <= whole.count { return try offset(PackIndex.number(whole, at: start), at: index) }
    return try offset(PackIndex.number(try read(at: start, count: 4), at: 0), at: index)
  }

  /// The offset that a 32-bit number means.
  private func offset(_ short: Int, at index: Int) throws(StorageError) -> Int {
    guard short & 0x8000_0000 != 0 else { return short }
    let place = short & 0x7FFF_FFFF
    guard place < wide else {
      throw .damagedFile(
        path: path, FormatError(.outOfRange(place, allowed: 0...wide), at: offsetsStart + index * 4))
    }
    let long = try read(at: offsetsStart + count * 4 + place * 8, count: 8)
    // An offset with the top bit would be negative; the pack refuses it.
    return long.reduce(0) { $0 << 8 | Int($1) }
  }

  private func read(at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
    if let whole, offset + count <= whole.count { return Array(whole[offset..<offset + count]) }
    let bytes = try filing { () throws(FileError) in try file.read(at: offset, count: count) }
    guard bytes.count == count else {
      throw .damagedFile(path: path, FormatError(.endsEarly(needed: count - bytes.count), at: offset + bytes.count))
    }
    return bytes
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    Int(bytes[offset]) << 24 | Int(bytes[offset + 1]) << 16 | Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
  }

  /// Which of the ids that stand in order from an offset on is the one wanted.
  private static func search(_ bytes: [UInt8], from start: Int, count: Int, _ wanted: ObjectID) -> Int? {
    let size = wanted.format.size
    return bytes.withUnsafeBytes { bytes in
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        let found = ObjectID(wanted.format, raw: bytes, at: start + middle * size)
        if found == wanted { return middle }
        if found < wanted { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }
}
