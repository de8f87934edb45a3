import Bytes
import Testing
import YAML

@Suite("refusing YAML")
struct RefusalTests {
  @Test(
    "an error has libyaml's message and position",
    arguments: [
      ("a: b: c\n", "mapping values are not allowed in this context", 1, 5),
      ("a: [1, 2\nb: c\n", "did not find expected ',' or ']'", 2, 2),
      ("a:\n  - b\n c: d\n", "did not find expected key", 3, 2),
      ("a: \"b\n", "found unexpected end of stream", 2, 1),
      ("a:\n\t- b\n", "found character that cannot start any token", 2, 1),
      ("a: b\nc: \u{1}\n", "control characters are not allowed", 2, 1), ("a: *b\n", "found undefined alias", 1, 4),
      ("a: &b {c: *b}\n", "found undefined alias", 1, 11), ("a\n---\nb\n", "but found another document", 2, 1),
      ("%YAML 2.0\n---\na\n", "found incompatible YAML document", 1, 1),
    ])
  func syntax(text: String, problem: String, line: Int, column: Int) {
    #expect(failure(text) == YAMLError(.syntax(problem), at: Mark(line: line, column: column)))
  }

  @Test(
    "duplicate keys in any spelling are refused at the first; of several the first in sort order is named",
    arguments: [
      ("b: 1\na: 2\nb: 3\n", "b", 1, 1), ("x:\n  - {a: 1, \"a\": 2}\n", "a", 2, 6),
      ("z: 1\nz: 2\na: 1\n'a': 2\n", "a", 3, 1), ("&k a: 1\n*k : 2\n", "a", 1, 1),
      ("e\u{301}: 1\n\u{E9}: 2\n", "é", 1, 1), ("\"\": 1\n? \n: 2\n", "", 1, 1),
      ((1...40).map { "k\($0): 1\n" }.joined() + "k17: 2\n", "k17", 17, 1),
    ])
  func duplicates(text: String, key: String, line: Int, column: Int) {
    #expect(failure(text) == YAMLError(.duplicateKey(key), at: Mark(line: line, column: column)))
  }

  @Test("equal keys in different mappings, and equal lists as keys, are no duplicates")
  func noDuplicates() {
    #expect(failure("a: {a: {a: 1}, b: {a: 1}}\n") == nil)
    #expect(failure("? [a]\n: 1\n? [a]\n: 2\n") == nil)
  }

  @Test("depth is limited in brackets, braces and indentation", arguments: ["[", "{a: ", "- ", "? "])
  func depth(opening: String) {
    let limit = ReadingBudget.Reader.yamlDepth.limit
    let error = failure(String(repeating: opening, count: 30_000))
    #expect(error == YAMLError(.tooLarge(.yamlDepth), at: Mark(line: 1, column: 1 + limit * opening.count)))
    let deepest = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    #expect(failure(deepest) == nil)
    #expect(failure("[\(deepest)]")?.problem == .tooLarge(.yamlDepth))
  }

  @Test("exponentially expanding aliases are refused long before memory runs out")
  func laughs() {
    let lines = ["a0: &a0 [x, x]"] + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
    let error = failure(lines.joined(separator: "\n"))
    #expect(error?.problem == .tooLarge(.yamlNodes))
    #expect(error?.mark.line == 16)
    #expect(failure(lines.prefix(15).joined(separator: "\n")) == nil)
  }

  @Test("a text over the limit is refused unread")
  func length() {
    let long = String(repeating: "a", count: ReadingBudget.Reader.yamlText.limit + 1)
    #expect(failure(long) == YAMLError(.tooLarge(.yamlText), at: Mark(line: 1, column: 1)))
  }

  @Test("a long aliased text counts once per use")
  func longLaughs() {
    let long = "a: &a \(String(repeating: "x", count: 1 << 16))\n"
    let names = "b: [\(Array(repeating: "*a", count: 100).joined(separator: ", "))]\n"
    #expect(failure(long + names)?.problem == .tooLarge(.yamlText))
    #expect(failure(long + "b: [*a, *a]\n") == nil)
  }

  @Test("a text truncated or changed at any byte is read or refused with a position in it")
  func damage() {
    let text = Array("a: &n [x, \"y\\n\", 'z']\n? {b: *n}\n: |\n  é\n---\n".utf8)
    var refused = 0
    for index in text.indices {
      for byte in [0, 0x09, 0x20, 0x22, 0x26, 0x2A, 0x3A, 0x5B, 0x7B, 0x7D, 0x80, 0xC3, 0xFF] as [UInt8] {
        var changed = text
        changed[index] = byte
        refused += check(String(decoding: changed, as: UTF8.self))
      }
      refused += check(String(decoding: text[..<index], as: UTF8.self))
    }
    #expect(refused > 100)
  }

  /// - Returns: 1 where the text is refused.
  private func check(_ text: String) -> Int {
    guard let error = failure(text) else { return 0 }
    #expect((1...8).contains(error.mark.line) && error.mark.column >= 1, "\(text.debugDescription)")
    return 1
  }
}
