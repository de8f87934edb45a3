import Files
import Foundation

/// Calls that a process made, as strace writes them down, held against the order that a power cut asks for.
struct Trace {
  /// What breaks the order, with the line of the trace.
  struct Breach: Hashable, CustomStringConvertible {
    enum Rule: String {
      case renamedUnsynced = "renamed before it was synced"
      case objectWrittenInPlace = "written into objects/ under its own name"
      case refBeforeObjects = "a ref was renamed before the folders of the objects were synced"
      case refBeforeLog = "a ref was renamed before the operations log was synced"
      case endedUnsynced = "renamed into a folder that was never synced"
      case syncFailed = "a sync failed"
    }

    let rule: Rule
    let path: String
    let line: Int
    var description: String { "line \(line): \(path): \(rule.rawValue)" }
  }

  private(set) var breaches: [Breach] = []
  /// Renames in the order in which they were made.
  private(set) var renames: [String] = []
  private(set) var syncs = 0
  private let archive: String
  /// Files written since their last sync, with the line of the last write.
  private var dirty: [String: Int] = [:]
  /// Folders that got a name since their last sync, with the line of the last.
  private var unsynced: [String: Int] = [:]

  /// - Parameter archive: the folder of the archive; other files are not looked at.
  init(_ text: String, archive: String) {
    self.archive = archive
    for (index, line) in text.split(separator: "\n").enumerated() { take(String(line), index + 1) }
    for (folder, line) in unsynced.sorted(by: { $0.key < $1.key }) { breach(.endedUnsynced, folder, line) }
  }

  /// What threads had begun to call when another one's call was written down, by the thread, with its line.
  private var begun: [Substring: (text: String, line: Int)] = [:]

  private mutating func take(_ line: String, _ number: Int) {
    let thread = line.prefix { $0.isNumber }
    if let end = line.range(of: " <unfinished ...>", options: .backwards) {
      let text = String(line[..<end.lowerBound])
      begun[thread] = (text, number)
      // What it needs has to be there when it begins.
      return Call(text + ") = 0").map { checkNamed($0, number) } ?? ()
    }
    guard line.contains(" <... "), let end = line.range(of: " resumed>"), let start = begun.removeValue(forKey: thread)
    else { return take(Call(line), from: number, to: number) }
    // The result is put into a column.
    let rest = line[end.upperBound...].split(separator: " ").joined(separator: " ")
    take(Call(start.text + rest), from: start.line, to: number)
  }

  private mutating func take(_ call: Call?, from start: Int, to number: Int) {
    guard let call else { return }
    if start == number, call.isDone { checkNamed(call, number) }
    switch call.name {
    case "openat", "open", "creat": opened(call, number)
    case "write", "pwrite64", "writev", "ftruncate", "truncate": written(call, number)
    case "fsync", "fdatasync": synced(call, from: start, number)
    case "rename", "renameat", "renameat2": renamed(call, number)
    default: break
    }
  }

  private mutating func opened(_ call: Call, _ number: Int) {
    guard call.isDone, call.arguments.contains("O_CREAT"), let path = call.strings.last, isInside(path) else { return }
    dirty[path] = number
    checkPlace(path, number)
  }

  private mutating func written(_ call: Call, _ number: Int) {
    guard call.isDone, let path = call.descriptors.first ?? call.strings.first, isInside(path) else { return }
    dirty[path] = number
    checkPlace(path, number)
  }

  /// Bytes get into `objects/` under a temporary name only.
  private mutating func checkPlace(_ path: String, _ number: Int) {
    let name = Path.name(path)
    guard isBelow(path, "objects"), !name.hasPrefix("tmp_"), !name.hasPrefix(".tmp_") else { return }
    breach(.objectWrittenInPlace, path, number)
  }

  /// Only what was done before the sync began is on the disk.
  private mutating func synced(_ call: Call, from start: Int, _ number: Int) {
    guard let path = call.descriptors.first, isInside(path) else { return }
    guard call.isDone else { return breach(.syncFailed, path, number) }
    syncs += 1
    if let last = dirty[path], last < start { dirty[path] = nil }
    if let last = unsynced[path], last < start { unsynced[path] = nil }
  }

  /// What has to be on the disk before a file gets a name.
  private mutating func checkNamed(_ call: Call, _ number: Int) {
    guard ["rename", "renameat", "renameat2", "link", "linkat"].contains(call.name), call.strings.count >= 2 else {
      return
    }
    let (from, to) = (call.strings[0], call.strings[call.strings.count - 1])
    guard isInside(to) else { return }
    if dirty[from] != nil { breach(.renamedUnsynced, to, number) }
    if call.name.hasPrefix("rename"), isRef(to) { checkOrder(to, number) }
  }

  private mutating func renamed(_ call: Call, _ number: Int) {
    guard call.isDone, call.strings.count >= 2, let to = call.strings.last, isInside(to) else { return }
    renames.append(String(to.dropFirst(archive.count + 1)))
    unsynced[Path.parent(to)] = number
  }

  private mutating func checkOrder(_ ref: String, _ number: Int) {
    if unsynced.keys.contains(where: { isBelow($0, "objects") }) { breach(.refBeforeObjects, ref, number) }
    if dirty[archive + "/operations/log"] != nil { breach(.refBeforeLog, ref, number) }
  }

  private func isInside(_ path: String) -> Bool { path.hasPrefix(archive + "/") || path == archive }
  private func isBelow(_ path: String, _ folder: String) -> Bool {
    path == "\(archive)/\(folder)" || path.hasPrefix("\(archive)/\(folder)/")
  }
  private func isRef(_ path: String) -> Bool { isBelow(path, "refs") || path == archive + "/HEAD" }

  private mutating func breach(_ rule: Breach.Rule, _ path: String, _ line: Int) {
    breaches.append(Breach(rule: rule, path: path, line: line))
  }

  /// One line: `4711 renameat(AT_FDCWD</home>, "a", AT_FDCWD</home>, "b") = 0`.
  private struct Call {
    let name: String
    let arguments: String
    /// In quotes, in order.
    let strings: [String]
    /// Paths of open descriptors, `3</home/x>`, in order, working folders left out.
    let descriptors: [String]
    let isDone: Bool

    init?(_ line: String) {
      let rest = line.drop { $0.isNumber || $0 == " " }
      guard let open = rest.firstIndex(of: "("), let equals = rest.range(of: ") = ", options: .backwards) else {
        return nil
      }
      name = String(rest[..<open])
      arguments = String(rest[rest.index(after: open)..<equals.lowerBound])
      isDone = !rest[equals.upperBound...].hasPrefix("-1")
      let parts = arguments.split(separator: "\"", omittingEmptySubsequences: false)
      strings = parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
      descriptors = arguments.split(separator: ",").compactMap { word in
        let word = word.drop { $0 == " " }
        guard word.first?.isNumber == true, let start = word.firstIndex(of: "<"), word.last == ">" else { return nil }
        return String(word[word.index(after: start)...].dropLast())
      }
    }
  }
}
