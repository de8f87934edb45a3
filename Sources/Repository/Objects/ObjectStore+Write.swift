import Files
package import Objects

extension ObjectStore {
  package var packFolder: String { folder + "/pack" }

  package func deflating(_ object: StoredObject) -> DeflatedObject { DeflatedObject(object, by: deflaters) }

  /// Writes objects and returns when they are durable: one as a file of its own, more as one pack.
  ///
  /// - Parameter objects: objects that are not stored yet, dependencies first.
  package func store(
    _ objects: [(id: ObjectID, object: DeflatedObject)], _ context: RepositoryContext
  ) throws(StorageError) { _ = try write(files(for: objects, replacing: []), context) }

  /// The files for objects, to be written one batch after the other: one object is a file of its own, more are one pack.
  ///
  /// Costs, in syncs: a pack three (it, its index, their folder), however many objects; a file two. A pack and its
  /// index may appear in any order, because neither is read without the other.
  ///
  /// - Parameters:
  ///   - new: objects that are not stored yet, dependencies first.
  ///   - damaged: objects whose stored copy is damaged; each replaces that copy as a file of its own.
  func files(
    for new: [(id: ObjectID, object: DeflatedObject)], replacing damaged: [(id: ObjectID, object: DeflatedObject)]
  ) -> [[DurableFile]] {
    func file(_ id: ObjectID, _ object: DeflatedObject) -> [DurableFile] {
      [deflaters.with { loose.file(id, object.object, with: &$0) }]
    }
    var batches = damaged.map { file($0.id, $0.object) }
    if new.count == 1, let only = new.first {
      batches.insert(file(only.id, only.object), at: 0)
    } else if !new.isEmpty {
      batches.insert(PackWriter.files(new, in: packFolder, format: format), at: 0)
    }
    return batches
  }

  /// - Returns: the folders that were synced after the last name appeared in them.
  func write(_ batches: [[DurableFile]], _ context: RepositoryContext) throws(StorageError) -> Set<String> {
    var synced: Set<String> = []
    for batch in batches {
      try filing { () throws(FileError) in try context.files.writeDurably(batch, report: context.note) }
      synced.formUnion(batch.map { Path.parent($0.path) })
    }
    if synced.contains(packFolder) { packsChanged() } else { looseChanged() }
    return synced
  }
}
