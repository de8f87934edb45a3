import Bytes
package import Compression
import Files
package import Objects

/// Objects in files of their own: `objects/ab/cdef…`, each one zlib stream of header and bytes.
package struct LooseStore: Sendable {
  /// The most bytes an object may have.
  package static let limit = ReadingBudget.Reader.object.limit

  let folder: String
  let format: ObjectFormat
  let files: any FileSystem
  let naming: ObjectNaming

  package func path(_ id: ObjectID) -> String {
    let hex = id.hex
    return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  /// The object of this id, its hash checked; nil when there is none.
  func read(_ id: ObjectID, with inflater: inout Inflater) throws(StorageError) -> StoredObject? {
    let path = path(id)
    guard let packed = try filing({ () throws(FileError) in try files.readIfPresent(path, limit: LooseStore.limit) })
    else { return nil }
    do throws(ObjectDamage) {
      let object = try LooseStore.decode(packed, with: &inflater)
      let found = naming.id(of: object, in: format)
      guard found == id else { throw ObjectDamage.hash(found: found) }
      return object
    } catch {
      throw .damagedObject(id, path: path, error)
    }
  }

  func contains(_ id: ObjectID) throws(StorageError) -> Bool {
    try filing { () throws(FileError) in try files.isFile(path(id)) }
  }

  /// Ids whose digits begin so; at least two digits.
  func ids(prefix: String) throws(StorageError) -> [ObjectID] {
    let lead = String(prefix.prefix(2))
    let names = try filing { () throws(FileError) in try files.listIfPresent("\(folder)/\(lead)") }
    return names.filter { $0.hasPrefix(prefix.dropFirst(2)) }.compactMap { ObjectID(format, hex: lead + $0) }
  }

  /// Every id that has a file.
  package func ids() throws(StorageError) -> [ObjectID] {
    var ids: [ObjectID] = []
    for name in try filing({ () throws(FileError) in try files.listIfPresent(folder) }) where name.utf8.count == 2 {
      ids += try self.ids(prefix: name)
    }
    return ids
  }

  /// The file of an object, ready to be written.
  func file(_ id: ObjectID, _ object: StoredObject, with deflaters: inout Deflaters) -> DurableFile {
    DurableFile(path(id), deflaters.deflate(object.header + object.bytes), temporary: "tmp_obj_#")
  }

  /// Takes a loose object's stream apart; its size is a claim, believed only when the bytes agree.
  package static func decode(_ packed: [UInt8], with inflater: inout Inflater) throws(ObjectDamage) -> StoredObject {
    let (kind, size, start) = try header(packed, with: &inflater)
    let all: [UInt8]
    do {
      all = try inflater.inflate(packed[...], limit: start + size)
    } catch {
      throw .inflate(error)
    }
    guard all.count == start + size else { throw .size(found: all.count - start, claimed: size) }
    return StoredObject(kind, Array(all[start...]))
  }

  private static func header(
    _ packed: [UInt8], with inflater: inout Inflater
  ) throws(ObjectDamage) -> (kind: ObjectKind, size: Int, start: Int) {
    let head: [UInt8]
    do {
      head = try inflater.start(of: packed[...], count: 32)
    } catch {
      throw .inflate(error)
    }
    guard let zero = head.firstIndex(of: 0), let blank = head[..<zero].firstIndex(of: 0x20),
      let kind = ObjectKind(rawValue: String(decoding: head[..<blank], as: UTF8.self)),
      let size = Int(String(decoding: head[(blank + 1)..<zero], as: UTF8.self)), size >= 0,
      StoredObject.header(kind, size: size).elementsEqual(head[...zero])
    else { throw .header }
    guard size <= limit else { throw .tooLong(claimed: size) }
    return (kind, size, zero + 1)
  }
}

/// Compressors for small and for large objects: the tables of the first are cleared in a tenth of the time.
struct Deflaters: ~Copyable {
  private var small: Deflater
  private var large: Deflater

  init(level: Int = 1) {
    small = Deflater(level: level, window: 12)
    large = Deflater(level: level)
  }

  mutating func deflate(_ bytes: [UInt8]) -> [UInt8] {
    bytes.count <= 4096 ? small.deflate(bytes) : large.deflate(bytes)
  }
}
