import Objects

/// The layout of a pack: every object's entry, from its header to the next one.
struct PackMap {
  /// An entry as it is stored: header apart, its bytes still compressed.
  struct Entry {
    let pack: Pack
    /// Of the compressed bytes.
    let range: Range<Int>
    /// Of the object, or of the delta.
    let size: Int
    let form: PackBuilder.Form
  }

  let entries: [ObjectID: Entry]

  /// - Throws: `.damagedFile` for a pack with an invalid entry, or a delta whose base is not in the pack.
  init(_ pack: Pack) throws(StorageError) {
    let places = try pack.index.places()
    let ids = Dictionary(places.map { ($0.offset, $0.id) }, uniquingKeysWith: { first, _ in first })
    var entries: [ObjectID: Entry] = [:]
    for (number, place) in places.enumerated() {
      let end = number + 1 < places.count ? places[number + 1].offset : pack.end
      guard place.offset < end, let header = try pack.header(at: place.offset, before: end) else {
        throw .damagedObject(place.id, path: pack.path, .packEntry(offset: place.offset))
      }
      let form: PackBuilder.Form
      switch header.type {
      case .whole(let kind): form = .whole(kind)
      case .delta(.id(let base)): form = .delta(on: base)
      case .delta(.distance(let distance)):
        guard let base = ids[place.offset - distance] else {
          throw .damagedObject(place.id, path: pack.path, .base)
        }
        form = .delta(on: base)
      }
      entries[place.id] = Entry(
        pack: pack, range: place.offset + header.length..<end, size: header.size, form: form)
    }
    self.entries = entries
  }
}

extension Pack {
  /// Where the last entry ends.
  var end: Int { size - index.format.size }

  /// The header of an entry; nil at a position that cannot hold one.
  func header(at offset: Int, before end: Int) throws(StorageError) -> PackEntry.Header? {
    let bytes = try bytes(offset..<min(end, offset + PackEntry.Header.longest))
    do {
      return try PackEntry.Header(bytes[...], at: offset, format: index.format)
    } catch {
      return nil
    }
  }
}

extension PackIndex {
  /// Every object and its offset, in order of the offsets.
  func places() throws(StorageError) -> [(id: ObjectID, offset: Int)] {
    var places: [(id: ObjectID, offset: Int)] = []
    for (number, id) in try ids().enumerated() { places.append((id, try offset(at: number))) }
    return places.sorted { $0.offset < $1.offset }
  }
}
