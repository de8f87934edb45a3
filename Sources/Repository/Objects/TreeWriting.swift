package import Objects

extension ObjectWriter {
  /// Builds the trees that hold these items; an item may itself be a tree that is stored already.
  ///
  /// - Parameter items: by path, parts joined by `/`.
  /// - Throws: `.badPath` for a path that a tree cannot hold, or one below another item's file.
  package mutating func tree(of items: [String: TreeItem]) throws(StorageError) -> ObjectID {
    try tree(nil, changing: items.mapValues { .some($0) })
  }

  /// Builds the tree that differs from `base` in these paths only. Only folders on the way to them are read and made;
  /// a folder left without entries goes.
  ///
  /// - Parameter changes: nil deletes the item, a whole folder too.
  package mutating func tree(
    _ base: ObjectID?, changing changes: [String: TreeItem?]
  ) throws(StorageError) -> ObjectID {
    var edits = TreeEdits()
    for path in changes.keys.sorted() {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8) }
      guard parts.count <= ObjectStore.depthLimit, parts.allSatisfy({ TreeEntry.allows($0) }),
        edits.insert(changes[path] ?? nil, at: parts[...])
      else { throw .badPath(path) }
    }
    if let tree = try write(edits, on: base) { return tree }
    return try add(StoredObject(.tree, []))
  }

  /// Nil when the folder is empty.
  private mutating func write(_ edits: TreeEdits, on base: ObjectID?) throws(StorageError) -> ObjectID? {
    var entries: [[UInt8]: TreeEntry] = [:]
    if let base { for entry in try read(tree: base) { entries[entry.name] = entry } }
    for (name, item) in edits.items { entries[name] = item.map { TreeEntry($0.mode, name, $0.id) } }
    for (name, inner) in edits.folders {
      let old = entries[name].flatMap { $0.mode == .folder ? $0.id : nil }
      if let id = try write(inner, on: old) {
        entries[name] = TreeEntry(.folder, name, id)
      } else if old != nil {
        entries[name] = nil
      }
    }
    if entries.isEmpty { return nil }
    let tree: Tree
    do {
      tree = try Tree(Array(entries.values))
    } catch {
      throw .badPath(String(decoding: entries.keys.first ?? [], as: UTF8.self))
    }
    return try add(tree)
  }

  private func read(tree id: ObjectID) throws(StorageError) -> [TreeEntry] {
    let object = try read(id)
    guard object.kind == .tree else { throw .wrongKind(id, found: object.kind, expected: .tree) }
    do {
      return try Tree(parsing: object.bytes, format: id.format).entries
    } catch {
      throw .damagedObject(id, path: store.loose.path(id), .format(error))
    }
  }
}

/// Changes to one folder and its subfolders.
private struct TreeEdits {
  var items: [[UInt8]: TreeItem?] = [:]
  var folders: [[UInt8]: TreeEdits] = [:]

  /// False when a part of the path is a file by another change.
  mutating func insert(_ item: TreeItem?, at path: ArraySlice<[UInt8]>) -> Bool {
    guard let name = path.first else { return false }
    if path.count > 1 {
      if let above = items[name], above != nil { return false }
      return folders[name, default: TreeEdits()].insert(item, at: path.dropFirst())
    }
    // Paths come sorted, but `a-b` is between `a` and `a/c`: look both ways.
    if item != nil, folders[name] != nil { return false }
    items[name] = .some(item)
    return true
  }
}
