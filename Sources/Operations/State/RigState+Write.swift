package import Objects
package import Storage

extension RigState {
  /// Stores the state as a tree.
  ///
  /// - Returns: the tree's id; the objects are on the disk once the writer has finished.
  package func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var entries = others + unread
    entries.append(TreeEntry(.file, ".gitattributes", try writer.add(blob: Self.attributes)))
    entries.append(TreeEntry(.file, Rig.path, try writer.add(blob: rig.encoded)))
    for device in devices { entries.append(TreeEntry(.folder, device.name, try device.write(to: &writer))) }
    return try writer.add(try Self.tree(entries))
  }

  /// A clone that changes line ends would corrupt SysEx.
  static let attributes = Array("*.syx -text diff=synvc\n*.bin -text\n".utf8)

  static func tree(_ entries: [TreeEntry]) throws(StorageError) -> Tree {
    do { return try Tree(entries) } catch { throw .badPath(entries.map(\.text).joined(separator: " ")) }
  }
}

extension DeviceState {
  func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var folder = Folder()
    folder.files[DeviceFacts.file] = try writer.add(blob: facts.encoded)
    folder.files[DeviceFacts.profileFile] = profileBlob
    if profileBlob == nil, let profileText { folder.files[DeviceFacts.profileFile] = try writer.add(blob: profileText) }
    if let source { folder.files["source.bin"] = try writer.add(blob: source) }
    folder.files["order"] = try writer.add(blob: Array(entries.map { $0.path + "\n" }.joined().utf8))
    for entry in entries {
      let path = entry.path.utf8.split(separator: 0x2F).map(Substring.init)[...]
      if let id = entry.stored { folder.put(path, id) } else { folder.put(path, try writer.add(blob: entry.bytes)) }
    }
    return try folder.write(to: &writer)
  }
}

/// A folder under way to a tree.
private struct Folder {
  var files: [String: ObjectID] = [:]
  var folders: [String: Folder] = [:]

  mutating func put(_ path: ArraySlice<Substring>, _ id: ObjectID) {
    guard let first = path.first.map(String.init) else { return }
    if path.count == 1 {
      files[first] = id
    } else {
      folders[first, default: Folder()].put(path.dropFirst(), id)
    }
  }

  func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var entries = files.map { TreeEntry(.file, $0.key, $0.value) }
    for (name, folder) in folders.sorted(by: { $0.key < $1.key }) {
      entries.append(TreeEntry(.folder, name, try folder.write(to: &writer)))
    }
    return try writer.add(try RigState.tree(entries))
  }
}
