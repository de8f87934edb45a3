/// Finds the sections and variables of a configuration file.
///
/// - Source: git, Documentation/config.txt, "Syntax".
struct ConfigScanner {
  private let bytes: [UInt8]
  private var offset = 0
  private var section: (name: String, subsection: String?)?
  private(set) var entries: [ConfigEntry] = []
  private(set) var sections: [(key: String, end: Int)] = []
  /// Whether the file ends in a line continuation.
  private(set) var goesOn = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  mutating func run() throws(ConfigError) {
    while let byte = current {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case 0x23, 0x3B: skipLine()
      case 0x5B: try header()
      default: try variable()
      }
    }
  }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private var line: Int { bytes[..<min(offset, bytes.count)].count { $0 == 0x0A } + 1 }

  private mutating func skipLine() {
    while let byte = current, byte != 0x0A { offset += 1 }
  }

  /// Reads `[name]`, `[name.subsection]` or `[name "subsection"]`.
  private mutating func header() throws(ConfigError) {
    offset += 1
    let start = offset
    while let byte = current, ConfigKey.isNameByte(byte) || byte == 0x2E { offset += 1 }
    var name = text(start..<offset).lowercased()
    var subsection: String?
    if let dot = name.firstIndex(of: ".") {
      subsection = String(name[name.index(after: dot)...])
      name = String(name[..<dot])
    } else if current == 0x20 || current == 0x09 {
      while current == 0x20 || current == 0x09 { offset += 1 }
      subsection = try quotedSubsection()
    }
    guard !name.isEmpty, current == 0x5D else { throw .syntax(line: line) }
    offset += 1
    section = (name, subsection)
    var end = offset
    while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 || bytes[end] == 0x0D { end += 1 }
    let isAlone = end < bytes.count && bytes[end] == 0x0A
    if !isAlone, end < bytes.count, bytes[end] == 0x23 || bytes[end] == 0x3B {
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    }
    note(end: end < bytes.count && bytes[end] == 0x0A ? end + 1 : offset)
  }

  private mutating func quotedSubsection() throws(ConfigError) -> String {
    guard current == 0x22 else { throw .syntax(line: line) }
    offset += 1
    var name: [UInt8] = []
    while let byte = current, byte != 0x22 {
      guard byte != 0x0A else { throw .syntax(line: line) }
      if byte == 0x5C { offset += 1 }
      guard let kept = current, kept != 0x0A else { throw .syntax(line: line) }
      name.append(kept)
      offset += 1
    }
    guard current == 0x22 else { throw .syntax(line: line) }
    offset += 1
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func variable() throws(ConfigError) {
    guard let section, ConfigKey.isLetter(current) else { throw .syntax(line: line) }
    let start = offset
    while let byte = current, ConfigKey.isNameByte(byte) { offset += 1 }
    let name = text(start..<offset)
    while current == 0x20 || current == 0x09 { offset += 1 }
    var value: String?
    var end = offset
    if current == 0x3D {
      offset += 1
      (value, end) = try self.value()
    } else if let byte = current, ![0x0A, 0x0D, 0x23, 0x3B].contains(byte) {
      throw .syntax(line: line)
    }
    let isWhole = endsLine(from: end) && beginsLine(before: start)
    skipLine()
    let range = isWhole ? lineStart(of: start)..<min(offset + 1, bytes.count) : start..<end
    let key = ConfigKey(section: section.name, subsection: section.subsection, variable: name)
    entries.append(ConfigEntry(key: key, value: value, range: range, isWholeLine: isWhole))
    note(end: min(offset + 1, bytes.count))
  }

  /// Reads up to the end of the line or a comment; blanks at both ends, a lone CR among them as in git, and quotes
  /// are taken away.
  private mutating func value() throws(ConfigError) -> (String, end: Int) {
    var (text, kept, isQuoted, end): ([UInt8], Int, Bool, Int) = ([], 0, false, offset)
    while let byte = current, byte != 0x0A {
      if byte == 0x0D, offset + 1 < bytes.count, bytes[offset + 1] == 0x0A { break }
      if !isQuoted, byte == 0x23 || byte == 0x3B { break }
      offset += 1
      switch byte {
      case 0x22:
        isQuoted.toggle()
        kept = text.count
        end = offset
      case 0x5C:
        if let escaped = try escape() { text.append(escaped) }
        kept = text.count
        end = offset
      default:
        let isBlank = !isQuoted && (byte == 0x20 || byte == 0x09 || byte == 0x0D)
        if isBlank && text.isEmpty && kept == 0 { continue }
        text.append(byte)
        if !isBlank { (kept, end) = (text.count, offset) }
      }
    }
    guard !isQuoted else { throw .syntax(line: line) }
    return (String(decoding: text[..<kept], as: UTF8.self), end)
  }

  /// The byte that an escape sequence means; nil for a line continuation.
  private mutating func escape() throws(ConfigError) -> UInt8? {
    if current == 0x0D, offset + 1 < bytes.count, bytes[offset + 1] == 0x0A { offset += 1 }
    defer { offset += 1 }
    switch current {
    case 0x0A:
      goesOn = offset + 1 == bytes.count
      return nil
    case 0x6E: return 0x0A
    case 0x74: return 0x09
    case 0x62: return 0x08
    case 0x22, 0x5C: return current
    default: throw .syntax(line: line)
    }
  }

  /// New variables of the section go where its last line ends.
  private mutating func note(end: Int) {
    guard let section else { return }
    let key = section.subsection.map { "\(section.name).\($0)" } ?? section.name
    if sections.last?.key == key { sections.removeLast() }
    sections.append((key, end))
  }

  private func endsLine(from end: Int) -> Bool {
    for byte in bytes[end...] where byte != 0x20 && byte != 0x09 && byte != 0x0D { return byte == 0x0A }
    return true
  }

  private func beginsLine(before start: Int) -> Bool {
    for byte in bytes[..<start].reversed() where byte != 0x20 && byte != 0x09 { return byte == 0x0A }
    return true
  }

  private func lineStart(of start: Int) -> Int {
    (bytes[..<start].lastIndex(of: 0x0A) ?? -1) + 1
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
