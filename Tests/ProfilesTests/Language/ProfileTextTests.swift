import Synchronization
import Testing

@testable import Profiles

/// A text that is known to be right is read in parts, each when it is asked for.
@Suite("the parts of a profile's text")
struct ProfileTextTests {
  private static let text = """
    synvc: 1
    # what it refers to
    enums:
      e: [a, b]
    keeping: stored
    types:
    - t
    kinds:
      kit:
        count: 1
        seq:
          - {id: a, type: u1}
        # of nobody
        view:
          a: b
        doc: |
          kinds:
            seq: of kits

      song:
        seq:
        - {id: b, type: u1}
        count: 2
    """

  private func lines(_ text: String) -> [Int: String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return Dictionary(uniqueKeysWithValues: lines.enumerated().filter { !$1.isEmpty }.map { ($0 + 1, $1) })
  }

  @Test("every line stands in one part, where it stood; the names of the kinds stand wherever one of them does")
  func parts() throws {
    let parts = try #require(ProfileText(Self.text))
    let (outline, tables) = (lines(parts.outline), lines(parts.tables))
    let (kit, song) = (lines(parts.inside(of: "kit") ?? ""), lines(parts.inside(of: "song") ?? ""))
    #expect(outline.keys.sorted() == [1, 2, 5, 8, 9, 10, 16, 17, 18, 20, 23])
    #expect(tables.keys.sorted() == [3, 4, 6, 7])
    #expect(kit.keys.sorted() == [8, 9, 11, 12, 13, 14, 15])
    #expect(song.keys.sorted() == [8, 20, 21, 22])
    #expect(parts.inside(of: "pattern") == nil)
    let all = [outline, tables, kit, song].reduce(into: [:]) { $0.merge($1) { one, _ in one } }
    #expect(all == lines(Self.text))
  }

  @Test(
    "of a text without an end, or with nothing in it, nothing is lost",
    arguments: ["", "\n", "a: b", "\n\na: b\n\n"])
  func small(text: String) throws {
    let parts = try #require(ProfileText(text))
    #expect(lines(parts.outline) == lines(text) && lines(parts.tables).isEmpty)
  }

  @Test(
    "a text whose parts could mean something else has none",
    arguments: ["a: &b c", "a: b\r\nc: d", "a: b\rc: d", "a: \u{85}", "a: \u{2028}", "a: \u{2029}"])
  func none(text: String) { #expect(ProfileText(text) == nil) }

  @Test(
    "a mark that cannot be an anchor, or is part of another letter, does no harm",
    arguments: ["R & B", "B&", "\u{2026}\u{C9}"])
  func harmless(words: String) throws {
    #expect(try #require(ProfileText("name: \(words)")).outline == "name: \(words)\n")
  }

  /// All that is said of every field, a text each; tables in it come in any order, so that the bytes are sorted.
  private func described(_ profile: Profile) throws -> [[[UInt8]]] {
    try profile.kinds.map { kind in
      let layout = try kind.layout
      let leaves = layout.leaves.map { "\($0.key) \($0.path) \($0)" }
      let dimensions = layout.dimensions.map { "\($0)" }
      return (["\(kind.id) \(kind.title) \(kind.count)"] + leaves + dimensions).map { $0.utf8.sorted() }
    }
  }

  @Test("in parts a shipped profile says what it says as a whole", arguments: try Shipped.ids)
  func same(id: String) throws {
    let text = try Shipped.text(id)
    let parts = try #require(ProfileText(text))
    #expect(!lines(parts.tables).isEmpty && parts.outline != text)
    let profile = try Profile(proved: text) { Issue.record("\($0)") }
    let whole = try Profile(text: text)
    // The last kind first: none may need what another one's layout has read.
    for kind in profile.kinds.reversed() { _ = try kind.layout }
    #expect(try described(profile) == described(whole))
  }

  @Test("what is wrong in one kind is not told of another")
  func others() throws {
    let told = Mutex(0)
    let text =
      ToyProfile.text(seq: ["{id: a, type: u1}"]) + """
          bank:
            count: 1
            numbers: {first: 1, digits: 1}
            dump: "F0 7D 01 21 {slot} {body*} F7"
            seq:
              - {id: a, type: nothing}

        """
    let profile = try Profile(proved: text) { _ in told.withLock { $0 += 1 } }
    let kinds = try ["patch", "bank"].map { try #require(profile.kind($0)) }
    _ = try kinds[0].layout
    #expect(told.withLock { $0 } == 0)
    #expect(throws: ProfileError.self) { try kinds[1].layout }
    #expect(told.withLock { $0 } == 1)
  }

  @Test(
    "a text that is laid out otherwise is read whole",
    arguments: [
      """
      kinds: {patch: {count: 8, numbers: {first: 1, digits: 1}, dump: "F0 7D 01 20 {slot} {body*} F7",
          seq: [{id: a, type: u1}]}}
      """,
      """
      kinds:
        patch: {count: 8, numbers: {first: 1, digits: 1},
          seq: [{id: a, type: u1}],
          dump: "F0 7D 01 20 {slot} {body*} F7"}
      """,
      """
      kinds:
        patch: &one
          count: 8
          numbers: {first: 1, digits: 1}
          dump: "F0 7D 01 20 {slot} {body*} F7"
          seq: &seq [{id: a, type: u1}]
        bank:
          count: 8
          numbers: {first: 1, digits: 1}
          dump: "F0 7D 01 21 {slot} {body*} F7"
          seq: *seq
      """,
      """
      kinds:
        "patch":
          count: 8
          numbers: {first: 1, digits: 1}
          dump: "F0 7D 01 20 {slot} {body*} F7"
          "seq": [{id: a, type: u1}]
          view: {a: b}
        bank :
          count: 8
          numbers: {first: 1, digits: 1}
          dump: "F0 7D 01 21 {slot} {body*} F7"
          "seq": [{id: a, type: u1}]
          view:
            a: b
      """,
    ])
  func otherwise(kinds: String) throws {
    let text = ToyProfile.head + "\n" + kinds + "\n"
    let profile = try Profile(proved: text) { Issue.record("\($0)") }
    #expect(try described(profile) == described(try Profile(text: text)))
    #expect(profile.kinds.count == (try Profile(text: text)).kinds.count)
  }
}
