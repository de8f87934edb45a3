import Bytes
package import Compression
package import Files
package import Objects
import Synchronization

/// A pack with its index: many objects in one file, some as deltas of others.
///
/// A class because it holds open files and the data last read from them.
package final class Pack: Sendable {
  /// Longer chains are damage: git makes 50, at most 4095.
  private static let depth = 4096
  /// Bases are kept up to this many bytes.
  private static let cacheLimit = 1 << 24

  let path: String
  package let index: PackIndex
  private let file: any InputFile
  private let naming: ObjectNaming
  private let blocks: PackBlocks
  private let cache = Mutex<(objects: [Int: StoredObject], size: Int)>(([:], 0))

  /// Opens `path`, which ends in `.pack`, and the index next to it.
  package init(
    _ path: String, format: ObjectFormat, in files: any FileSystem, naming: ObjectNaming = .hash
  ) throws(StorageError) {
    self.path = path
    self.naming = naming
    index = try PackIndex(String(path.dropLast(4)) + "idx", format: format, in: files)
    file = try filing { () throws(FileError) in try files.open(path) }
    blocks = PackBlocks(file)
    let head = try filing { () throws(FileError) in try file.read(at: 0, count: 12) }
    guard head.starts(with: [0x50, 0x41, 0x43, 0x4B, 0, 0, 0]), head.count == 12, head[7] == 2 || head[7] == 3,
      file.size >= 12 + format.size
    else { throw .damagedFile(path: path, FormatError(.malformed("pack header"), at: 0)) }
  }

  /// The object of this id, its hash checked; nil when the pack does not have it.
  package func read(_ id: ObjectID, with inflater: inout Inflater) throws(StorageError) -> StoredObject? {
    guard let offset = try index.offset(of: id) else { return nil }
    let object = try object(at: offset, for: id, with: &inflater)
    let found = naming.id(of: object, in: index.format)
    guard found == id else { throw .damagedObject(id, path: path, .hash(found: found)) }
    return object
  }

  var size: Int { file.size }

  /// Bytes of the file as they are.
  func bytes(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
    let bytes = try filing { () throws(FileError) in try file.read(at: range.lowerBound, count: range.count) }
    guard bytes.count == range.count else {
      throw .damagedFile(path: path, FormatError(.endsEarly(needed: range.count - bytes.count), at: size))
    }
    return bytes
  }

  /// Follows the chain of deltas down to a whole object, then builds upwards.
  private func object(
    at start: Int, for id: ObjectID, with inflater: inout Inflater
  ) throws(StorageError) -> StoredObject {
    var deltas: [(offset: Int, bytes: [UInt8])] = []
    var offset = start
    while deltas.count < Pack.depth {
      let base: StoredObject
      if let cached = cache.withLock({ $0.objects[offset] }) {
        base = cached
      } else {
        let entry = try damaging(id) { () throws(PackFailure) -> PackEntry in
          try self.entry(at: offset, with: &inflater)
        }
        switch entry.type {
        case .whole(let kind): base = StoredObject(kind, entry.bytes)
        case .delta(let from):
          deltas.append((offset, entry.bytes))
          guard let next = try place(from, below: offset) else { throw .damagedObject(id, path: path, .base) }
          offset = next
          continue
        }
      }
      if !deltas.isEmpty { keep(base, at: offset) }
      return try damaging(id) { () throws(PackFailure) in try build(deltas, on: base) }
    }
    throw .damagedObject(id, path: path, .base)
  }

  private func build(
    _ deltas: [(offset: Int, bytes: [UInt8])], on base: StoredObject
  ) throws(PackFailure) -> StoredObject {
    var object = base
    for (index, delta) in deltas.enumerated().reversed() {
      do {
        object = StoredObject(
          object.kind, try Delta.apply(delta.bytes, to: object.bytes, limit: LooseStore.limit))
      } catch {
        throw .damage(error)
      }
      if index > 0 { keep(object, at: delta.offset) }
    }
    return object
  }

  private func place(_ base: PackEntry.Base, below offset: Int) throws(StorageError) -> Int? {
    switch base {
    case .distance(let distance): distance > 0 && distance <= offset - 12 ? offset - distance : nil
    case .id(let id): try index.offset(of: id)
    }
  }

  private func keep(_ object: StoredObject, at offset: Int) {
    cache.withLock { cache in
      if cache.size + object.bytes.count > Pack.cacheLimit { cache = ([:], 0) }
      if cache.objects.updateValue(object, forKey: offset) == nil { cache.size += object.bytes.count }
    }
  }

  /// Reads the entry at an offset: its header, then as much as its size lets expect, then more if that was not enough.
  private func entry(at offset: Int, with inflater: inout Inflater) throws(PackFailure) -> PackEntry {
    let end = file.size - index.format.size
    guard offset >= 12, offset < end else { throw .damage(.packEntry(offset: offset)) }
    let header = try PackEntry.Header(
      try read(offset, count: min(end - offset, PackEntry.Header.longest)), at: offset, format: index.format)
    guard header.size <= LooseStore.limit else { throw .damage(.tooLong(claimed: header.size)) }
    var wanted = header.length + header.size + header.size / 512 + 64
    while true {
      let bytes = try read(offset, count: min(wanted, end - offset))
      do {
        let inflated = try inflater.inflatePrefix(bytes.dropFirst(header.length), limit: header.size)
        guard inflated.bytes.count == header.size else {
          throw PackFailure.damage(.size(found: inflated.bytes.count, claimed: header.size))
        }
        return PackEntry(type: header.type, bytes: inflated.bytes)
      } catch let error as InflateError {
        guard error == .truncated, bytes.count < end - offset else { throw .damage(.inflate(error)) }
        wanted = bytes.count * 2
      } catch let error as PackFailure {
        throw error
      } catch {
        throw .damage(.packEntry(offset: offset))
      }
    }
  }

  private func read(_ offset: Int, count: Int) throws(PackFailure) -> ArraySlice<UInt8> {
    do { return try blocks.read(at: offset, count: count) } catch { throw .file(error) }
  }

  private func damaging<Value>(
    _ id: ObjectID, _ call: () throws(PackFailure) -> Value
  ) throws(StorageError) -> Value {
    do {
      return try call()
    } catch {
      switch error {
      case .file(let error): throw .file(error)
      case .damage(let damage): throw .damagedObject(id, path: path, damage)
      }
    }
  }
}

/// Why a pack entry was not read.
package enum PackFailure: Error {
  case file(FileError)
  case damage(ObjectDamage)
}
