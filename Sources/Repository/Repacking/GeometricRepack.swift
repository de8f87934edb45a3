import Compression
package import Files
import Objects

/// Geometric repacking: small packs become one. There are never many packs, and each object is rewritten few times.
///
/// A pack is only rewritten when the smaller packs have grown to half its size. So the sizes of the remaining packs at
/// least triple from one to the next. In the long run, the bytes written per snapshot grow with the logarithm of all.
struct GeometricRepack {
  /// The number of packs above which a repack runs.
  static let most = 20
  /// Packs of more bytes are left alone.
  static let bound = 1 << 22

  /// Which of some packs to roll; none when there are few.
  static func choose(_ packs: [PackFiles.Listed]) -> [PackFiles.Listed] {
    let small = packs.filter { !$0.isKept && !$0.isCruft && $0.size <= bound }
      .sorted { ($0.size, $0.path) < ($1.size, $1.path) }
    guard small.count > most else { return [] }
    var (sum, count) = (0, 2)
    for (number, pack) in small.enumerated() {
      if pack.size <= sum * 2 { count = number + 1 }
      sum += pack.size
    }
    return Array(small.prefix(count))
  }
}

extension Repository {
  /// The lock that every repack takes.
  package var packsLock: String { Path.join(common, "operations/packs.lock") }

  /// Repacks small packs into one when there are many, after a command that made one. Deletes no objects.
  ///
  /// Skips the repack when another process is repacking. Reports a failure without throwing: the command itself has
  /// succeeded.
  package func repackGeometrically() {
    do {
      // Sizes are needed only when there are this many packs, which is rare.
      guard try objects.packList().count > GeometricRepack.most else { return }
      guard !GeometricRepack.choose(try objects.packFiles.list()).isEmpty else { return }
      let impatient = RepositoryContext(
        files: context.files, lockContext: context.lockContext.with(.none), report: context.report)
      let lock = try acquirePacks(impatient)
      defer { lock.release(in: context.files) }
      // Listed again: another process may have repacked them just now.
      try roll(GeometricRepack.choose(try objects.packFiles.list()))
    } catch {
      if case .locked = error { return }
      context.report(.notRolled(error))
    }
  }

  package func acquirePacks(_ context: RepositoryContext) throws(StorageError) -> LockFile {
    try filing { () throws(FileError) in
      try context.files.makeFolderDurably(Path.parent(packsLock), report: context.note)
    }
    return try context.locking([packsLock])
  }

  private func roll(_ packs: [PackFiles.Listed]) throws(StorageError) {
    if packs.isEmpty { return }
    objects.packsChanged()
    var stock = RepackInput()
    for pack in packs { try stock.take(try objects.pack(at: pack.path)) }
    guard stock.packs.count > 1 else { return }
    let loose = try stock.takeLoose(from: objects)
    let settings = Repacker.Settings(copiesWhole: true, things: 0)
    var repacker = Repacker(objects, settings, reusing: stock.entries)
    let made = try repacker.run(try PackOrder(stock.kinds, in: objects), context)
    try objects.packFiles.remove(stock.packs.filter { $0 != made.path }, report: context.note)
    try filing { () throws(FileError) in
      for id in loose { try context.files.remove(objects.loose.path(id)) }
    }
    objects.packsChanged()
  }
}

/// The input of a repack: the sound packs among those chosen.
private struct RepackInput {
  private(set) var packs: [String] = []
  private(set) var kinds: [ObjectID: ObjectKind] = [:]
  private(set) var entries: [ObjectID: PackMap.Entry] = [:]

  /// Takes a pack that is entirely readable; leaves a damaged one as it is, for `fsck`.
  mutating func take(_ pack: Pack?) throws(StorageError) {
    guard let pack else { return }
    var inflater = Inflater()
    do {
      let map = try PackMap(pack)
      var found: [ObjectID: ObjectKind] = [:]
      for id in map.entries.keys {
        guard let object = try pack.read(id, with: &inflater) else { return }
        found[id] = object.kind
      }
      kinds.merge(found) { first, _ in first }
      entries.merge(map.entries) { first, _ in first }
      packs.append(pack.path)
    } catch {
      switch error {
      case .damagedFile, .damagedObject: return
      default: throw error
      }
    }
  }

  /// Takes every sound loose object.
  mutating func takeLoose(from store: ObjectStore) throws(StorageError) -> [ObjectID] {
    var inflater = Inflater()
    var taken: [ObjectID] = []
    for id in try store.loose.ids() {
      do {
        guard let object = try store.loose.read(id, with: &inflater) else { continue }
        kinds[id] = object.kind
        taken.append(id)
      } catch {
        guard case .damagedObject = error else { throw error }
      }
    }
    return taken
  }
}
