package import Objects
import Repository

extension Archive {
  /// The devices and imported files of a commit with their facts, without their messages.
  package func outline(_ commit: ObjectID?) throws(ArchiveError) -> RigState {
    guard let commit else { return RigState() }
    var state = try state(commit, devices: [])
    for (name, tree) in try deviceTrees(commit) {
      let entries = try storing { () throws(StorageError) in try repository.objects.tree(tree) }
      if let device = try header(name, entries) { state.put(device) }
    }
    return state
  }

  /// The facts of a device without its messages; nil where the folder is not a device.
  package func header(_ name: String, _ folder: Tree) throws(ArchiveError) -> DeviceState? {
    guard let facts = folder[DeviceFacts.file] else { return nil }
    let (bytes, text) = try storing { () throws(StorageError) in
      (
        try repository.objects.blob(facts.id),
        try folder[DeviceFacts.profileFile].map { entry throws(StorageError) in try repository.objects.blob(entry.id) }
      )
    }
    let parsed = try DeviceFacts(parsing: bytes, path: "\(name)/\(DeviceFacts.file)")
    return DeviceState(name: name, facts: parsed, profileText: text, entries: [])
  }

  /// The folders of a commit that may be devices or imported files, with their trees.
  package func deviceTrees(_ commit: ObjectID) throws(ArchiveError) -> [String: ObjectID] {
    try deviceTrees(of: try storing { () throws(StorageError) in try repository.objects.commit(commit).tree })
  }

  /// The folders of a commit's tree that may be devices or imported files, with their trees.
  package func deviceTrees(of tree: ObjectID) throws(ArchiveError) -> [String: ObjectID] {
    let root = try storing { () throws(StorageError) in try repository.objects.treeTable(tree) }
    var trees: [String: ObjectID] = [:]
    for entry in root.entries where entry.mode == .folder {
      let name = root.text(entry)
      if Device.isName(name) { trees[name] = entry.id }
      guard name == FolderName.files else { continue }
      let files = try storing { () throws(StorageError) in try repository.objects.treeTable(entry.id) }
      for file in files.entries where file.mode == .folder && Device.isName(files.text(file)) {
        trees[FolderName.file(files.text(file))] = file.id
      }
    }
    return trees
  }
}
