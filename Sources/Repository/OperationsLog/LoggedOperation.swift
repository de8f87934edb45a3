import Bytes
import Compression
package import Objects

/// The values of one ref before and after; nil where there was none.
package struct RefMove: Hashable, Sendable {
  package let name: RefName
  package let old: RefValue?
  package let new: RefValue?

  package init(_ name: RefName, from old: RefValue?, to new: RefValue?) {
    self.name = name
    self.old = old
    self.new = new
  }

  /// The move that takes this one back.
  package var reversed: RefMove { RefMove(name, from: new, to: old) }
}

/// The extra data in the line of an operation; it allows detecting and repairing damage to HEAD and to reflogs.
package struct OperationNote: Hashable, Sendable {
  /// The branch that HEAD named before; nil when it named none.
  package let head: RefName?
  /// Name and email, as in the reflogs.
  package let who: String
  /// The reflog message of the moves.
  package let message: String

  package init(head: RefName?, who: String, message: String) {
    self.head = head
    self.who = who
    self.message = message
  }
}

/// A command that moved refs, as the operations log keeps it.
package struct LoggedOperation: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case command
    /// The number of the undone operation.
    case undo(Int)
    /// The number of the operation that was done again.
    case redo(Int)
  }

  /// Counts from 1.
  package let number: Int
  package let seconds: Int
  package let zone: String
  /// The exit status that the command had reached when it moved the refs.
  package let status: Int
  package let kind: Kind
  package let arguments: [String]
  package let moves: [RefMove]
  /// Nil where the line has none.
  package let note: OperationNote?

  /// The line without its line feed; `docs/formats/archive.md` has its shape.
  package var encoded: [UInt8] {
    let kind =
      switch kind {
      case .command: "do"
      case .undo(let number): "undo:\(number)"
      case .redo(let number): "redo:\(number)"
      }
    var fields = ["\(number) \(seconds) \(zone) \(status) \(kind)"]
    fields.append(arguments.map { LoggedOperation.quoted($0) }.joined(separator: " "))
    fields += moves.map { "\($0.name) \(LoggedOperation.text($0.old)) \(LoggedOperation.text($0.new))" }
    if let note {
      fields.append(
        "head:\(note.head?.text ?? "-") \(LoggedOperation.quoted(note.who)) \(LoggedOperation.quoted(note.message))")
    }
    let line = Array(fields.joined(separator: "\t").utf8) + [0x09]
    return line + Array(LoggedOperation.checksum(line[...]).utf8)
  }

  /// More commands than anybody gives: a line that names a later one is damaged.
  private static let mostNumber = 1 << 40

  /// Nil for a line that is damaged or was cut off by a crash.
  package init?(parsing line: ArraySlice<UInt8>, format: ObjectFormat) {
    guard let tab = line.lastIndex(of: 0x09),
      line[(tab + 1)...].elementsEqual(LoggedOperation.checksum(line[...tab]).utf8)
    else { return nil }
    let fields = String(decoding: line[..<tab], as: UTF8.self)
      .split(separator: "\t", omittingEmptySubsequences: false)
    let head = fields[0].split(separator: " ")
    guard fields.count >= 2, head.count == 5, let number = Int(head[0]),
      (1...LoggedOperation.mostNumber).contains(number),
      let seconds = Int(head[1]),
      let status = Int(head[3]), let kind = LoggedOperation.kind(head[4]),
      let arguments = LoggedOperation.unquoted(fields[1])
    else { return nil }
    var moves: [RefMove] = []
    var note: OperationNote?
    for field in fields.dropFirst(2) {
      if field.hasPrefix("head:") {
        note = LoggedOperation.note(field)
        guard note != nil else { return nil }
        continue
      }
      guard let move = LoggedOperation.move(field, format) else { return nil }
      moves.append(move)
    }
    self.init(
      number: number, seconds: seconds, zone: String(head[2]), status: status, kind: kind, arguments: arguments,
      moves: moves, note: note)
  }

  package init(
    number: Int, seconds: Int, zone: String, status: Int, kind: Kind, arguments: [String], moves: [RefMove],
    note: OperationNote? = nil
  ) {
    self.number = number
    self.seconds = seconds
    self.zone = zone
    self.status = status
    self.kind = kind
    self.arguments = arguments
    self.moves = moves
    self.note = note
  }

  private static func note(_ field: Substring) -> OperationNote? {
    let parts = field.dropFirst("head:".count).split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let words = unquoted(parts[1]), words.count == 2 else { return nil }
    let head = RefName(String(parts[0]))
    guard parts[0] == "-" || head != nil else { return nil }
    return OperationNote(head: head, who: words[0], message: words[1])
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
    let value = checksum32(bytes)
    return Hex.compact((0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) })
  }

  private static func kind(_ text: Substring) -> Kind? {
    if text == "do" { return .command }
    if text.hasPrefix("undo:") { return Int(text.dropFirst(5)).map { .undo($0) } }
    if text.hasPrefix("redo:") { return Int(text.dropFirst(5)).map { .redo($0) } }
    return nil
  }

  private static func text(_ value: RefValue?) -> String {
    switch value {
    case nil: "-"
    case .id(let id): id.hex
    case .symbolic(let name): "ref:\(name)"
    }
  }

  private static func move(_ field: Substring, _ format: ObjectFormat) -> RefMove? {
    let parts = field.split(separator: " ")
    guard parts.count == 3, let name = RefName(String(parts[0])) else { return nil }
    var values: [RefValue?] = []
    for part in parts.dropFirst() {
      if part == "-" {
        values.append(nil)
      } else if part.hasPrefix("ref:"), let target = RefName(String(part.dropFirst(4))) {
        values.append(.symbolic(target))
      } else if let id = ObjectID(format, hex: part) {
        values.append(.id(id))
      } else {
        return nil
      }
    }
    return RefMove(name, from: values[0], to: values[1])
  }

  /// Bare when it is plain; otherwise in double quotes, with `\"`, `\\`, and `\u{HEX}` for control characters.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x5C }
    if isPlain, !text.isEmpty { return text }
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\u{\(String(scalar.value, radix: 16))}"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func unquoted(_ text: Substring) -> [String]? {
    var words: [String] = []
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      if first != "\"" {
        let word = rest.prefix { $0 != " " }
        words.append(String(word))
        rest = rest[word.endIndex...].dropFirst()
        continue
      }
      guard let word = quotedWord(&rest) else { return nil }
      words.append(word)
      rest = rest.dropFirst()
    }
    return words
  }

  private static func quotedWord(_ rest: inout Substring.UnicodeScalarView) -> String? {
    var word = String.UnicodeScalarView()
    rest.removeFirst()
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return String(word) }
      guard scalar == "\\" else {
        word.append(scalar)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      guard escaped == "u" else {
        word.append(escaped)
        continue
      }
      let digits = rest.dropFirst().prefix { $0 != "}" }
      guard let value = UInt32(String(digits), radix: 16), let named = Unicode.Scalar(value) else { return nil }
      word.append(named)
      rest = rest[digits.endIndex...].dropFirst()
    }
    return nil
  }
}
