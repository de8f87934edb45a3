import MIDI
import Profiles
import Testing

@testable import Simulation

@Suite("a simulated unit")
struct SimulatedUnitTests {
  @Test(
    "every slot answers a request with its own slot byte",
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func answers(id: String) throws {
    var unit = try blankUnit(id)
    #expect(!unit.profile.slots().isEmpty)
    for slot in unit.profile.slots() {
      let replies = unit.receive(try unit.profile.request(slot))
      let message = try #require(replies.first?.message)
      #expect(replies.count == 1)
      let (kind, index) = try #require(unit.profile.recognise(message))
      #expect(Slot(kind: kind.id, index: index) == slot)
      #expect(kind.problems(of: message).isEmpty)
    }
  }

  @Test("an empty waveform slot is silent and a filled one answers")
  func silence() throws {
    var unit = try blankUnit()
    let request = try unit.profile.request(Slots.waveform)
    #expect(unit.receive(request).isEmpty)
    let waveform = try #require(unit.profile.kind("waveform")?.blank(slot: Slots.waveform.index))
    _ = unit.receive(waveform)
    #expect(unit.receive(request).map(\.message) == [waveform])
  }

  @Test("a sent dump is read back")
  func store() throws {
    var unit = try blankUnit()
    let dump = try kitDump(named: "ACIDKIT", unit.profile)
    #expect(unit.receive(dump).isEmpty)
    #expect(unit.receive(try unit.profile.request(Slots.kit)).map(\.message) == [dump])
    #expect(unit.memory == [dump])
  }

  @Test("messages with a wrong checksum, length or maker are ignored")
  func ignores() throws {
    var unit = try blankUnit()
    let dump = try kitDump(named: "ACIDKIT", unit.profile)
    for place in ["checksum", "length"] {
      var bytes = dump.bytes
      let range = try #require(unit.profile.kind("kit")?.dump.match(bytes)?[place])
      bytes[range.upperBound - 1] ^= 1
      #expect(unit.receive(try SysExMessage(bytes)).isEmpty)
    }
    var foreign = dump.bytes
    foreign[3] = 0x3D
    #expect(unit.receive(try SysExMessage(foreign)).isEmpty)
    #expect(unit.memory.isEmpty)
  }

  @Test("a slot beyond the model's range neither answers nor stores")
  func beyond() throws {
    var unit = try blankUnit()
    #expect(unit.receive(try unit.profile.request(Slot(kind: "song", index: 24))).isEmpty)
    let song = try #require(unit.profile.kind("song")?.blank(slot: 24))
    #expect(unit.receive(song).isEmpty)
    #expect(unit.memory.isEmpty)
  }

  @Test("the unit reports the loaded slot of each kind")
  func loaded() throws {
    var unit = try blankUnit()
    try unit.load(Slots.kit)
    let loaded = try #require(unit.profile.loaded)
    for (kind, type) in loaded.types {
      let request = try SysExMessage(loaded.request.fill(["type": [type]]))
      let reply = try #require(unit.receive(request).first?.message)
      let places = try #require(loaded.reply.match(reply.bytes))
      let (told, value) = (try #require(places["type"]), try #require(places["value"]))
      #expect(reply.bytes[told.lowerBound] == type)
      #expect(reply.bytes[value.lowerBound] == (kind == "kit" ? 4 : 0))
    }
    #expect(throws: EditError.unknownSlot(Slot(kind: "kit", index: 128))) {
      try unit.load(Slot(kind: "kit", index: 128))
    }
  }

  @Test("the identity probe is answered according to the profile")
  func probe() throws {
    var unit = try blankUnit()
    let probe = try #require(unit.profile.probe)
    let reply = try #require(unit.receive(try SysExMessage(probe.request.fill([:]))).first?.message)
    #expect(probe.reply.match(reply.bytes) != nil)
  }

  @Test("a sound placed by order answers under its requested slot")
  func byOrder() throws {
    let profile = try Shipped.profile("elektron-digitone")
    let sounds = try Shipped.memory(profile)
    let shuffled = Array(sounds.reversed())
    var unit = SimulatedUnit(profile: profile, memory: shuffled)
    let kind = try #require(profile.kind("sound"))
    for index in [0, 5, 127] {
      let reply = try #require(unit.receive(try profile.request(Slot(kind: "sound", index: index))).first?.message)
      #expect(profile.recognise(reply)?.slot == index)
      #expect(kind.decode(reply).item.name == kind.decode(shuffled[index]).item.name)
    }
  }

  @Test("memory and loaded slots round-trip through their files")
  func files() throws {
    var unit = try blankUnit()
    _ = unit.receive(try kitDump(named: "ACIDKIT", unit.profile))
    try unit.load(Slots.kit)
    try unit.load(Slots.pattern)
    #expect(unit.loadedText == "kit/005\npattern/A03\n")
    let back = SimulatedUnit(profile: unit.profile, file: unit.fileBytes, loadedText: unit.loadedText)
    #expect(back.memory == unit.memory)
    #expect(back.loaded == unit.loaded)
  }
}

/// A dump for ``Slots/kit``.
func kitDump(named name: String, _ profile: Profile) throws -> SysExMessage {
  var tree = ItemTree()
  tree.set(["name"], to: Value(.text, name))
  return try #require(profile.kind("kit")).encode(tree, slot: Slots.kit.index, isCompleting: true)
}
