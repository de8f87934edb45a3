internal import Bytes
package import Objects
package import Repository

extension RigState {
  /// Selects by a device's facts the paths to read; nil: all.
  package typealias PathFilter = (DeviceState) throws(ArchiveError) -> ((String) -> Bool)?

  /// Reads the state stored in a commit.
  ///
  /// - Parameters:
  ///   - wanted: the devices whose messages are read; nil: all of them.
  ///   - other: a state read before; files that both share are not read twice.
  ///   - memory: the cache of files already read; for one archive, and one filter.
  ///   - filter: selects by a device's facts the paths to read; nil: all.
  package init(
    reading commit: ObjectID, from repository: Repository, wanted: Set<String>? = nil, sharing other: RigState? = nil,
    memory: StateCache = StateCache(), filter: PathFilter = { _ in nil }
  ) throws(ArchiveError) {
    self.init()
    base = commit
    let root = try storing { () throws(StorageError) in
      try repository.objects.tree(try repository.objects.commit(commit).tree)
    }
    guard root.entries.count <= ReadingBudget.Reader.devices.limit else {
      throw .storage(.tooLarge(commit, .devices))
    }
    var budget = StateBudget()
    for entry in root.entries {
      if entry.text == Rig.path, entry.mode.isFile {
        rig = try memory.rig(entry.id) { () throws(ArchiveError) in
          try Rig(parsing: try storing { () throws(StorageError) in try repository.objects.blob(entry.id) })
        }
      } else if entry.mode == .folder, entry.text == FolderName.files {
        try readFiles(entry.id, from: repository, wanted: wanted, sharing: other, memory, filter, &budget)
      } else if entry.mode == .folder, Device.isName(entry.text), wanted?.contains(entry.text) ?? true,
        let device = try DeviceReader(
          repository, name: entry.text, tree: entry.id, known: other?.device(entry.text), memory
        ).read(filter, &budget)
      {
        devices.append(device)
      } else if entry.text != ".gitattributes" {
        others.append(entry)
      }
    }
    unread = others.filter { $0.mode == .folder && rig.device($0.text) != nil }
    others.removeAll { unread.contains($0) }
    devices.sort { FolderName.precedes($0.name, $1.name) }
  }

  /// Reads the wanted imported files. An earlier version may have given a device the same folder.
  private mutating func readFiles(
    _ folder: ObjectID, from repository: Repository, wanted: Set<String>?, sharing other: RigState?,
    _ memory: StateCache,
    _ filter: PathFilter, _ budget: inout StateBudget
  ) throws(ArchiveError) {
    func read(_ name: String, _ tree: ObjectID) throws(ArchiveError) -> DeviceState? {
      guard wanted?.contains(name) ?? true else { return nil }
      return try DeviceReader(repository, name: name, tree: tree, known: other?.device(name), memory)
        .read(filter, &budget)
    }
    let device = try read(FolderName.files, folder)
    if let device { devices.append(device) }
    let entries = try storing { () throws(StorageError) in try repository.objects.tree(folder) }.entries
    guard entries.count <= ReadingBudget.Reader.devices.limit else { throw .storage(.tooLarge(folder, .devices)) }
    for entry in entries {
      let isFolder = entry.mode == .folder && Device.isName(entry.text)
      if isFolder, let file = try read(FolderName.file(entry.text), entry.id) {
        devices.append(file)
        continue
      }
      // Files that belong to the device are written with it.
      if device != nil {
        guard isFolder, try repository.holdsDevice(entry.id) else { continue }
      }
      unreadFiles.append(entry)
    }
  }
}

extension Repository {
  /// Whether a folder is that of a device or an imported file.
  fileprivate func holdsDevice(_ tree: ObjectID) throws(ArchiveError) -> Bool {
    try storing { () throws(StorageError) in try objects.tree(tree)[DeviceFacts.file] != nil }
  }
}

extension EntryMode {
  var isFile: Bool { self == .file || self == .executable }
}

/// Reads one device's folder.
private struct DeviceReader {
  let repository: Repository
  let name: String
  let tree: ObjectID
  private let known: [ObjectID: [UInt8]]
  private let memory: StateCache

  init(
    _ repository: Repository, name: String, tree: ObjectID, known: DeviceState?, _ memory: StateCache
  ) {
    self.repository = repository
    self.name = name
    self.tree = tree
    self.memory = memory
    let blobs = known?.entries.compactMap { entry in entry.stored.map { ($0, entry.bytes) } } ?? []
    self.known = Dictionary(blobs) { first, _ in first }
  }

