internal import Bytes
package import Objects
package import Repository

extension RigState {
  /// Stores the state as a tree.
  ///
  /// - Returns: the tree's id; the objects are on the disk once the writer has finished.
  package func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var entries = others + unread
    entries.append(TreeEntry(.file, ".gitattributes", try writer.add(blob: GitAttributes.encoded)))
    entries.append(TreeEntry(.file, Rig.path, try writer.add(blob: rig.encoded)))
    var files = Folders()
    for entry in unreadFiles { files.put(entry) }
    for device in devices {
      if FolderName.isFile(device.name) {
        files.put(
          .folder, String(device.name.dropFirst(FolderName.files.utf8.count + 1)), try device.write(to: &writer))
      } else if device.name == FolderName.files {
        try device.put(into: &files, to: &writer)
      } else {
        entries.append(TreeEntry(.folder, device.name, try device.write(to: &writer)))
      }
    }
    if !files.isEmpty { entries.append(TreeEntry(.folder, FolderName.files, try files.write(to: &writer))) }
    return try writer.add(try Self.tree(entries))
  }

  static func tree(_ entries: [TreeEntry]) throws(StorageError) -> Tree {
    do { return try Tree(entries) } catch { throw .badPath(entries.map(\.text).joined(separator: " ")) }
  }
}

extension DeviceState {
  package func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    try checkBudgets()
    var folders = Folders()
    try put(into: &folders, to: &writer)
    return try folders.write(to: &writer)
  }

  fileprivate func put(into folders: inout Folders, to writer: inout ObjectWriter) throws(StorageError) {
    folders.put(.file, DeviceFacts.file, try writer.add(blob: facts.encoded))
    if let profileBlob {
      folders.put(.file, DeviceFacts.profileFile, profileBlob)
    } else if let profileText {
      folders.put(.file, DeviceFacts.profileFile, try writer.add(blob: profileText))
    }
    if let source { folders.put(.file, "source.bin", try writer.add(blob: source)) }
    folders.put(.file, "order", try writer.add(blob: order))
    for entry in entries {
      if let id = entry.stored {
        folders.put(.file, entry.path, id)
      } else {
        folders.put(.file, entry.path, try writer.add(blob: entry.bytes))
      }
    }
  }

  /// Refuses a state that exceeds the read limits.
  private func checkBudgets() throws(StorageError) {
    var (order, messages, folder) = (ReadingBudget(.order), ReadingBudget(.messages), ReadingBudget(.folder))
    guard source?.count ?? 0 <= ReadingBudget.Reader.object.limit else { throw .tooMuch(name, .object) }
    for entry in entries {
      guard order.take() else { throw .tooMuch(name, .order) }
      // Each may need its own folder.
      guard folder.take(2) else { throw .tooMuch(name, .folder) }
      guard messages.take(entry.bytes.count) else { throw .tooMuch(name, .messages) }
      guard entry.bytes.count <= ReadingBudget.Reader.object.limit else { throw .tooMuch(name, .object) }
    }
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

/// A folder and those below it, under way to trees.
private struct Folders {
  /// The entries of each folder, by its path; unordered.
  private var lists: [(path: [UInt8], entries: [TreeEntry])] = [([], [])]
  private var places: [[UInt8]: Int] = [[]: 0]
  /// Where the last entry went: the next one most often goes there too.
  private var last = 0

  var isEmpty: Bool { lists.count == 1 && lists[0].entries.isEmpty }

  /// An entry of the top folder as it is.
  mutating func put(_ entry: TreeEntry) { lists[0].entries.append(entry) }

  mutating func put(_ mode: EntryMode, _ path: String, _ id: ObjectID) { put(mode, Array(path.utf8), id) }

  private mutating func put(_ mode: EntryMode, _ path: [UInt8], _ id: ObjectID) {
    // A path that begins with a slash has no folder: the whole path is refused as a name.
    let end = path.lastIndex(of: 0x2F).flatMap { $0 == 0 ? nil : $0 }
    let folder = path[..<(end ?? 0)]
    if !lists[last].path.elementsEqual(folder) { last = place(of: Array(folder)) }
    lists[last].entries.append(TreeEntry(mode, Array(path[(end.map { $0 + 1 } ?? 0)...]), id))
  }

  private mutating func place(of folder: [UInt8]) -> Int {
    if let known = places[folder] { return known }
    places[folder] = lists.count
    lists.append((folder, []))
    return lists.count - 1
  }

  /// Makes those folders that hold nothing but others.
  private mutating func addFoldersAbove() {
    for path in places.keys {
      var path = path[...]
      while let end = path.lastIndex(of: 0x2F), end > 0 {
        path = path[..<end]
        guard places[Array(path)] == nil else { break }
        _ = place(of: Array(path))
      }
    }
  }

  /// Stores the trees, each after those below it: their paths sort behind its own.
  consuming func write(to writer: inout ObjectWriter) throws(StorageError) -> ObjectID {
    var folders = self
    folders.addFoldersAbove()
    for path in folders.places.keys.sorted(by: { $1.lexicographicallyPrecedes($0) }) where !path.isEmpty {
      guard let place = folders.places[path] else { continue }
      folders.put(.folder, path, try writer.add(try folders.tree(place)))
    }
    return try writer.add(try folders.tree(0))
  }

  /// A message that was sent twice is stored once.
  private func tree(_ place: Int) throws(StorageError) -> Tree {
    let sorted = lists[place].entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    var entries: [TreeEntry] = []
    entries.reserveCapacity(sorted.count)
    for entry in sorted where entry != entries.last { entries.append(entry) }
    return try RigState.tree(entries)
  }
}
