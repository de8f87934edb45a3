internal import Bytes

extension JSON {
  /// The value on one line, without blanks and without a line end.
  package var line: String { written(pretty: false) }

  /// The value over several lines, two spaces a level, without a line end after the last.
  package var pretty: String { written(pretty: true) }

  private func written(pretty: Bool) -> String {
    var writer = JSONWriter(pretty: pretty)
    writer.write(self)
    return writer.text
  }
}

/// Writes JSON that is also safe on a terminal: control characters are written as `\u` escapes.
private struct JSONWriter {
  let pretty: Bool
  var text = ""
  var depth = 0

  init(pretty: Bool) { self.pretty = pretty }

  mutating func write(_ value: JSON) {
    switch value {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .int(let number): text += String(number)
    case .double(let number): text += number.isFinite ? String(number) : "null"
    case .string(let string): write(string)
    case .array(let values): list("[", values, "]") { $0.write($1) }
    case .object(let object): list("{", object.members, "}") { $0.write($1) }
    }
  }

  private mutating func write(_ member: JSON.Object.Member) {
    write(member.name)
    text += pretty ? ": " : ":"
    write(member.value)
  }

  private mutating func list<Element>(
    _ open: String, _ elements: [Element], _ close: String, each: (inout JSONWriter, Element) -> Void
  ) {
    text += open
    depth += 1
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "" : ","
      breakLine()
      each(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    text += close
  }

  private mutating func breakLine() {
    if pretty { text += "\n" + String(repeating: "  ", count: depth) }
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars { write(scalar) }
    text += "\""
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case _ where Escape.isUnsafe(scalar):
      for unit in Character(scalar).utf16 {
        text += "\\u" + Hex.compact([UInt8(unit >> 8), UInt8(unit & 0xFF)])
      }
    default: text.unicodeScalars.append(scalar)
    }
  }
}
