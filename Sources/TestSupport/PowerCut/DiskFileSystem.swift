package import Files
import Synchronization

/// A file system on a ``Disk``, which writes down every change and every sync.
package final class DiskFileSystem: FileSystem {
  /// A change, or a sync that makes earlier changes durable.
  enum Event: Sendable {
    case change(Disk.Change)
    case made(Disk.Node, time: Int)
    case write(Int, [UInt8], time: Int)
    case sync(Int)
    case syncFolder(Int)
  }

  private struct State: Sendable {
    var disk: Disk
    var events: [Event] = []
  }

  private let state: Mutex<State>
  private let owner: UInt32
  private let now: @Sendable () -> Int
  package let start: Disk

  /// - Parameter now: seconds since 1970, the time given to written files.
  package init(_ disk: Disk = Disk(), owner: UInt32 = 0, now: @escaping @Sendable () -> Int = { 0 }) {
    start = disk
    state = Mutex(State(disk: disk))
    self.owner = owner
    self.now = now
  }

  /// The present state, as a program sees it.
  package var disk: Disk { state.withLock { $0.disk } }
  /// Since the beginning.
  var events: [Event] { state.withLock { $0.events } }

  package func status(of path: String) throws(FileError) -> FileStatus? {
    let disk = disk
    let number: Int?
    do { number = try disk.node(at: path) } catch { return nil }
    guard let number else { return nil }
    let time = disk.modified[number]
    return switch disk.nodes[number] {
    case .file(let bytes): FileStatus(kind: .file, size: bytes.count, owner: owner, modified: time)
    case .folder: FileStatus(kind: .folder, size: 0, owner: owner, modified: time)
    }
  }

  package func list(_ folder: String) throws(FileError) -> [String] {
    try find(folder, .list) { (_, node) throws(Disk.Failure) in
      guard case .folder(let names) = node else { throw Disk.Failure(code: ErrorCode.notFolder) }
      return names.keys.sorted()
    }
  }

  package func open(_ path: String) throws(FileError) -> any InputFile {
    try find(path, .open) { (_, node) throws(Disk.Failure) in
      guard case .file(let bytes) = node else { throw Disk.Failure(code: ErrorCode.isFolder) }
      return DiskInputFile(bytes: bytes)
    }
  }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    let number = try make(.file([]), at: path, .create)
    return DiskOutputFile(node: number, system: self)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    guard try status(of: path) != nil else { return try create(path, permissions: 0o666) }
    return try find(path, .append) { (number, node) throws(Disk.Failure) in
      guard case .file = node else { throw Disk.Failure(code: ErrorCode.isFolder) }
      return DiskOutputFile(node: number, system: self)
    }
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    try change(.rename, path) { (disk, _) throws(Disk.Failure) in
      let (from, to) = (try disk.place(path), try disk.place(new))
      guard let number = from.node else { throw Disk.Failure(code: ErrorCode.absent) }
      if case .folder? = to.node.map({ disk.nodes[$0] }) { throw Disk.Failure(code: ErrorCode.isFolder) }
      if to.node == number { return [] }
      return [
        Disk.Change.Edit(folder: to.folder, name: to.name, node: number),
        Disk.Change.Edit(folder: from.folder, name: from.name, node: nil),
      ]
    }
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    guard try status(of: new) == nil else { throw FileError(.rename, path, code: ErrorCode.exists) }
    try rename(path, to: new)
  }

  package func exchange(_ path: String, with other: String) throws(FileError) {
    try change(.rename, path) { (disk, _) throws(Disk.Failure) in
      let (one, two) = (try disk.place(path), try disk.place(other))
      guard let first = one.node, let second = two.node else { throw Disk.Failure(code: ErrorCode.absent) }
      return [
        Disk.Change.Edit(folder: one.folder, name: one.name, node: second),
        Disk.Change.Edit(folder: two.folder, name: two.name, node: first),
      ]
    }
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    try change(.link, new) { (disk, _) throws(Disk.Failure) in
      guard let number = try disk.node(at: path) else { throw Disk.Failure(code: ErrorCode.absent) }
      let place = try disk.place(new)
      guard place.node == nil else { throw Disk.Failure(code: ErrorCode.exists) }
      return [Disk.Change.Edit(folder: place.folder, name: place.name, node: number)]
    }
  }

  package func remove(_ path: String) throws(FileError) {
    try change(.remove, path) { (disk, _) throws(Disk.Failure) in
      let place = try disk.place(path)
      guard let number = place.node else { throw Disk.Failure(code: ErrorCode.absent) }
      if case .folder = disk.nodes[number] { throw Disk.Failure(code: ErrorCode.isFolder) }
      return [Disk.Change.Edit(folder: place.folder, name: place.name, node: nil)]
    }
  }

  package func removeFolder(_ path: String) throws(FileError) {
    try change(.remove, path) { (disk, _) throws(Disk.Failure) in
      let place = try disk.place(path)
      guard let number = place.node else { throw Disk.Failure(code: ErrorCode.absent) }
      guard case .folder(let names) = disk.nodes[number] else { throw Disk.Failure(code: ErrorCode.notFolder) }
      guard names.isEmpty else { throw Disk.Failure(code: ErrorCode.notEmpty) }
      return [Disk.Change.Edit(folder: place.folder, name: place.name, node: nil)]
    }
  }

  package func makeFolder(_ path: String) throws(FileError) {
    _ = try make(.folder([:]), at: path, .makeFolder)
  }

  package func syncFolder(_ path: String) throws(FileError) {
    let number = try find(path, .syncFolder) { (number, node) throws(Disk.Failure) in
      guard case .folder = node else { throw Disk.Failure(code: ErrorCode.notFolder) }
      return number
    }
    state.withLock { $0.events.append(.syncFolder(number)) }
  }

  fileprivate func write(_ bytes: [UInt8], to number: Int) {
    let time = now()
    state.withLock { state in
      state.disk.append(bytes, to: number, at: time)
      state.events.append(.write(number, bytes, time: time))
    }
  }

  fileprivate func sync(_ number: Int) { state.withLock { $0.events.append(.sync(number)) } }

  private func find<Value>(
    _ path: String, _ operation: FileError.Operation, _ use: (Int, Disk.Node) throws(Disk.Failure) -> Value
  ) throws(FileError) -> Value {
    let disk = disk
    do throws(Disk.Failure) {
      guard let number = try disk.node(at: path) else { throw Disk.Failure(code: ErrorCode.absent) }
      return try use(number, disk.nodes[number])
    } catch {
      throw FileError(operation, path, code: error.code)
    }
  }

  private func make(_ node: Disk.Node, at path: String, _ operation: FileError.Operation) throws(FileError) -> Int {
    var made = 0
    try change(operation, path, making: node) { (disk, number) throws(Disk.Failure) in
      let place = try disk.place(path)
      guard place.node == nil else { throw Disk.Failure(code: ErrorCode.exists) }
      made = number
      return [Disk.Change.Edit(folder: place.folder, name: place.name, node: number)]
    }
    return made
  }

  /// Finds the names that change and changes them.
  ///
  /// - Parameter making: a node that the change gives its first name; `edits` gets its number.
  private func change(
    _ operation: FileError.Operation, _ path: String, making node: Disk.Node? = nil,
    _ edits: (Disk, Int) throws(Disk.Failure) -> [Disk.Change.Edit]
  ) throws(FileError) {
    let time = now()
    let code: Int32 = state.withLock { state in
      let change: Disk.Change
      do throws(Disk.Failure) {
        change = Disk.Change(edits: try edits(state.disk, state.disk.nodes.count), time: time)
      } catch {
        return error.code
      }
      if let node {
        state.disk.add(node, at: time)
        state.events.append(.made(node, time: time))
      }
      state.disk.make(change)
      state.events.append(.change(change))
      return 0
    }
    guard code == 0 else { throw FileError(operation, path, code: code) }
  }
}

private struct DiskInputFile: InputFile {
  let bytes: [UInt8]
  var size: Int { bytes.count }

  func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    let start = min(max(0, offset), bytes.count)
    return Array(bytes[start..<start + min(max(0, count), bytes.count - start)])
  }
}

private struct DiskOutputFile: OutputFile {
  let node: Int
  let system: DiskFileSystem

  func write(_ bytes: [UInt8]) throws(FileError) { system.write(bytes, to: node) }
  /// Written data may reach the disk at any time anyway.
  func beginSync() throws(FileError) {}
  func sync() throws(FileError) { system.sync(node) }
  func close() throws(FileError) {}
}

extension DiskFileSystem {
  /// The states that a program saw at the beginning and after each event.
  package var history: [Disk] {
    var disk = start
    var all = [disk]
    for event in events {
      switch event {
      case .made(let node, let time): disk.add(node, at: time)
      case .change(let change): disk.make(change)
      case .write(let node, let bytes, let time): disk.append(bytes, to: node, at: time)
      case .sync, .syncFolder: break
      }
      all.append(disk)
    }
    return all
  }
}
