import Compression
package import Files
package import Objects

/// Makes a pack of whole objects, and its index.
package enum PackWriter {
  package static func files(
    _ objects: [(id: ObjectID, object: StoredObject)], in folder: String, format: ObjectFormat
  ) -> [DurableFile] {
    let deflaters = TablePool { Deflaters() }
    return files(objects.map { ($0.id, DeflatedObject($0.object, by: deflaters)) }, in: folder, format: format)
  }

  /// The two files, in the order in which they must appear.
  static func files(
    _ objects: [(id: ObjectID, object: DeflatedObject)], in folder: String, format: ObjectFormat
  ) -> [DurableFile] {
    var pack = Array("PACK".utf8) + big(2, 4) + big(objects.count, 4)
    var entries: [Entry] = []
    for (id, object) in objects {
      let start = pack.count
      pack += PackEntry.Header.encode(object.object.kind, size: object.object.bytes.count)
      pack += object.bytes
      entries.append(Entry(id: id, offset: start, checksum: checksum32(pack[start...])))
    }
    let name = digest(pack, format)
    pack += name.bytes
    let index = index(entries.sorted { $0.id < $1.id }, pack: name, format: format)
    let path = "\(folder)/pack-\(name.hex)"
    return [
      DurableFile(path + ".pack", pack, temporary: "tmp_pack_#"),
      DurableFile(path + ".idx", index, temporary: "tmp_idx_#"),
    ]
  }

  /// A line of the index.
  package struct Entry {
    package let id: ObjectID
    let offset: Int
    let checksum: UInt32

    package init(id: ObjectID, offset: Int, checksum: UInt32) {
      self.id = id
      self.offset = offset
      self.checksum = checksum
    }
  }

  /// The index of a pack.
  ///
  /// - Parameter entries: in order of their ids.
  package static func index(_ entries: [Entry], pack: ObjectID, format: ObjectFormat) -> [UInt8] {
    var bytes = PackIndex.signature
    var count = 0
    for lead in 0..<256 {
      while count < entries.count, entries[count].id.lead <= lead { count += 1 }
      bytes += big(count, 4)
    }
    for entry in entries { bytes += entry.id.bytes }
    for entry in entries { bytes += big(Int(entry.checksum), 4) }
    let wide = entries.filter { $0.offset >= 0x8000_0000 }
    var place = 0
    for entry in entries {
      let isWide = entry.offset >= 0x8000_0000
      bytes += big(isWide ? 0x8000_0000 | place : entry.offset, 4)
      place += isWide ? 1 : 0
    }
    for entry in wide { bytes += big(entry.offset, 8) }
    bytes += pack.bytes
    return bytes + digest(bytes, format).bytes
  }

  private static func digest(_ bytes: [UInt8], _ format: ObjectFormat) -> ObjectID {
    var digest = Digest(format)
    digest.update(bytes)
    return digest.finish()
  }

  /// Highest byte first.
  static func big(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> ((size - 1 - $0) * 8)) }
  }
}
