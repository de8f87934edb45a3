import Files
import Objects

extension ObjectStore {
  var packFolder: String { folder + "/pack" }

  /// Writes objects and returns when they are durable: one as a file of its own, more as one pack.
  ///
  /// Costs, in syncs: a pack three (it, its index, their folder), however many objects; a file two. A pack and its
  /// index may appear in any order, because neither is read without the other.
  ///
  /// - Parameters:
  ///   - new: those that nothing is stored for, each after those it names.
  ///   - damaged: those whose stored copy is damaged; each is put in its place as a file of its own.
  /// - Returns: the folders that were synced after the last name appeared in them.
  func store(
    _ new: [(id: ObjectID, object: StoredObject)], replacing damaged: [(id: ObjectID, object: StoredObject)],
    _ context: ArchiveContext
  ) throws(StorageError) -> Set<String> {
    var synced: Set<String> = []
    var deflaters = Deflaters()
    var batches = damaged.map { [loose.file($0.id, $0.object, with: &deflaters)] }
    if new.count == 1, let only = new.first {
      batches.insert([loose.file(only.id, only.object, with: &deflaters)], at: 0)
    } else if !new.isEmpty {
      batches.insert(PackWriter.files(new, in: packFolder, format: format), at: 0)
    }
    for batch in batches {
      try filing { () throws(FileError) in try context.files.writeDurably(batch, report: context.note) }
      synced.formUnion(batch.map { Path.parent($0.path) })
    }
    if synced.contains(packFolder) { packsChanged() } else { looseChanged() }
    return synced
  }
}
