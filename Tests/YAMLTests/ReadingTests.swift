import Testing
import YAML

@Suite("reading YAML")
struct ReadingTests {
  @Test(
    "scalars keep their written text, lists and mappings their order",
    arguments: [
      ("a", "\"a\""), ("yes", "\"yes\""), ("010", "\"010\""), ("~", "\"~\""), ("'it''s'", "\"it's\""),
      ("\"a\\u00e9\\x41\"", "\"aéA\""), ("[]", "[]"), ("{}", "{}"), ("- a\n- - b\n  - c\n", "[\"a\", [\"b\", \"c\"]]"),
      ("z: 1\na: {c: [x], b: }\n", "{\"z\": \"1\", \"a\": {\"c\": [\"x\"], \"b\": \"\"}}"),
      ("? [a, b]\n: c\n? {d: e}\n: f\n", "{[\"a\", \"b\"]: \"c\", {\"d\": \"e\"}: \"f\"}"),
      ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{\"a\": \"one\ntwo\n\", \"b\": \"one two\"}"),
      ("# nothing but this comes first\n--- # and this\na: b # and this\n...\n", "{\"a\": \"b\"}"),
      ("a: !!int 1\nb: !mine {c: d}\n", "{\"a\": \"1\", \"b\": {\"c\": \"d\"}}"),
      ("%YAML 1.1\n---\na\n", "\"a\""), ("---\n", "\"\""), ("\u{FEFF}a: b", "{\"a\": \"b\"}"),
      ("a: b\r\nc: d\r\n", "{\"a\": \"b\", \"c\": \"d\"}"),
    ])
  func reads(text: String, as expected: String) throws {
    let found = try written(text)
    #expect(found == expected)
  }

  @Test("a text without a document gives no node", arguments: ["", "\n\n", "# a note\n", "\u{FEFF}"])
  func empty(text: String) throws {
    let found = try written(text)
    #expect(found == nil)
  }

  @Test("a NUL in quotes is part of the text")
  func nul() throws {
    let node = try YAMLDocument.read("a: \"x\\0y\"")
    #expect(node?["a"]?.scalar == "x\0y")
  }

  @Test("every node knows its starting line and column")
  func marks() throws {
    let node = try #require(try YAMLDocument.read("a: x\nbé:\n  - y\n  - {c: \"é\", d: z}\n"))
    let list = try #require(node["bé"])
    let last = try #require(list.items?.last)
    #expect(node.mark == Mark(line: 1, column: 1))
    #expect(node["a"]?.mark == Mark(line: 1, column: 4))
    #expect(list.mark == Mark(line: 3, column: 3))
    #expect(last.mark == Mark(line: 4, column: 5))
    #expect(last["d"]?.mark == Mark(line: 4, column: 17))
  }

  @Test("every node knows its path of keys and indices; an aliased node keeps its first path")
  func places() throws {
    let node = try #require(try YAMLDocument.read("a: &n\n  - x\n  - {c: y, [k]: z}\nb: [*n, w]\n"))
    let inner = try #require(node["b"]?.items?.first?.items?.last)
    #expect(node.place == [] && node["b"]?.items?.last?.place == ["b", "2"])
    #expect(inner.place == ["a", "2"] && inner["c"]?.place == ["a", "2", "c"])
    #expect(inner.pairs?.last?.key.place == ["a", "2", "?"] && inner.pairs?.last?.value.place == ["a", "2", "?"])
    #expect(inner.pairs?.first?.key.place == ["a", "2", "c"])
  }

  @Test("a node has one type only, and a mapping returns values for existing keys")
  func forms() throws {
    let node = try #require(try YAMLDocument.read("a: x\nb: [y]"))
    let list = try #require(node["b"])
    #expect(node.isMapping && !node.isSequence && !node.isScalar && node.items == nil && node.scalar == nil)
    #expect(list.isSequence && !list.isMapping && !list.isScalar && list.pairs == nil && list.scalar == nil)
    #expect(node["a"]?.isScalar == true && node["a"]?.items == nil && node["a"]?.pairs == nil)
    #expect(node["c"] == nil && list["y"] == nil)
  }

  @Test("an alias is its latest anchored node, with that node's position")
  func aliases() throws {
    let node = try #require(try YAMLDocument.read("a: &n [x, y]\nb: *n\nc: &n z\nd: *n\n*n : e\n"))
    #expect(node["b"]?.items?.map(\.scalar) == ["x", "y"])
    #expect(node["b"]?.mark == Mark(line: 1, column: 4))
    #expect(node["d"]?.scalar == "z" && node["z"]?.scalar == "e")
  }
}
