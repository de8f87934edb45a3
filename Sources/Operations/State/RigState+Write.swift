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
    folder.files["order"] = try writer.add(blob: order)
    for entry in entries {
      if let id = entry.stored {
        folder.put(entry.path[...], id)
      } else {
        folder.put(entry.path[...], try writer.add(blob: entry.bytes))
      }
    }
    return try folder.write(to: &writer)
  }

  /// The paths of the messages in their order, a line each.
  private var order: [UInt8] {
    var order: [UInt8] = []
    order.reserveCapacity(entries.count * 16)
    for entry in entries {
      order += entry.path.utf8
      order.append(0x0A)
    }
    return order
  }
}

/// A folder under way to a tree.
private struct Folder {
  var files: [String: ObjectID] = [:]
  var folders: [String: Folder] = [:]

  mutating func put(_ path: Substring, _ id: ObjectID) {
    guard let end = path.utf8.firstIndex(of: 0x2F) else {
      files[String(path)] = id
      return
    }
    folders[String(path[..<end]), default: Folder()].put(path[path.utf8.index(after: end)...], id)
  }

  func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var entries = files.map { TreeEntry(.file, $0.key, $0.value) }
    for (name, folder) in folders.sorted(by: { $0.key < $1.key }) {
      entries.append(TreeEntry(.folder, name, try folder.write(to: &writer)))
    }
    return try writer.add(try RigState.tree(entries))
  }
}
