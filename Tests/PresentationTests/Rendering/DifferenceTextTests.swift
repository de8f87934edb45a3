import Archive
import History
import MIDI
import Profiles
import TestSupport
import Testing

@testable import Presentation

@Suite("Text of differences")
struct DifferenceTextTests {
  private static func kit(_ slot: Int, _ fields: [String: String]) throws -> SysExMessage {
    try message("kit", slot, fields)
  }

  private static func message(_ kind: String, _ slot: Int, _ fields: [String: String]) throws -> SysExMessage {
    var tree = ItemTree()
    for (path, text) in fields { tree.set(FieldPath(path).components, to: Value(.word, text)) }
    let kind = try #require(try Profile(text: ToyDevice.text).kind(kind))
    return try kind.encode(tree, slot: slot, isCompleting: true)
  }

  private func difference(
    _ old: [SysExMessage], _ new: [SysExMessage], facts: [(String, String?, String?)] = []
  ) throws -> DeviceDifference {
    let profile = try Profile(text: ToyDevice.text)
    let (before, after) = (DeviceContent(old, profile: profile), DeviceContent(new, profile: profile))
    return DeviceDifference(
      device: "one", presence: .both, profile: profile, comparison: DeviceComparison(before, after),
      facts: facts.map { (what: $0.0, old: $0.1, new: $0.2) }, newContent: after, oldContent: before)
  }

  private func text(_ difference: DeviceDifference, _ detail: DifferenceText.Detail = .fields, all: Bool = false)
    -> String
  {
    DifferenceText([difference], detail: detail, allFields: all).lines.map { $0.plain + "\n" }.joined()
  }

  @Test("moved or copied content shows both slots, and its old slot is not listed again")
  func moves() throws {
    let (pads, bass) = (["name": "PADS", "level": "3"], ["name": "BASS", "level": "4"])
    let change = try difference(
      [Self.kit(1, pads), Self.kit(2, bass), Self.kit(4, [:])],
      [Self.kit(1, [:]), Self.kit(2, bass), Self.kit(4, pads), Self.kit(5, bass)])
    #expect(text(change) == "one kit/002 → kit/005 \"PADS\"   moved\none kit/003 → kit/006 \"BASS\"   copied\n")
    #expect(text(change, .slots) == "one kit/002 → kit/005 \"PADS\"   moved\none kit/003 → kit/006 \"BASS\"   copied\n")
    #expect(text(change, .names) == "one/kit/002\none/kit/005\none/kit/006\n")
  }

  @Test("added, removed, emptied and filled slots get one word each")
  func words() throws {
    let bass = ["name": "BASS", "level": "4"]
    let change = try difference(
      [Self.kit(0, bass), Self.kit(1, bass), Self.kit(2, [:])],
      [Self.kit(0, [:]), Self.kit(2, ["name": "LEAD"]), Self.kit(3, ["name": "NEW"]), Self.kit(4, [:])])
    #expect(
      text(change) == """
        one kit/001 "BASS"   is empty now, 2 fields differ
        one kit/002 "BASS"   removed
        one kit/003 "LEAD"   was empty, 1 field differs
        one kit/004 "NEW"   added
        one kit/005   added, empty

        """)
    #expect(text(change, all: true).contains("  level                   4 → 100\n"))
  }

  @Test("a slot that was sent twice is reported")
  func twice() throws {
    let (one, two) = (["name": "ONE"], ["name": "TWO"])
    let change = try difference([Self.kit(0, one)], [Self.kit(0, ["name": "NIL"]), Self.kit(0, two)])
    #expect(text(change).hasPrefix("one kit/001 \"TWO\"   sent twice\n"))
    #expect(text(change, .slots) == "one kit/001 \"TWO\"   1 field, sent twice\n")
  }

  @Test("messages without a slot are shown as short bytes")
  func unknown() throws {
    let short = try SysExMessage([0xF0, 0x7E, 1, 2, 0xF7])
    let long = try SysExMessage([0xF0, 0x7E] + Array(repeating: 5, count: 40) + [0xF7])
    #expect(
      text(try difference([short], [long])) == """
        one unknown   - F0 7E 01 02 F7
        one unknown   + F0 7E 05 05 05 05 05 05 05 05 05 05 … (43 bytes)

        """)
    #expect(text(try difference([short], [long]), .slots) == "one unknown   2 messages\n")
  }

  @Test("many similar changes are counted unless all fields are requested")
  func families() throws {
    let notes = Dictionary(uniqueKeysWithValues: (1...41).map { ("track 1 step \($0) note", "C3") })
    let change = try difference(
      [Self.message("pattern", 0, [:])], [Self.message("pattern", 0, notes.merging(["kit": "003"]) { $1 })])
    #expect(
      text(change) == """
        one pattern/A01
          kit                     001 → 003
          track * step * note     41 differ (--all-fields lists them)

        """)
    let all = text(change, all: true)
    #expect(all.contains("  track 1 step 41 note    – → C3\n"))
    #expect(all.split(separator: "\n").count == 43)
  }

  @Test("a short list counts its omitted fields, and never omits just one line")
  func limit() throws {
    let (old, new) = (["name": "A", "level": "1", "tempo": "2"], ["name": "B", "level": "3", "tempo": "4"])
    let change = try difference([Self.kit(0, old)], [Self.kit(0, new)])
    let lines = { (limit: Int) in DifferenceText([change], limit: limit).lines.map(\.plain) }
    #expect(lines(1).count == 3 && lines(1).last == "  and 2 more")
    #expect(lines(2).count == 4 && lines(2).last == "  tempo                   2 → 4 BPM")
  }

  @Test("differing model and firmware are shown")
  func facts() throws {
    let change = try difference([], [], facts: [("firmware", nil, "1.32")])
    #expect(text(change) == "one firmware   – → 1.32\n")
  }

  @Test("names with terminal controls are escaped, in text and in documents")
  func escaped() throws {
    var bytes = try Self.kit(0, ["name": "A"]).bytes
    bytes[6] = 0x1B
    let change = try difference([Self.kit(0, ["name": "A"])], [SysExMessage(bytes)])
    #expect(!text(change).unicodeScalars.contains { $0.value == 0x1B })
    #expect(!DifferenceText([change]).json.pretty.unicodeScalars.contains { $0.value == 0x1B })
  }
}
