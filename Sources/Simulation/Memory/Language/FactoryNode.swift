import YAML
import Bytes

/// A node of a description, read strictly.
struct FactoryNode: Sendable {
  let node: YAMLNode
  let file: String

  var mark: Mark { node.mark }
  var isScalar: Bool { node.isScalar }
  var isSequence: Bool { node.isSequence }

  func fail(_ problem: FactoryError.Problem) -> FactoryError { FactoryError(problem, file: file, at: mark) }

  func text() throws(FactoryError) -> String {
    guard let text = node.scalar else { throw fail(.expected("text")) }
    return text
  }

  /// One of the names of a closed list.
  func name(among names: [String], _ what: String) throws(FactoryError) -> String {
    let text = try text()
    guard names.contains(text) else {
      throw fail(.unknownName(text, of: what, near: EditDistance.nearest(to: text, among: names)))
    }
    return text
  }

  /// Large enough for any field, small enough for sums of some of them.
  private static let numbers = -1_000_000_000...1_000_000_000

  func int(in range: ClosedRange<Int>? = nil) throws(FactoryError) -> Int {
    guard let number = Int(try text()), Self.numbers.contains(number) else { throw fail(.expected("a whole number")) }
    if let range, !range.contains(number) {
      throw fail(.expected("\(range.lowerBound) to \(range.upperBound)"))
    }
    return number
  }

  func bool() throws(FactoryError) -> Bool { try name(among: ["true", "false"], "words true and false") == "true" }

  func list() throws(FactoryError) -> [FactoryNode] {
    guard let items = node.items else { throw fail(.expected("a list")) }
    return items.map { FactoryNode(node: $0, file: file) }
  }

  /// A list with at least one entry.
  func choices() throws(FactoryError) -> [FactoryNode] {
    let list = try list()
    guard !list.isEmpty else { throw fail(.expected("at least one entry")) }
    return list
  }

  func texts() throws(FactoryError) -> [String] {
    var texts: [String] = []
    for item in try list() { texts.append(try item.text()) }
    return texts
  }

  func ints() throws(FactoryError) -> [Int] {
    var numbers: [Int] = []
    for item in try choices() { numbers.append(try item.int()) }
    return numbers
  }

  /// A list of two numbers, the lower one first.
  func range() throws(FactoryError) -> ClosedRange<Int> {
    let numbers = try ints()
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      throw fail(.expected("two numbers, the lower one first"))
    }
    return numbers[0]...numbers[1]
  }

  /// Keys and values in the order of the text.
  func pairs() throws(FactoryError) -> [(key: FactoryNode, value: FactoryNode)] {
    guard let pairs = node.pairs else { throw fail(.expected("keys and values")) }
    return pairs.map { (FactoryNode(node: $0, file: file), FactoryNode(node: $1, file: file)) }
  }

  /// The values of a mapping that may have these keys only.
  func fields(_ allowed: [String]) throws(FactoryError) -> FactoryFields {
    var values: [String: FactoryNode] = [:]
    for (key, value) in try pairs() {
      let name = try key.text()
      guard allowed.contains(name) else {
        throw key.fail(.unknownKey(name, near: EditDistance.nearest(to: name, among: allowed)))
      }
      values[name] = value
    }
    return FactoryFields(values: values, node: self)
  }
}

/// A mapping with known keys.
struct FactoryFields {
  let values: [String: FactoryNode]
  let node: FactoryNode

  subscript(key: String) -> FactoryNode? { values[key] }

  func need(_ key: String) throws(FactoryError) -> FactoryNode {
    guard let value = values[key] else { throw node.fail(.missing(key: key)) }
    return value
  }

  /// The number of a key, or the default.
  func int(_ key: String, in range: ClosedRange<Int>? = nil, default number: Int) throws(FactoryError) -> Int {
    guard let node = values[key] else { return number }
    return try node.int(in: range)
  }

  /// The number of a key that may be left out.
  func int(_ key: String, in range: ClosedRange<Int>? = nil) throws(FactoryError) -> Int? {
    guard let node = values[key] else { return nil }
    return try node.int(in: range)
  }
}
