internal import Bytes
internal import YAML

/// A node of a profile's text, with its place, read strictly.
struct ProfileNode: Sendable {
  let node: YAMLNode

  init(_ node: YAMLNode) { self.node = node }

  /// Keys and numbers on the way here, joined by dots.
  var place: String { node.place.joined(separator: ".") }

  func fail(_ problem: ProfileError.Problem) -> ProfileError {
    ProfileError(problem: problem, place: place, line: node.mark.line, column: node.mark.column)
  }

  /// Scalars keep the text as written; texts that YAML 1.1 would convert must be quoted.
  func string() throws(ProfileError) -> String {
    guard let text = node.scalar else { throw fail(.expected("text")) }
    return text
  }

  /// A decimal number or `0x` and hexadecimal digits.
  func int() throws(ProfileError) -> Int {
    let text = try string()
    if text.count > 1, text.hasPrefix("0"), !text.hasPrefix("0x") { throw fail(.ambiguous(text)) }
    let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let number else { throw fail(.expected("a whole number")) }
    return number
  }

  func bool() throws(ProfileError) -> Bool {
    switch try string() {
    case "true": return true
    case "false": return false
    case let other: throw fail(.ambiguous(other))
    }
  }

  /// `300 ms`, `2 s`.
  func duration() throws(ProfileError) -> Duration {
    let parts = try string().split(separator: " ")
    guard parts.count == 2, let count = Int(parts[0]), (0...3_600_000).contains(count) else {
      throw fail(.expected("a time such as 300 ms"))
    }
    switch parts[1] {
    case "ms": return .milliseconds(count)
    case "s": return .seconds(count)
    default: throw fail(.expected("a time such as 300 ms"))
    }
  }

  /// - Parameter reader: the reader whose limit applies here; nil: the text as a whole has one.
  func list(_ reader: ReadingBudget.Reader? = nil) throws(ProfileError) -> [ProfileNode] {
    guard let items = node.items else { throw fail(.expected("a list")) }
    if let reader, items.count > reader.limit { throw fail(.tooLarge(reader)) }
    return items.map(ProfileNode.init)
  }

  /// One text or a list of texts.
  func strings() throws(ProfileError) -> [String] {
    if let text = node.scalar { return [text] }
    var strings: [String] = []
    for item in try list() { strings.append(try item.string()) }
    return strings
  }

  var isMapping: Bool { node.isMapping }
  var isScalar: Bool { node.isScalar }

  /// Keys and values in the order of the text.
  ///
  /// - Parameter reader: the reader whose limit applies here; nil: the text as a whole has one.
  func pairs(_ reader: ReadingBudget.Reader? = nil) throws(ProfileError) -> [(key: String, value: ProfileNode)] {
    guard let all = node.pairs else { throw fail(.expected("keys and values")) }
    if let reader, all.count > reader.limit { throw fail(.tooLarge(reader)) }
    var pairs: [(key: String, value: ProfileNode)] = []
    for (key, value) in all {
      guard let name = key.scalar else { throw fail(.expected("a plain key")) }
      pairs.append((name, ProfileNode(value)))
    }
    return pairs
  }

  /// The values of a mapping that may have these keys only.
  func fields(_ allowed: [String]) throws(ProfileError) -> ProfileFields {
    let pairs = try pairs()
    for (key, value) in pairs where !allowed.contains(key) {
      throw value.fail(.unknownKey(key, near: EditDistance.nearest(to: key, among: allowed)))
    }
    return ProfileFields(pairs: pairs)
  }
}

/// A mapping with known keys: they are few, so a linear search is faster than a table.
struct ProfileFields: Sendable {
  let pairs: [(key: String, value: ProfileNode)]

  subscript(key: String) -> ProfileNode? { pairs.first { $0.key == key }?.value }

  func need(_ key: String, in node: ProfileNode) throws(ProfileError) -> ProfileNode {
    guard let value = self[key] else { throw node.fail(.missing(key: key)) }
    return value
  }
}
