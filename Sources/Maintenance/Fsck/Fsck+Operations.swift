import Files
import Objects
import Repository

extension Fsck {
  static let logFile = "operations/log"

  /// Reads the operations log line by line: reports damaged lines, gaps between lines, and a missing log.
  mutating func readOperations() {
    let file = Fsck.logFile
    guard let bytes = content(file) else {
      if inventory[file] == nil, isLogExpected { report(Finding(.fileMissing, file: file)) }
      return
    }
    if bytes.isEmpty { return report(Finding(.fileEmpty, file: file)) }
    let lines = bytes.split(separator: 0x0A)
    if lines.first?.elementsEqual(OperationsLog.firstLine.utf8) != true {
      report(Finding(.logDamaged, file: file) { $0.offset = 0 })
    }
    var broken: [ArraySlice<UInt8>] = []
    for line in lines.drop(while: { $0.startIndex == 0 && LoggedOperation(parsing: $0, format: place.format) == nil }) {
      guard let operation = LoggedOperation(parsing: line, format: place.format) else {
        broken.append(line)
        continue
      }
      let wanted = (refs.operations.last?.number ?? 0) + 1
      report(broken, isLost: operation.number != wanted)
      if operation.number != wanted {
        report(
          Finding(.logGap, file: file) {
            $0.offset = line.startIndex
            $0.found = String(operation.number)
            $0.expected = String(wanted)
          })
      }
      broken = []
      refs.operations.append(operation)
    }
    // An interrupted operation logged refs that did not move; if they did move, the reflogs show it.
    report(broken, isLost: false)
    for operation in refs.operations {
      for move in operation.moves {
        for case .id(let id)? in [move.old, move.new] {
          root(id, named: "operation \(operation.number)", file: file, kind: move.name.isBranch ? .commit : nil)
        }
      }
    }
  }

  /// Lines without a valid checksum: damage where an operation is lost by it, otherwise the leftover of a crash.
  private mutating func report(_ lines: [ArraySlice<UInt8>], isLost: Bool) {
    for line in lines {
      report(
        Finding(.logDamaged, isLost ? .damage : .notice, file: Fsck.logFile) {
          $0.offset = line.startIndex
          $0.found = Fsck.excerpt(line)
        })
    }
  }

  /// Whether synvc made this archive, or has changed a ref in it: a clone made by git has no log until then.
  private var isLogExpected: Bool {
    // A folder that cannot be read was reported when it was listed.
    if (try? files.isFolder(Path.join(place.common, "operations"))) == true { return true }
    guard let bytes = (try? files.readIfPresent(path("config"))) ?? nil, let config = try? Config(bytes) else {
      return false
    }
    return config["diff.synvc.textconv"] != nil && config.bool("core.bare") == true
  }
}
