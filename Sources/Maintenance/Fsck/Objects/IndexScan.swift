import Objects
import Repository

/// The index of a pack read whole, with every part checked against the others.
struct IndexScan {
  struct Entry {
    let id: ObjectID
    let checksum: UInt32
    let offset: Int
  }

  /// In the order of the ids in the file.
  private(set) var entries: [Entry] = []
  private(set) var pack: ObjectID?
  /// Where it breaks its own format; nil when it does not.
  private(set) var brokenAt: Int?
  /// Whether the hash at its end is that of its bytes.
  private(set) var isWhole = false

  init(_ bytes: [UInt8], format: ObjectFormat) {
    let size = format.size
    guard bytes.count >= 1032 + size * 2, bytes.starts(with: PackIndex.signature) else {
      brokenAt = 0
      return
    }
    var digest = Digest(format)
    digest.update(bytes[..<(bytes.count - size)])
    isWhole = digest.finish() == ObjectID(format, bytes: bytes[(bytes.count - size)...])
    pack = ObjectID(format, bytes: bytes[(bytes.count - size * 2)..<(bytes.count - size)])
    let fanout = (0..<256).map { IndexScan.number(bytes, 8 + $0 * 4) }
    let count = fanout[255]
    let wide = bytes.count - 1032 - count * (size + 8) - size * 2
    guard wide >= 0, wide % 8 == 0 else {
      brokenAt = 8
      return
    }
    guard let counts = readEntries(bytes, format, count: count) else { return }
    var sum = 0
    for lead in 0..<256 {
      sum += counts[lead]
      if fanout[lead] != sum { brokenAt = brokenAt ?? 8 + lead * 4 }
    }
  }

  /// - Returns: how many ids begin with each byte; nil where one is none.
  private mutating func readEntries(_ bytes: [UInt8], _ format: ObjectFormat, count: Int) -> [Int]? {
    let size = format.size
    var counts = [Int](repeating: 0, count: 256)
    for index in 0..<count {
      let start = 1032 + index * size
      guard let id = ObjectID(format, bytes: bytes[start..<start + size]) else { return nil }
      if let last = entries.last, last.id >= id { brokenAt = brokenAt ?? start }
      counts[id.lead] += 1
      let sums = 1032 + count * size
      var offset = IndexScan.number(bytes, sums + count * 4 + index * 4)
      if offset & 0x8000_0000 != 0 {
        let place = sums + count * 8 + (offset & 0x7FFF_FFFF) * 8
        guard place + 8 <= bytes.count - size * 2 else {
          brokenAt = brokenAt ?? place
          continue
        }
        offset = IndexScan.number(bytes, place) << 32 | IndexScan.number(bytes, place + 4)
      }
      let checksum = UInt32(truncatingIfNeeded: IndexScan.number(bytes, sums + index * 4))
      entries.append(Entry(id: id, checksum: checksum, offset: offset))
    }
    return counts
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
    var value = 0
    for index in offset..<offset + 4 { value = value << 8 | Int(bytes[index]) }
    return value
  }
}
