internal import Bytes

/// An error in a JSON text, with its position.
package struct JSONError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case endsEarly
    case unexpected(UInt8)
    case trailing
    case tooDeep(limit: Int)
    case tooLong(limit: Int)
    case duplicateName(String)
    case badEscape
    case invalidUTF8
    /// A whole number beyond 64 bits, or a number beyond the range of a double.
    case outOfRange
  }

  package let problem: Problem
  /// Offset of the byte where the problem shows, counted from the start of the text.
  package let offset: Int
}

extension JSON {
  /// Reads one JSON text; objects keep the order of the text.
  ///
  /// - Range: at most `depth` nested arrays and objects, at most `limit` bytes.
  /// - Source: RFC 8259, with names required to be unique within an object.
  /// - Throws: ``JSONError`` at the first byte that cannot be read.
  package static func parse(
    _ bytes: [UInt8], depth: Int = 64, limit: Int = 1 << 26
  ) throws(JSONError) -> JSON {
    guard bytes.count <= limit else { throw JSONError(problem: .tooLong(limit: limit), offset: limit) }
    var parser = JSONParser(bytes: bytes, limit: depth)
    let value = try parser.value()
    parser.skipBlanks()
    guard parser.offset == bytes.count else { throw parser.error(.trailing) }
    return value
  }

  package static func parse(_ text: String) throws(JSONError) -> JSON { try parse(Array(text.utf8)) }
}

private struct JSONParser {
  let bytes: [UInt8]
  let limit: Int
  var offset = 0
  var depth = 0

  func error(_ problem: JSONError.Problem, at place: Int? = nil) -> JSONError {
    JSONError(problem: problem, offset: place ?? offset)
  }

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func unexpected() -> JSONError { error(next.map { .unexpected($0) } ?? .endsEarly) }

  mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard skip(character) else { throw unexpected() }
  }

  mutating func value() throws(JSONError) -> JSON {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    for character in word.unicodeScalars { try expect(character) }
    return value
  }

  mutating func enter(_ open: Unicode.Scalar) throws(JSONError) {
    depth += 1
    guard depth <= limit else { throw error(.tooDeep(limit: limit)) }
    try expect(open)
    skipBlanks()
  }

  mutating func array() throws(JSONError) -> [JSON] {
    try enter("[")
    defer { depth -= 1 }
    var values: [JSON] = []
    if skip("]") { return values }
    while true {
      values.append(try value())
      skipBlanks()
      if skip("]") { return values }
      try expect(",")
    }
  }

  mutating func object() throws(JSONError) -> JSON.Object {
    try enter("{")
    defer { depth -= 1 }
    var members: [(String, JSON)] = []
    var names: Set<[UInt8]> = []
    if skip("}") { return JSON.Object(ordered: members) }
    while true {
      skipBlanks()
      let place = offset
      let name = try string()
      guard names.insert(Array(name.utf8)).inserted else { throw error(.duplicateName(name), at: place) }
      skipBlanks()
      try expect(":")
      members.append((name, try value()))
      skipBlanks()
      if skip("}") { return JSON.Object(ordered: members) }
      try expect(",")
    }
  }
}

extension JSONParser {
  mutating func number() throws(JSONError) -> JSON {
    let start = offset
    var isWhole = true
    _ = skip("-")
    if !skip("0") { try digits() }
    if skip(".") {
      isWhole = false
      try digits()
    }
    if skip("e") || skip("E") {
      isWhole = false
      _ = skip("+") || skip("-")
      try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .int(number) }
    if !isWhole, let number = Double(text), number.isFinite { return .double(number) }
    throw error(.outOfRange, at: start)
  }

  mutating func digits() throws(JSONError) {
    guard let byte = next, (0x30...0x39).contains(byte) else { throw unexpected() }
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
  }

  mutating func string() throws(JSONError) -> String {
    let start = offset
    try expect("\"")
    var content: [UInt8] = []
    while !skip("\"") {
      guard let byte = next else { throw error(.endsEarly) }
      guard byte >= 0x20 else { throw unexpected() }
      if byte == UInt8(ascii: "\\") {
        content += Array(String(try escape()).utf8)
      } else {
        content.append(byte)
        offset += 1
      }
    }
    guard let text = String(validating: content, as: UTF8.self) else { throw error(.invalidUTF8, at: start) }
    return text
  }

  mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let start = offset
    try expect("\\")
    guard let letter = next else { throw error(.endsEarly) }
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try scalar(from: start)
    default: throw error(.badEscape, at: start)
    }
  }

  /// The scalar of one `\u` escape or of a pair of surrogates; the first `\u` was read.
  mutating func scalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), skip("\\"), skip("u") else { throw error(.badEscape, at: start) }
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error(.badEscape, at: start) }
    return scalar
  }

  mutating func fourDigits() throws(JSONError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw error(.endsEarly) }
      guard let digit = Hex.digit(byte) else { throw unexpected() }
      number = number << 4 | UInt32(digit)
      offset += 1
    }
    return number
  }
}
