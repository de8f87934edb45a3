package import Files
import Synchronization

/// A file system whose n-th call fails, once or for ever; it also lists the calls.
package final class FaultyFileSystem: FileSystem {
  /// Which call fails, and how.
  package struct Plan: Hashable, Sendable, CustomStringConvertible {
    /// Counts from 0.
    package let call: Int
    package let fault: FileFault
    /// Whether every later call that can have this fault has it too.
    package let isLasting: Bool

    package init(call: Int, _ fault: FileFault, isLasting: Bool) {
      self.call = call
      self.fault = fault
      self.isLasting = isLasting
    }

    package var description: String { "call \(call): \(fault)\(isLasting ? " from then on" : "")" }
  }

  private let inner: any FileSystem
  private let plan: Plan?
  private let made = Mutex<[(call: FileCall, path: String)]>([])

  /// - Parameter plan: nil: nothing fails.
  package init(_ inner: any FileSystem, failing plan: Plan? = nil) {
    self.inner = inner
    self.plan = plan
  }

  /// The calls until now.
  package var calls: [(call: FileCall, path: String)] { made.withLock { $0 } }

  /// Counts a call; the fault that it meets, if any.
  fileprivate func count(_ call: FileCall, _ path: String) -> FileFault? {
    let number = made.withLock { made in
      made.append((call, path))
      return made.count - 1
    }
    guard let plan, number == plan.call || plan.isLasting && number > plan.call,
      number == plan.call || plan.fault == .kill || FileFault.possible(for: call).contains(plan.fault)
    else { return nil }
    return plan.fault
  }

  fileprivate func run<Value>(
    _ call: FileCall, _ path: String, _ work: () throws(FileError) -> Value
  ) throws(FileError) -> Value {
    guard let fault = count(call, path) else { return try work() }
    if fault.effect == .all { _ = try work() }
    throw FileError(call.operation, path, code: fault.code)
  }

  package func status(of path: String) throws(FileError) -> FileStatus? {
    try run(.status, path) { () throws(FileError) in try inner.status(of: path) }
  }

  package func list(_ folder: String) throws(FileError) -> [String] {
    try run(.list, folder) { () throws(FileError) in try inner.list(folder) }
  }

  package func open(_ path: String) throws(FileError) -> any InputFile {
    let file = try run(.open, path) { () throws(FileError) in try inner.open(path) }
    return FaultyInputFile(inner: file, path: path, system: self)
  }

  package func create(_ path: String, permissions: UInt32) throws(FileError) -> any OutputFile {
    let file = try run(.create, path) { () throws(FileError) in try inner.create(path, permissions: permissions) }
    return FaultyOutputFile(inner: file, path: path, system: self)
  }

  package func append(to path: String) throws(FileError) -> any OutputFile {
    let file = try run(.append, path) { () throws(FileError) in try inner.append(to: path) }
    return FaultyOutputFile(inner: file, path: path, system: self)
  }

  package func rename(_ path: String, to new: String) throws(FileError) {
    try run(.rename, new) { () throws(FileError) in try inner.rename(path, to: new) }
  }

  package func rename(_ path: String, toFree new: String) throws(FileError) {
    try run(.rename, new) { () throws(FileError) in try inner.rename(path, toFree: new) }
  }

  package func exchange(_ path: String, with other: String) throws(FileError) {
    try run(.exchange, path) { () throws(FileError) in try inner.exchange(path, with: other) }
  }

  package func link(_ path: String, to new: String) throws(FileError) {
    try run(.link, new) { () throws(FileError) in try inner.link(path, to: new) }
  }

  package func remove(_ path: String) throws(FileError) {
    try run(.remove, path) { () throws(FileError) in try inner.remove(path) }
  }

  package func removeFolder(_ path: String) throws(FileError) {
    try run(.removeFolder, path) { () throws(FileError) in try inner.removeFolder(path) }
  }

  package func makeFolder(_ path: String) throws(FileError) {
    try run(.makeFolder, path) { () throws(FileError) in try inner.makeFolder(path) }
  }

  package func syncFolder(_ path: String) throws(FileError) {
    try run(.syncFolder, path) { () throws(FileError) in try inner.syncFolder(path) }
  }
}

private struct FaultyInputFile: InputFile {
  let inner: any InputFile
  let path: String
  let system: FaultyFileSystem
  var size: Int { inner.size }

  func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    try system.run(.read, path) { () throws(FileError) in try inner.read(at: offset, count: count) }
  }
}

private struct FaultyOutputFile: OutputFile {
  let inner: any OutputFile
  let path: String
  let system: FaultyFileSystem

  func write(_ bytes: [UInt8]) throws(FileError) {
    guard let fault = system.count(.write, path) else { return try inner.write(bytes) }
    if fault.effect != .none {
      try inner.write(Array(bytes.prefix(fault.effect == .all ? bytes.count : bytes.count / 2)))
    }
    throw FileError(.write, path, code: fault.code)
  }

  func beginSync() throws(FileError) { try system.run(.sync, path) { () throws(FileError) in try inner.beginSync() } }
  func sync() throws(FileError) { try system.run(.sync, path) { () throws(FileError) in try inner.sync() } }
  func close() throws(FileError) { try system.run(.close, path) { () throws(FileError) in try inner.close() } }
}
