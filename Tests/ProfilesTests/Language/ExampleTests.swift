import Foundation
import Profiles
import Testing

/// The worked example of docs/formats/profile.md.
enum Example {
  static func text() throws -> String {
    try String(contentsOf: packageRoot.appending(path: "docs/formats/example-profile.yaml"), encoding: .utf8)
  }

  static func kind(_ id: String) throws -> Kind { try #require(try Profile(text: text()).kind(id)) }

  static func tree(_ values: [(String, String)]) -> ItemTree {
    var tree = ItemTree()
    for (path, text) in values { tree.set(FieldPath(path).components, to: Value(.word, text)) }
    return tree
  }

  static let busy: [(kind: String, values: [(String, String)])] = [
    (
      "patch",
      [
        ("name", "BRASS 1"), ("osc 1 wave", "SQUARE"), ("osc 1 width", "50"), ("osc 1 shape", "33"),
        ("osc 2 wave", "NOISE"),
        ("osc 2 shape", "pink"), ("osc 2 fine", "-12.5"), ("tempo", "98.5"), ("assign", "UNISON"), ("out hat", "on"),
      ]
    ),
    (
      "rhythm",
      [
        ("patch", "B3"), ("track bass trigs", "x...x...x...x..."), ("track hat step 7 lock pan", "-12"),
        ("track bass step 1 lock level", "99"), ("track perc step 16 accents", "12 40"), ("part 1 bars", "4"),
        ("part 2 bars", "8"), ("part 2 key", "F#4"),
      ]
    ),
    ("setup", [("channel", "16"), ("curve", "hard")]),
  ]
}

@Suite("the worked example")
struct ExampleTests {
  @Test("it has no errors, no path clashes, and a source for every claim")
  func clean() throws {
    let check = ProfileCheck(text: try Example.text())
    #expect(check.error == nil && check.pathProblems.isEmpty && check.withoutSource.isEmpty)
    #expect(Set(check.guesses.map(\.subject)).isSuperset(of: ["transfer", "reserved", "effects feedback"]))
  }

  @Test("a patch decodes as documented")
  func reads() throws {
    let kind = try Example.kind("patch")
    let item = kind.decode(try kind.encode(Example.tree(Example.busy[0].values), slot: 10, isCompleting: true)).item
    #expect(item.name == "BRASS 1")
    for (path, text) in Example.busy[0].values { #expect(item.value(path) == text) }
    #expect(item.value("osc 1 control 3") == nil && item.value("osc 1 3") == "0" && item.value("osc 2 1") == "0")
    #expect(item.field(FieldPath("tempo"))?.value.unit == "BPM")
    #expect(try Profile(text: Example.text()).name(Slot(kind: "patch", index: 10)) == "patch/B03")
  }

  @Test("every field can be changed on its own", arguments: ["patch", "rhythm", "setup"])
  func mutations(id: String) throws {
    let kind = try Example.kind(id)
    for values in [[], try #require(Example.busy.first { $0.kind == id }).values] {
      try Mutation.check(kind, try kind.encode(Example.tree(values), slot: 0, isCompleting: true), slot: 0)
    }
  }
}
