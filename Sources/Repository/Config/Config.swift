/// A file of git's configuration. Settings are changed in place; all other text stays byte for byte.
///
/// `include` sections are kept and not followed.
package struct Config: Sendable {
  package private(set) var bytes: [UInt8]
  private(set) var entries: [ConfigEntry]
  /// Where each section header ends, by its key.
  private(set) var sections: [(key: String, end: Int)]
  /// Whether the file ends in a line continuation, so that the last value is incomplete.
  private let goesOn: Bool

  /// Throws: ``ConfigError`` `.syntax`.
  package init(_ bytes: [UInt8] = []) throws(ConfigError) {
    var scanner = ConfigScanner(bytes)
    try scanner.run()
    self.bytes = bytes
    entries = scanner.entries
    sections = scanner.sections
    goesOn = scanner.goesOn
  }

  /// The last value of a variable: `section.name` or `section.subsection.name`; `true` for a variable without a value.
  package subscript(name: String) -> String? { values(name).last }

  /// Every value of a variable, in order.
  package func values(_ name: String) -> [String] {
    guard let key = ConfigKey(name) else { return [] }
    return entries.filter { $0.key == key }.map { $0.value ?? "true" }
  }

  /// The value as git reads a switch; nil when it is missing or not a switch.
  package func bool(_ name: String) -> Bool? {
    switch self[name]?.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0", "": false
    default: nil
    }
  }

  /// Every variable with its value, named as `git config --list` does.
  package var all: [(name: String, value: String?)] { entries.map { ($0.key.text, $0.value) } }

  /// The subsections of a section, in order, each once: the devices of `device`, say.
  package func subsections(of section: String) -> [String] {
    var seen: [String] = []
    for entry in entries where entry.key.section == section.lowercased() {
      if let name = entry.key.subsection, !seen.contains(name) { seen.append(name) }
    }
    return seen
  }

  /// Gives a variable one value: the last one is replaced, others of the same name are removed.
  package mutating func set(_ name: String, to value: String) throws(ConfigError) {
    let key = try ConfigKey(checking: name)
    guard !value.utf8.contains(0) else { throw .badValue(name: name) }
    let line = Array("\t\(key.variable) = \(ConfigKey.quoted(value))\n".utf8)
    let old = entries.filter { $0.key == key }
    for entry in old.dropLast().reversed() { remove(entry) }
    let now = try Config(bytes)
    if let entry = now.entries.last(where: { $0.key == key }) {
      // On a line of its own with its section, or with a comment, only the variable is replaced.
      bytes.replaceSubrange(entry.range, with: entry.isWholeLine ? line[...] : line.dropFirst().dropLast())
    } else if let section = now.sections.last(where: { $0.key == key.sectionKey }) {
      bytes.insert(contentsOf: now.startsLine(section.end) ? line : [0x0A] + line, at: section.end)
    } else {
      if !now.startsLine(bytes.count) { bytes.append(0x0A) }
      bytes += Array("\(key.header)\n".utf8) + line
    }
    self = try Config(bytes)
  }

  /// Removes every value of a variable.
  package mutating func unset(_ name: String) throws(ConfigError) {
    let key = try ConfigKey(checking: name)
    for entry in entries.reversed() where entry.key == key { remove(entry) }
    self = try Config(bytes)
  }

  private mutating func remove(_ entry: ConfigEntry) { bytes.removeSubrange(entry.range) }

  /// Whether text inserted at `offset` begins a line.
  private func startsLine(_ offset: Int) -> Bool {
    offset == 0 || bytes[offset - 1] == 0x0A && !(goesOn && offset == bytes.count)
  }
}

/// One variable of a configuration and its position in the file.
struct ConfigEntry: Sendable {
  let key: ConfigKey
  /// Nil for a variable without `=`, which means true.
  let value: String?
  /// The bytes of the variable; with its line feed when its lines hold nothing else.
  let range: Range<Int>
  let isWholeLine: Bool
}

/// The full name of a variable.
struct ConfigKey: Hashable, Sendable {
  /// Lower case.
  let section: String
  /// Case matters.
  let subsection: String?
  /// Lower case.
  let name: String
  /// The name with the case it was given.
  let variable: String

  init(section: String, subsection: String?, variable: String) {
    self.section = section.lowercased()
    self.subsection = subsection
    self.variable = variable
    name = variable.lowercased()
  }

  /// Parses `section.variable`, with anything between the first and the last dot as subsection; nil for other text.
  init?(_ text: String) {
    guard let first = text.firstIndex(of: "."), let last = text.lastIndex(of: ".") else { return nil }
    let (section, variable) = (String(text[..<first]), String(text[text.index(after: last)...]))
    let subsection = first == last ? nil : String(text[text.index(after: first)..<last])
    guard !section.isEmpty, section.utf8.allSatisfy(ConfigKey.isNameByte), !variable.isEmpty,
      variable.utf8.allSatisfy(ConfigKey.isNameByte), ConfigKey.isLetter(variable.utf8.first),
      !(subsection?.utf8.contains { $0 == 0x0A || $0 == 0 } ?? false)
    else { return nil }
    self.init(section: section, subsection: subsection, variable: variable)
  }

  init(checking text: String) throws(ConfigError) {
    guard let key = ConfigKey(text) else { throw .badName(text) }
    self = key
  }

  static func == (one: ConfigKey, other: ConfigKey) -> Bool {
    one.name == other.name && one.sectionKey == other.sectionKey
  }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Tells sections apart.
  var sectionKey: String { subsection.map { "\(section).\($0)" } ?? section }
  /// As `git config --list` prints it.
  var text: String { "\(sectionKey).\(name)" }

  /// The line that begins the section.
  var header: String {
    guard let subsection else { return "[\(section)]" }
    let escaped = subsection.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    return "[\(section) \"\(escaped)\"]"
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    byte == 0x2D || (0x30...0x39).contains(byte) || isLetter(byte)
  }

  static func isLetter(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// A value with quotes and escapes where git would misread it bare.
  static func quoted(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      default: text.unicodeScalars.append(scalar)
      }
    }
    let isBare = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x23 && $0 != 0x3B }
    return isBare ? text : "\"\(text)\""
  }
}
