import Compression
import Objects
import Repository

/// A pack read from end to end, by its entries and not by its index.
package struct PackScan: Sendable {
  /// The position of an entry, and the object it holds.
  struct Entry: Sendable {
    let offset: Int
    let end: Int
    /// Checksum of the entry's bytes as stored.
    let checksum: UInt32
    /// Nil for an entry that could not be rebuilt.
    var id: ObjectID?
  }

  enum Problem: Hashable, Sendable {
    case header
    case ends(at: Int)
    /// An entry that does not parse; later entries are found by the index alone.
    case entry(ObjectDamage, offset: Int)
    case trailing(offset: Int)
    case checksum
  }

  let name: String
  let format: ObjectFormat
  private(set) var entries: [Entry] = []
  private(set) var objects: [Int: StoredObject] = [:]
  /// Objects that exceed the memory limit, by their offsets.
  private(set) var unheld: [Int: ObjectID] = [:]
  private(set) var problems: [Problem] = []
  /// The hash at its end.
  private(set) var trailer: ObjectID?
  /// Delta entries, and the base of each.
  private var deltas: [(offset: Int, base: PackEntry.Base, bytes: [UInt8])] = []
  /// Delta entries that exceed the memory limit.
  private var late: [Int] = []

  /// The bytes that may still be held in memory, and the function that reads other objects again.
  struct Holding {
    var room: Int
    /// The ids that the index gives to offsets.
    let named: [Int: ObjectID]
    /// Nil where objects cannot be read again: then all bytes are held.
    let read: ((ObjectID) -> StoredObject?)?

    mutating func take(_ count: Int) -> Bool {
      guard read == nil || count <= room else { return false }
      room -= count
      return true
    }
  }

  /// - Parameters:
  ///   - known: offsets from the index, where reading continues after a broken entry.
  ///   - holding: the limit of object bytes in memory.
  ///   - base: an object outside the pack, for deltas that name one.
  init(
    _ name: String, _ bytes: [UInt8], format: ObjectFormat, known: [Int], holding: inout Holding,
    base: (ObjectID) -> StoredObject?
  ) {
    self.name = name
    self.format = format
    let end = bytes.count - format.size
    guard end >= 12, bytes.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0]), bytes[7] == 2 || bytes[7] == 3 else {
      problems.append(.header)
      return
    }
    var digest = Digest(format)
    digest.update(bytes[..<end])
    let computed = digest.finish()
    trailer = ObjectID(format, bytes: bytes[end...])
    if trailer != computed { problems.append(.checksum) }
    let count = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
    walk(bytes, end: end, count: count, known: known, &holding)
    build(&holding, base: base)
  }

  /// Holds an object, or its id alone.
  private mutating func keep(_ object: StoredObject, _ id: ObjectID? = nil, at offset: Int, _ holding: inout Holding) {
    if holding.take(object.bytes.count) {
      objects[offset] = object
    } else {
      unheld[offset] = id ?? ObjectID(of: object, in: format)
    }
  }

  private mutating func walk(_ bytes: [UInt8], end: Int, count: Int, known: [Int], _ holding: inout Holding) {
    var inflater = Inflater(isStrict: true)
    var offset = 12
    var place = 0
    while offset < end {
      do throws(ObjectDamage) {
        let (next, entry) = try PackScan.entry(bytes, at: offset, end: end, format, with: &inflater)
        entries.append(Entry(offset: offset, end: next, checksum: checksum32(bytes[offset..<next]), id: nil))
        switch entry.type {
        case .whole(let kind): keep(StoredObject(kind, entry.bytes), at: offset, &holding)
        case .delta(let base):
          if holding.take(entry.bytes.count) { deltas.append((offset, base, entry.bytes)) } else { late.append(offset) }
        }
        offset = next
      } catch {
        problems.append(.entry(error, offset: offset))
        while place < known.count, known[place] <= offset { place += 1 }
        guard place < known.count else { return }
        offset = known[place]
      }
      if entries.count == count, offset < end, problems.isEmpty || !known.contains(offset) {
        problems.append(.trailing(offset: offset))
        return
      }
    }
    if entries.count < count, !problems.contains(where: { if case .entry = $0 { true } else { false } }) {
      problems.append(.ends(at: offset))
    }
  }

  private static func entry(
    _ bytes: [UInt8], at offset: Int, end: Int, _ format: ObjectFormat, with inflater: inout Inflater
  ) throws(ObjectDamage) -> (end: Int, PackEntry) {
    let header: PackEntry.Header
    do {
      header = try PackEntry.Header(
        bytes[offset..<min(offset + PackEntry.Header.longest, end)], at: offset, format: format)
    } catch {
      throw .packEntry(offset: offset)
    }
    guard header.size <= LooseStore.limit else { throw .tooLong(claimed: header.size) }
    let start = offset + header.length
    guard start <= end else { throw .packEntry(offset: offset) }
    let inflated: Inflated
    do {
      inflated = try inflater.inflatePrefix(bytes[start..<end], limit: header.size)
    } catch {
      throw .inflate(error)
    }
    guard inflated.bytes.count == header.size else {
      throw .size(found: inflated.bytes.count, claimed: header.size)
    }
    return (start + inflated.used, PackEntry(type: header.type, bytes: inflated.bytes))
  }

  /// Rebuilds deltas, in order of offsets, again as long as one more is rebuilt; then names every object.
  private mutating func build(_ holding: inout Holding, base outside: (ObjectID) -> StoredObject?) {
    var offsets = Dictionary(unheld.map { ($0.value, $0.key) }) { first, _ in first }
    for (offset, object) in objects { offsets[ObjectID(of: object, in: format)] = offset }
    var waiting = deltas
    var count = waiting.count + 1
    while !waiting.isEmpty, waiting.count < count {
      count = waiting.count
      var left: [(offset: Int, base: PackEntry.Base, bytes: [UInt8])] = []
      for delta in waiting {
        let base: StoredObject?
        switch delta.base {
        case .distance(let distance): base = objects[delta.offset - distance]
        case .id(let id): base = offsets[id].flatMap { objects[$0] } ?? outside(id)
        }
        guard let base else {
          left.append(delta)
          continue
        }
        do {
          let bytes = try Delta.apply(delta.bytes, to: base.bytes, limit: LooseStore.limit)
          let object = StoredObject(base.kind, bytes)
          let id = ObjectID(of: object, in: format)
          keep(object, id, at: delta.offset, &holding)
          offsets[id] = delta.offset
        } catch {
          problems.append(.entry(error, offset: delta.offset))
        }
      }
      waiting = left
    }
    for offset in (waiting.map(\.offset) + late).sorted() {
      // Its base may be one that is not held.
      if !unheld.isEmpty || !late.isEmpty, let id = holding.named[offset], holding.read?(id) != nil {
        unheld[offset] = id
      } else {
        problems.append(.entry(.base, offset: offset))
      }
    }
    let ids = Dictionary(offsets.map { ($0.value, $0.key) }) { first, _ in first }
    for index in entries.indices {
      let offset = entries[index].offset
      entries[index].id = ids[offset] ?? unheld[offset] ?? objects[offset].map { ObjectID(of: $0, in: format) }
    }
    (deltas, late) = ([], [])
  }
}
