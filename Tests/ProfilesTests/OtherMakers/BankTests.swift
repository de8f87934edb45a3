import MIDI
import Profiles
import Testing

/// Many slots in one message.
@Suite("voices in a bank")
struct HoldingTests {
  private func dx7() throws -> Profile { try Profile(text: OtherMakers.dx7) }

  private func rom() throws -> SysExMessage {
    let dump = try Corpus.messages("yamaha-dx7").first { $0.file == "Yamaha DX7 ROM1A.syx" }
    return try #require(dump).message
  }

  @Test("slots are named by bank and position, and parse back")
  func names() throws {
    let profile = try dx7()
    #expect(profile.name(Slot(kind: "voice", index: 38)) == "bank/2/voice/07")
    #expect(profile.slot("bank/2/voice/7") == Slot(kind: "voice", index: 38))
    #expect(profile.slot("Bank/2") == Slot(kind: "bank", index: 1))
    for text in [
      "bank/9/voice/01", "bank/1/voice/33", "voice/01", "bank/1/patch/01", "bank/1/voice", "bank/1/voice/1/2",
    ] {
      #expect(profile.slot(text) == nil, "\(text)")
    }
    #expect(profile.kind("voice")?.count == 256 && profile.slots().isEmpty)
  }

  @Test("every bank of the dumps holds 32 voices, and each encodes back into its position", .needsCorpus)
  func placed() throws {
    let profile = try dx7()
    let messages = try Corpus.messages("yamaha-dx7").map(\.message)
    for (index, message) in messages.enumerated() {
      let placement = profile.place([message])
      let home = Slot(kind: "bank", index: 0)
      let dump = SlotDump(message)
      let voices = profile.members(of: home, in: dump)
      #expect(voices.count == 32 && placement.unknown.isEmpty && placement.carriers == [home])
      for slot in voices {
        let (item, _) = try #require(profile.decode(slot, in: dump))
        let back = try profile.encode(ItemTree(item), slot: slot, into: dump, isCompleting: false)
        #expect(back.bytes[6..<4102] == message.bytes[6..<4102], "file \(index), \(slot)")
      }
    }
  }

  @Test("banks without numbers are placed in order", .needsCorpus)
  func order() throws {
    let profile = try dx7()
    let two = try Corpus.messages("yamaha-dx7").prefix(2).map(\.message)
    let placement = profile.place(two)
    #expect(placement.homes.map(\.slot) == [Slot(kind: "bank", index: 0), Slot(kind: "bank", index: 1)])
    let second = profile.members(of: Slot(kind: "bank", index: 1), in: SlotDump(two[1]))
    #expect(second.first == Slot(kind: "voice", index: 32) && placement.homes[1].messages == [1])
    let moved = profile.place(two, filed: [Slot(kind: "bank", index: 4), Slot(kind: "bank", index: 2)])
    #expect(moved.carriers == [Slot(kind: "bank", index: 4), Slot(kind: "bank", index: 2)])
  }

  @Test("the first voices of ROM 1A have their names and algorithms", .needsCorpus)
  func reads() throws {
    let (profile, rom) = (try dx7(), try rom())
    let items = (0..<32).compactMap { profile.decode(Slot(kind: "voice", index: $0), in: SlotDump(rom))?.item }
    #expect(items.prefix(3).map(\.name) == ["BRASS   1", "BRASS   2", "BRASS   3"])
    #expect(items[10].name == "E.PIANO 1" && items[10].value("algorithm") == "5")
    #expect(items[10].value("transpose") == "0" && items[10].value("op 1 output") == "99")
  }

  @Test("changing a value in one voice changes only that voice and the checksum", .needsCorpus)
  func edit() throws {
    let (profile, rom) = (try dx7(), try rom())
    let slot = Slot(kind: "voice", index: 6)
    let kind = try #require(profile.kind("voice"))
    let item = try #require(profile.decode(slot, in: SlotDump(rom))).item
    for field in item.fields {
      guard let other = Alternatives(to: field).first(where: { _ in true }) else { continue }
      let tree = try kind.edit(item, [(field.path, other.text)])
      let changed = try profile.encode(tree, slot: slot, into: SlotDump(rom), isCompleting: false)
      #expect(profile.problems(of: changed) == [])
      let differing = rom.bytes.indices.filter { rom.bytes[$0] != changed.bytes[$0] && $0 != 4102 }
      #expect(!differing.isEmpty && differing.allSatisfy { (6 + 768..<6 + 896).contains($0) }, "\(field.path)")
      #expect(profile.decode(slot, in: changed)?.item.changedKeys(from: item) == [field.key], "\(field.path)")
    }
  }

  @Test("a bank decodes voice by voice, and a member kind has no message of its own", .needsCorpus)
  func whole() throws {
    let (profile, rom) = (try dx7(), try rom())
    let (kind, slot) = try #require(profile.recognise(rom))
    #expect(kind.id == "bank" && slot == 0)
    #expect(kind.decode(rom).item.value("voice 11 name") == "E.PIANO 1")
    let voice = try #require(profile.kind("voice"))
    #expect(throws: EncodeError.badPlace("voice")) { try voice.encode(ItemTree(), slot: 0, isCompleting: true) }
    #expect(
      voice.isBankMember && kind.bank?.count == 32
        && profile.home(of: Slot(kind: "voice", index: 40)) == Slot(kind: "bank", index: 1))
  }

  @Test("a truncated bank keeps its whole voices; one that cannot be unpacked stays a bank", .needsCorpus)
  func short() throws {
    let profile = try Profile(text: OtherMakers.ms2000)
    let dump = try Corpus.messages("korg-ms2000").first { $0.message.bytes.count == 37163 }
    let message = try #require(dump).message
    let home = Slot(kind: "bank", index: 0)
    #expect(profile.members(of: home, in: SlotDump(message)).count == 128)
    let half = try SysExMessage(Array(message.bytes.prefix(5 + 18_578)) + [0xF7])
    #expect(profile.members(of: home, in: SlotDump(half)).count == 63)
    let name = profile.name(Slot(kind: "program", index: 16))
    #expect(name == "bank/all/program/B01")
    let item = try #require(profile.decode(Slot(kind: "program", index: 0), in: SlotDump(message))).item
    #expect(item.name?.isEmpty == false && item.value("timbre 2 tune") != nil)
  }

  @Test(
    "an invalid bank declaration is refused",
    arguments: [
      ("kind: voice, count: 32, size: 128", "kind: nothing, count: 32, size: 128"),
      ("kind: voice, count: 32, size: 128", "kind: voice, count: 32, size: 127"),
      ("kind: voice, count: 32, size: 128", "kind: bank, count: 32, size: 128"),
      ("kind: voice, count: 32, size: 128", "kind: voice, count: 0, size: 128"),
      ("holds: {kind", "seq: [{id: a, type: u1}]\n    holds: {kind"), ("  stage: 4", "  stage: 4\n  voice: 32"),
    ])
  func refused(old: String, new: String) throws {
    let text = OtherMakers.dx7.replacing(old, with: new)
    try #require(text != OtherMakers.dx7)
    let error = #expect(throws: ProfileError.self) { try Profile(text: text) }
    #expect((error?.line ?? 0) > 0)
  }
}
