import Bytes
import Files
package import Objects

/// The index of a pack, version 2: the position of each object. A short index is kept in memory; of a long one only the
/// blocks of offsets that were read.
///
/// - Shape: FF 't' 'O' 'c', version, 256 running counts by first byte, ids in order, checksums, 32-bit offsets (or,
///   with the top bit, a place in the table of 64-bit offsets), the pack's hash, the index's hash.
/// - Source: git, Documentation/gitformat-pack.txt.
///
/// A class because it caches the data it read.
package final class PackIndex: Sendable {
  package static let signature: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]

  let path: String
  let format: ObjectFormat
  let count: Int
  var size: Int { file.size }
  private let file: any InputFile
  private let fanout: [Int]
  private let wide: Int
  /// The whole index when it is short.
  private let whole: [UInt8]?
  /// The blocks that were read of a long index.
  private let blocks: PackBlocks

  /// An index of up to this many bytes is kept whole.
  private let short: Int
  /// The number of bytes of ids that are read at once from a long index.
  private static let window = 512

  init(
    _ path: String, format: ObjectFormat, in files: any FileSystem, short: Int = 1 << 16
  ) throws(StorageError) {
    self.path = path
    self.format = format
    self.short = short
    let file = try filing { () throws(FileError) in try files.open(path) }
    let isShort = file.size <= short
    let head = try filing { () throws(FileError) in try file.read(at: 0, count: isShort ? file.size : 1032) }
    self.file = file
    blocks = PackBlocks(file)
    whole = isShort ? head : nil
    guard head.count >= 1032, head.starts(with: PackIndex.signature) else {
      throw .damagedFile(path: path, FormatError(.malformed("pack index"), at: 0))
    }
    fanout = (0..<256).map { PackIndex.number(head[8 + $0 * 4..<12 + $0 * 4]) }
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

  /// The offset of the object in the pack; nil when the pack does not have it.
  func offset(of id: ObjectID) throws(StorageError) -> Int? { try place(of: id).map(offset(at:)) }

  /// The index of an id: reads a few ids around the expected position, until the neighbours of the id are found.
  private func place(of id: ObjectID) throws(StorageError) -> Int? {
    let room = whole == nil ? max(1, min(short, PackIndex.window) / format.size) : count
    var span = Span(bucket(id.lead), id)
    while !span.places.isEmpty {
      let places = span.next(room)
      // Those around them are not wanted.
      let names = try names(places, isKept: false)
      if let found = PackIndex.search(names, id) { return places.lowerBound + found }
      let (first, last) = names.withUnsafeBytes {
        (ObjectID(format, raw: $0, at: 0), ObjectID(format, raw: $0, at: $0.count - format.size))
      }
      // Between them it would have been found.
      guard id < first || last < id else { break }
      if id < first { span.end(before: places, first) } else { span.begin(behind: places, last) }
    }
    return nil
  }

  /// The range that may contain an id: ids are hashes, so evenly spread between any two of them.
  private struct Span {
    private(set) var places: Range<Int>
    private let wanted: UInt64
    private var low: UInt64
    private var high: UInt64
    private var looks = 0

    init(_ places: Range<Int>, _ id: ObjectID) {
      (self.places, wanted) = (places, id.prefix)
      low = id.prefix & 0xFF << 56
      high = low | ~(0xFF << 56)
    }

    /// The range to read next, at most `room` ids: around the expected position; after some failures, in the middle.
    mutating func next(_ room: Int) -> Range<Int> {
      guard places.count > room else { return places }
      looks += 1
      var share = 0.5
      if looks <= 4, low <= wanted, wanted <= high { share = Double(wanted - low) / (Double(high - low) + 1) }
      let guess = places.lowerBound + Int(share * Double(places.count)) - room / 2
      let start = max(places.lowerBound, min(guess, places.upperBound - room))
      return start..<start + room
    }

    mutating func end(before seen: Range<Int>, _ first: ObjectID) {
      (places, high) = (places.lowerBound..<seen.lowerBound, first.prefix)
    }

    mutating func begin(behind seen: Range<Int>, _ last: ObjectID) {
      (places, low) = (seen.upperBound..<places.upperBound, last.prefix)
    }
  }

  /// Ids whose digits begin so; at least two digits.
  func ids(prefix: String) throws(StorageError) -> [ObjectID] {
    guard let lead = Int(prefix.prefix(2), radix: 16), (2...format.digits).contains(prefix.utf8.count)
    else { return [] }
    let names = try names(bucket(lead))
    let wanted = prefix.compactMap(\.hexDigitValue)
    return stride(from: names.startIndex, to: names.endIndex, by: format.size).compactMap { start in
      for (place, digit) in wanted.enumerated().dropFirst(2) {
        let byte = Int(names[start + place / 2])
        guard (place & 1 == 0 ? byte >> 4 : byte & 15) == digit else { return nil }
      }
      return ObjectID(format, bytes: names[start..<start + format.size])
    }
  }

  /// How many digits an id has in common with its nearest id, among ids with the same first byte.
  func commonDigits(with id: ObjectID) throws(StorageError) -> Int {
    let bucket = bucket(id.lead)
    return try names(bucket).withUnsafeBytes { names in
      func other(_ place: Int) -> ObjectID { ObjectID(format, raw: names, at: place * format.size) }
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
  package func ids() throws(StorageError) -> [ObjectID] { ids(try names(0..<count)) }

  private func ids(_ names: ArraySlice<UInt8>) -> [ObjectID] {
    stride(from: names.startIndex, to: names.endIndex, by: format.size).compactMap {
      ObjectID(format, bytes: names[$0..<$0 + format.size])
    }
  }

  private func bucket(_ lead: Int) -> Range<Int> { (lead == 0 ? 0 : fanout[lead - 1])..<fanout[lead] }

  private func names(_ range: Range<Int>, isKept: Bool = true) throws(StorageError) -> ArraySlice<UInt8> {
    try read(at: 1032 + range.lowerBound * format.size, count: range.count * format.size, isKept: isKept)
  }

  /// Where the 32-bit offsets begin.
  private var offsetsStart: Int { 1032 + count * (format.size + 4) }

  /// The offset of the object whose id has this position in the index.
  func offset(at index: Int) throws(StorageError) -> Int {
    try offset(PackIndex.number(try read(at: offsetsStart + index * 4, count: 4)), at: index)
  }

  /// The offset that a 32-bit number means.
  private func offset(_ short: Int, at index: Int) throws(StorageError) -> Int {
    guard short & 0x8000_0000 != 0 else { return short }
    let place = short & 0x7FFF_FFFF
    guard place < wide else {
      throw .damagedFile(
        path: path, FormatError(.outOfRange(place, allowed: 0...wide), at: offsetsStart + index * 4))
    }
    // An offset with the top bit would be negative; the pack refuses it.
    return PackIndex.number(try read(at: offsetsStart + count * 4 + place * 8, count: 8))
  }

  /// - Parameter isKept: whether the blocks around it are read too, and kept.
  private func read(at offset: Int, count: Int, isKept: Bool = true) throws(StorageError) -> ArraySlice<UInt8> {
    if let whole, offset + count <= whole.count { return whole[offset..<offset + count] }
    let bytes = try filing { () throws(FileError) in
      isKept ? try blocks.read(at: offset, count: count) : try file.read(at: offset, count: count)[...]
    }
    guard bytes.count == count else {
      throw .damagedFile(path: path, FormatError(.endsEarly(needed: count - bytes.count), at: offset + bytes.count))
    }
    return bytes
  }

  private static func number(_ bytes: some Collection<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

  /// Which of some ids in order is the one wanted.
  private static func search(_ names: ArraySlice<UInt8>, _ wanted: ObjectID) -> Int? {
    let size = wanted.format.size
    return names.withUnsafeBytes { names in
      var (low, high) = (0, names.count / size)
      while low < high {
        let middle = (low + high) / 2
        let found = ObjectID(wanted.format, raw: names, at: middle * size)
        if found == wanted { return middle }
        if found < wanted { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }
}
