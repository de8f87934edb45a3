package import Objects
import Storage

extension Studio {
  /// The devices of a commit with what is known of them, and none of their messages.
  package func outline(_ commit: ObjectID?) throws(OperationError) -> RigState {
    guard let commit else { return RigState() }
    var state = try state(commit, devices: [])
    for (name, tree) in try deviceTrees(commit) {
      let described = try storing { () throws(StorageError) in try archive.objects.tree(tree) }
      guard let facts = described[DeviceFacts.file] else { continue }
      let text = try storing { () throws(StorageError) in
        try described["profile.yaml"].map { entry throws(StorageError) in try archive.objects.blob(entry.id) }
      }
      let bytes = try storing { () throws(StorageError) in try archive.objects.blob(facts.id) }
      let parsed = try DeviceFacts(parsing: bytes, path: "\(name)/\(DeviceFacts.file)")
      state.put(DeviceState(name: name, facts: parsed, profileText: text, entries: []))
    }
    return state
  }

  /// The folders of a commit that may be devices, with their trees.
  func deviceTrees(_ commit: ObjectID) throws(OperationError) -> [String: ObjectID] {
    let root = try storing { () throws(StorageError) in
      try archive.objects.tree(try archive.objects.commit(commit).tree)
    }
    let folders = root.entries.filter { $0.mode == .folder && Device.isName($0.text) }
    return Dictionary(folders.map { ($0.text, $0.id) }) { first, _ in first }
  }
}
