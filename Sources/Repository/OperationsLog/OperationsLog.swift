import Bytes
package import Files
import Objects

/// The operations log: a line for each command that moved refs, synced before the refs move.
package struct OperationsLog: Sendable {
  package static let firstLine = "synvc operations 1"

  let folder: String
  let format: ObjectFormat
  let files: any FileSystem

  package var path: String { Path.join(folder, "operations/log") }
  package var lockPath: String { path + ".lock" }

  /// The content of a log.
  package struct Content: Sendable {
    /// Oldest first.
    package let operations: [LoggedOperation]
    /// Offsets of invalid lines: a crash may leave one, more are damage.
    package let damaged: [Int]
  }

  /// Every operation; none where the archive was made by git and no command has moved a ref yet.
  package func read() throws(StorageError) -> Content {
    let limit = ReadingBudget.Reader.log.limit
    guard let bytes = try filing({ () throws(FileError) in try files.readIfPresent(path, limit: limit) }) else {
      return Content(operations: [], damaged: [])
    }
    let lines = bytes.split(separator: 0x0A)
    guard let first = lines.first, first.elementsEqual(OperationsLog.firstLine.utf8) else {
      throw .damagedFile(path: path, FormatError(.malformed("operations log"), at: 0))
    }
    var (operations, damaged): ([LoggedOperation], [Int]) = ([], [])
    for line in lines.dropFirst() {
      if let operation = LoggedOperation(parsing: line, format: format) {
        operations.append(operation)
      } else {
        damaged.append(line.startIndex)
      }
    }
    return Content(operations: operations, damaged: damaged)
  }

  /// The number that the next operation gets.
  package func nextNumber() throws(StorageError) -> Int { Self.number(after: try last()) }

  static func number(after last: LoggedOperation?) -> Int { (last?.number ?? 0) + 1 }

  /// The newest operation; only the end of the log is read.
  func last() throws(StorageError) -> LoggedOperation? {
    var size = 1 << 12
    while true {
      let (bytes, isAll) = try tail(size)
      for line in bytes.split(separator: 0x0A).reversed() {
        if let operation = LoggedOperation(parsing: line, format: format) { return operation }
      }
      if isAll { return nil }
      size *= 16
    }
  }

  /// The position for the next operation; a missing log is created.
  func end(report: (FileNote) -> Void) throws(StorageError) -> FileEnd {
    try filing { () throws(FileError) in
      if try files.status(of: path) == nil { try writeFirstLine(report: report) }
      return try files.end(of: path, report: report)
    }
  }

  /// Adds an operation and returns when it is on the disk, and with it the files that are to be placed then.
  ///
  /// - Parameter end: the end of the log, if it was read since the lock was taken; nil to read it now.
  @discardableResult
  package func append(
    _ operation: LoggedOperation, at end: FileEnd? = nil, preparing next: [DurableFile] = [], report: (FileNote) -> Void
  ) throws(StorageError) -> PreparedFiles {
    guard let end else {
      return try append(operation, at: try self.end(report: report), preparing: next, report: report)
    }
    return try filing { () throws(FileError) in
      try files.appendDurably([(end, operation.encoded)], preparing: next, report: report)
    }
  }

  /// Makes the log whole and at once: there is never an empty one.
  func writeFirstLine(report: (FileNote) -> Void) throws(FileError) {
    let line = Array((OperationsLog.firstLine + "\n").utf8)
    try files.writeDurably([DurableFile(path, line, permissions: 0o644)], report: report)
  }

  private func tail(_ size: Int) throws(StorageError) -> (bytes: [UInt8], isAll: Bool) {
    try filing { () throws(FileError) in
      guard try files.isFile(path) else { return ([], true) }
      let file = try files.open(path)
      let start = max(0, file.size - size)
      return (try file.read(at: start, count: size), start == 0)
    }
  }
}
