package import Objects
import Storage

extension Studio {
  /// The snapshots from a commit back, newest first, each with the one before it.
  ///
  /// - Parameters:
  ///   - selection: only snapshots in which one of these slots differs from the one before.
  ///   - visit: returns false to stop.
  package func walk(
    from start: ObjectID, _ selection: SlotSelection = .all, visit: (SnapshotCommit) throws -> Bool
  ) throws {
    var next: ObjectID? = start
    while let id = next {
      let snapshot = try snapshot(id)
      let parent = snapshot.commit.parents.first
      if try selection.isAll || touches(id, parent, selection) {
        guard try visit(snapshot) else { return }
      }
      next = parent
    }
  }

  /// Whether one of the slots differs between a snapshot and the one before it; equal trees are not opened.
  private func touches(_ id: ObjectID, _ parent: ObjectID?, _ selection: SlotSelection) throws(OperationError) -> Bool {
    guard let parent else {
      return try !compare(RigState(), try state(id), selection).isEmpty
    }
    let trees = try storing { () throws(StorageError) in
      [
        try archive.objects.tree(try archive.objects.commit(parent).tree),
        try archive.objects.tree(try archive.objects.commit(id).tree),
      ]
    }
    let names = Set(trees.flatMap { $0.entries.filter { $0.mode == .folder }.map(\.text) })
    let changed = names.filter { name in selection.mentions(name) && trees[0][name]?.id != trees[1][name]?.id }
    guard !changed.isEmpty else { return false }
    let before = try state(parent, devices: changed)
    return try !compare(before, try state(id, devices: changed, sharing: before), selection).isEmpty
  }
}
