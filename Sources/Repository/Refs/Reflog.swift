import Bytes
import Files
package import Objects

/// A line of a reflog: the old and new value of a ref, the author, date and reason of the change.
package struct ReflogEntry: Hashable, Sendable {
  /// Zero when the ref was made.
  package let old: ObjectID
  package let new: ObjectID
  package let who: Signature
  package let message: String
}

extension ReflogEntry {
  /// The line without its line feed; runs of blanks and line feeds in the message become one blank, as git does.
  var encoded: [UInt8] {
    Array("\(old) \(new) ".utf8) + who.encoded + [0x09] + Array(ReflogEntry.oneLine(message).utf8)
  }

  static func oneLine(_ message: String) -> String { message.split { $0.isWhitespace }.joined(separator: " ") }

  /// Nil for a line that is invalid or was cut off by a crash.
  init?(parsing line: ArraySlice<UInt8>, format: ObjectFormat) {
    let digits = format.digits
    let tab = line.firstIndex(of: 0x09) ?? line.endIndex
    let head = line[..<tab]
    guard head.count > digits * 2 + 2 else { return nil }
    let (first, second) = (line.startIndex + digits, line.startIndex + digits * 2 + 1)
    guard line[first] == 0x20, line[second] == 0x20,
      let old = ObjectID(format, hex: String(decoding: line[..<first], as: UTF8.self)),
      let new = ObjectID(format, hex: String(decoding: line[(first + 1)..<second], as: UTF8.self)),
      let who = try? Signature(parsing: head[(second + 1)...])
    else { return nil }
    self.init(old: old, new: new, who: who, message: String(decoding: line[tab...].dropFirst(), as: UTF8.self))
  }
}

extension RefStore {
  func logPath(_ name: RefName) -> String {
    Path.join(name.text.hasPrefix("refs/") ? common : folder, "logs/" + name.text)
  }

  /// The current bytes of a reflog; empty where there is none.
  func logBytes(_ name: RefName) throws(StorageError) -> [UInt8] {
    do {
      return try files.readIfPresent(logPath(name), limit: ReadingBudget.Reader.log.limit) ?? []
    } catch {
      // A folder: refs below have this name before theirs.
      if error.code == ErrorCode.isFolder { return [] }
      throw .file(error)
    }
  }
}