  /// Nil where the folder is not a device's.
  func read(_ filter: RigState.PathFilter, _ budget: inout StateBudget) throws(ArchiveError) -> DeviceState? {
    guard let facts = try file(DeviceFacts.file) else { return nil }
    let profile = try file(DeviceFacts.profileFile)
    let described = try memory.facts(facts) { () throws(ArchiveError) in
      try DeviceFacts(parsing: try blob(facts), path: "\(name)/\(DeviceFacts.file)")
    }
    let text = try profile.map { id throws(ArchiveError) in
      try memory.text(id) { () throws(ArchiveError) in try blob(id) }
    }
    var device = DeviceState(
      name: name, facts: described, profileText: text, profileBlob: profile, entries: [])
    if let isWanted = try filter(device) {
      device.entries = try entries(isWanted, facts, profile, &budget)
    } else {
      let files = try files(&budget)
      device.entries = try entries(try order(files, &budget), &budget) { files[$0] }
    }
    device.source = try file("source.bin").map { id throws(ArchiveError) in try blob(id) }
    return device
  }

  /// The entries of the wanted paths alone; which these are is remembered.
  private func entries(
    _ isWanted: (String) -> Bool, _ facts: ObjectID, _ profile: ObjectID?, _ budget: inout StateBudget
  ) throws(ArchiveError) -> [DeviceState.Entry] {
    guard let order = try file("order") else {
      let files = try files(&budget)
      return try entries(try self.order(files, &budget).filter(isWanted), &budget) { files[$0] }
    }
    let choice = StateCache.Choice(device: name, facts: facts, profile: profile, order: order)
    let paths = try memory.paths(choice) { () throws(ArchiveError) in
      try self.order(["order": order], &budget).filter(isWanted)
    }
    return try entries(paths, &budget) { path throws(ArchiveError) in try file(path) }
  }

  /// The file at a path below the device's folder; nil for a folder.
  private func file(_ path: String) throws(ArchiveError) -> ObjectID? {
    let item = try storing { () throws(StorageError) in try repository.objects.item(at: path, in: tree) }
    return item.flatMap { $0.mode == .folder ? nil : $0.id }
  }

  private func blob(_ id: ObjectID) throws(ArchiveError) -> [UInt8] {
    try storing { () throws(StorageError) in try repository.objects.blob(id) }
  }

  private func entries(
    _ paths: [String], _ budget: inout StateBudget, _ find: (String) throws(ArchiveError) -> ObjectID?
  ) throws(ArchiveError) -> [DeviceState.Entry] {
    var ids: [ObjectID] = []
    for path in paths {
      guard let id = try find(path) else { throw .damagedFile(path: "\(name)/order", reason: .missing(path)) }
      ids.append(id)
    }
    let new = Set(ids.filter { known[$0] == nil }).sorted()
    var blobs = known
    blobs.reserveCapacity(known.count + new.count)
    var reading = budget.messages
    for id in new {
      let bytes = try storing { () throws(StorageError) in try repository.objects.read(id) }.bytes
      guard reading.take(bytes.count) else { throw .storage(.tooLarge(id, .messages)) }
      blobs[id] = bytes
    }
    var entries: [DeviceState.Entry] = []
    entries.reserveCapacity(paths.count)
    for (path, id) in zip(paths, ids) {
      let bytes = blobs[id] ?? []
      // One message may occur many times in the order.
      guard budget.messages.take(bytes.count) else { throw .storage(.tooLarge(tree, .messages)) }
      entries.append(DeviceState.Entry(path: path, bytes: bytes, stored: id))
    }
    return entries
  }

  /// The paths in replay order; without the file, all messages by path.
  private func order(
    _ files: [String: ObjectID], _ budget: inout StateBudget
  ) throws(ArchiveError) -> [String] {
    guard let id = files["order"] else {
      return files.keys.filter { $0.hasSuffix(".syx") || $0.hasPrefix("stray/") }.sorted()
    }
    let bytes = try blob(id)
    let count = bytes.count { $0 == 0x0A }
    guard count <= ReadingBudget.Reader.order.limit else { throw .storage(.tooLarge(id, .order)) }
    guard budget.orders.take(count) else { throw .storage(.tooLarge(tree, .orders)) }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Everything below the device's folder but folders, by its path.
  private func files(_ budget: inout StateBudget) throws(ArchiveError) -> [String: ObjectID] {
    var folder = ReadingBudget(.folder)
    let found = try storing { () throws(StorageError) in try repository.objects.flatten(tree, &folder) }
    guard budget.folders.take(folder.used) else { throw .storage(.tooLarge(tree, .folders)) }
    return Dictionary(found.map { ($0.path, $0.item.id) }) { $1 }
  }
}

/// The read limits of one state, for all its devices together.
private struct StateBudget {
  var folders = ReadingBudget(.folders)
  var orders = ReadingBudget(.orders)
  var messages = ReadingBudget(.messages)
}
