import Objects

/// The step that follows the name in a revision.
enum RevisionStep: Hashable {
  /// `^N`
  case parent(Int)
  /// `~N`
  case ancestor(Int)
  /// `^{KIND}`, nil for `^{}`
  case peel(ObjectKind?)
  /// `^{object}`
  case exists
  /// `^{/TEXT}`
  case search(String)

  /// Splits a revision into the name and its steps.
  ///
  /// - Throws: `.malformed` at the step that is none.
  static func split(_ text: String) throws(RevisionError) -> (base: String, steps: [RevisionStep]) {
    let bytes = Array(text.utf8)
    var offset = baseEnd(bytes)
    let base = String(decoding: bytes[..<offset], as: UTF8.self)
    var steps: [RevisionStep] = []
    while offset < bytes.count {
      let start = offset
      guard let step = step(bytes, &offset) else { throw .malformed(text, offset: start) }
      steps.append(step)
    }
    return (base, steps)
  }

  /// The first `^` or `~` that is not inside `@{…}`.
  private static func baseEnd(_ bytes: [UInt8]) -> Int {
    var isInside = false
    for (index, byte) in bytes.enumerated() {
      if byte == 0x7B, index > 0, bytes[index - 1] == 0x40 { isInside = true }
      if byte == 0x7D { isInside = false }
      if !isInside, byte == 0x5E || byte == 0x7E { return index }
    }
    return bytes.count
  }

  private static func step(_ bytes: [UInt8], _ offset: inout Int) -> RevisionStep? {
    let sign = bytes[offset]
    offset += 1
    if sign == 0x5E, offset < bytes.count, bytes[offset] == 0x7B { return braced(bytes, &offset) }
    let digits = bytes[offset...].prefix { (0x30...0x39).contains($0) }
    offset = digits.endIndex
    guard digits.count <= 9, let number = digits.isEmpty ? 1 : Int(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    switch sign {
    case 0x5E: return .parent(number)
    case 0x7E: return .ancestor(number)
    default: return nil
    }
  }

  private static func braced(_ bytes: [UInt8], _ offset: inout Int) -> RevisionStep? {
    guard let end = bytes[offset...].firstIndex(of: 0x7D) else { return nil }
    let word = String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
    offset = end + 1
    if word.isEmpty { return .peel(nil) }
    if word == "object" { return .exists }
    if word.hasPrefix("/") { return .search(String(word.dropFirst())) }
    return ObjectKind(rawValue: word).map { .peel($0) }
  }
}
