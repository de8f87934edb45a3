import TestSupport
import Archive
import History
import MIDI
import Profiles
import Testing

@Suite("comparing two states of a device")
struct ComparisonTests {
  static let profile: Profile = {
    do { return try Profile(text: text) } catch { preconditionFailure("the test's own profile: \(error)") }
  }()

  /// A small instrument: eight patches of a name, a level, four steps and a byte of padding.
  static let text = ToyProfile.text(
    head: "dimensions: {step: 4}",
    kinds: [
      ToyKind(
        dump: "{slot} {body*}",
        [
          "body: [{codec: [7-bit-msb-first]}]", "name: name", "empty-when-unnamed: true",
          """
          seq:
            - {id: name, type: str, size: 4, unset: 255, terminator: 0}
            - {id: level, type: u1}
            - {id: note, type: u1, repeat: step, initial: 255}
            - {type: pad, size: 1}
          """,
          #"view: {note: {path: "step.{step}.note", as: {note: 4}, none: 255}}"#,
        ])
    ])

  static func patch(_ index: Int, _ fields: [String: String], pad: UInt8 = 0) throws -> SysExMessage {
    var tree = ItemTree()
    for (path, text) in fields { tree.set(FieldPath(path).components, to: Value(.word, text)) }
    if pad != 0 { tree.set(["padding", "payload 9"], to: Value(.bytes, "0\(pad)")) }
    let kind = try #require(profile.kind("patch"))
    return try kind.encode(tree, slot: index, isCompleting: true)
  }

  func compare(_ old: [SysExMessage], _ new: [SysExMessage]) -> DeviceComparison {
    DeviceComparison(
      DeviceContent(old, profile: Self.profile), DeviceContent(new, profile: Self.profile))
  }

  @Test("changed fields show both values, missing ones as missing")
  func fields() throws {
    let old = try Self.patch(0, ["name": "BASS", "level": "3", "step 2 note": "C4"])
    let new = try Self.patch(0, ["name": "BASS", "level": "5", "step 3 note": "D#4"])
    let changes = compare([old], [new]).changes
    guard case .changed(let fields)? = changes.first?.kind else {
      Issue.record("not changed but \(changes)")
      return
    }
    let lines = fields.map { "\($0.path): \($0.old?.text ?? "–") → \($0.new?.text ?? "–")" }
    #expect(lines == ["level: 3 → 5", "step 3 note: – → D#4", "step 2 note: C4 → –"])
  }

  @Test("equal values in another packing are no change; other values are named by label")
  func packing() throws {
    let profile = try Profile(text: Self.text.replacing("[7-bit-msb-first]", with: "[7-bit-msb-first, elektron-rle]"))
    let kind = try #require(profile.kind("patch"))
    let message = { (level: String) in
      var tree = ItemTree()
      tree.set(["name"], to: Value(.word, "BASS"))
      tree.set(["level"], to: Value(.word, level))
      return try kind.encode(tree, slot: 0, isCompleting: true)
    }
    let (three, five) = (try message("3"), try message("5"))
    let other = try Self.packedOtherwise(three, kind)
    let slot = Slot(kind: "patch", index: 0)
    #expect(other != three && profile.areEqual(SlotDump(three), SlotDump(other), of: slot))
    #expect(!profile.areEqual(SlotDump(five), SlotDump(other), of: slot))
    let compare = { (old: SysExMessage, new: SysExMessage) in
      DeviceComparison(DeviceContent([old], profile: profile), DeviceContent([new], profile: profile))
    }
    #expect(compare(three, other).isEmpty && compare(other, three).isEmpty)
    for (old, new) in [(other, five), (five, other)] {
      guard case .changed(let fields)? = compare(old, new).changes.first?.kind else {
        Issue.record("not changed")
        continue
      }
      #expect(fields.map(\.path.description) == ["level"])
    }
    // What is shown and edited stays what packing gives back.
    #expect(kind.decode(other).problems == [.notCanonical])
  }

  /// The same with the four unset steps as two runs.
  private static func packedOtherwise(_ message: SysExMessage, _ kind: Kind) throws -> SysExMessage {
    let codec = Codec.sevenBit(order: .firstByteHighest, emptyGroup: false)
    let range = try #require(kind.dump.match(message.bytes)?["body"])
    var runs = try codec.decode(message.bytes[range], limit: 1000)
    runs.replace([0x84, 0xFF], with: [0x82, 0xFF, 0x82, 0xFF], maxReplacements: 1)
    var bytes = message.bytes
    bytes.replaceSubrange(range, with: codec.encode(runs))
    return try SysExMessage(bytes)
  }

  @Test("bytes without meaning do not count as a change")
  func padding() throws {
    let old = try Self.patch(0, ["name": "BASS"])
    let new = try Self.patch(0, ["name": "BASS"], pad: 7)
    #expect(old != new)
    #expect(compare([old], [new]).isEmpty)
  }

  @Test("content in another slot is a move; content in both slots is a copy")
  func moves() throws {
    let bass = try Self.patch(0, ["name": "BASS", "level": "9"])
    let empty = [try Self.patch(0, [:]), try Self.patch(3, [:])]
    let moved = try Self.patch(3, ["name": "BASS", "level": "9"])
    let changes = compare([bass, empty[1]], [empty[0], moved]).changes
    #expect(changes.count == 1)
    guard case .moved(let from)? = changes.first?.kind else {
      Issue.record("not moved but \(changes)")
      return
    }
    #expect(from.index == 0 && changes.first?.slot.index == 3)
    guard case .copied? = compare([bass, empty[1]], [bass, moved]).changes.first?.kind else {
      Issue.record("not copied")
      return
    }
  }

  @Test("slots on one side only are added or removed")
  func presence() throws {
    let one = try Self.patch(1, ["name": "LEAD"])
    guard case .added? = compare([], [one]).changes.first?.kind else {
      Issue.record("not added")
      return
    }
    guard case .removed? = compare([one], []).changes.first?.kind else {
      Issue.record("not removed")
      return
    }
  }

  @Test("messages without a slot are compared as a multiset")
  func unknown() throws {
    let stray = try SysExMessage([0xF0, 0x43, 0x01, 0xF7])
    let comparison = compare([stray], [stray, stray])
    #expect(comparison.unknownAdded == [stray] && comparison.unknownRemoved.isEmpty)
  }

  @Test("the last of two messages for one slot counts")
  func twice() throws {
    let (first, second) = (try Self.patch(0, ["name": "A"]), try Self.patch(0, ["name": "B"]))
    let content = DeviceContent([first, second], profile: Self.profile)
    #expect(content.values.values.first == SlotDump(second))
    #expect(content.sentTwice == [Slot(kind: "patch", index: 0)])
  }
}
