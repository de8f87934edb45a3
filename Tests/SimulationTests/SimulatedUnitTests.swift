import MIDI
import Profiles
import Testing

@testable import Simulation
import TestSupport

@Suite("a simulated unit")
struct SimulatedUnitTests {
  @Test(
    "every slot answers a request with its own slot byte",
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func answers(id: String) throws {
    var unit = try blankUnit(id)
    #expect(!unit.ownProfile.slots().isEmpty)
    for slot in unit.ownProfile.slots() {
      let replies = unit.receive(try unit.ownProfile.request(slot))
      let message = try #require(replies.first?.message)
      #expect(replies.count == 1)
      let (kind, index) = try #require(unit.ownProfile.recognise(message))
      #expect(Slot(kind: kind.id, index: index) == slot)
      #expect(kind.problems(of: message).isEmpty)
    }
  }

  @Test("an empty waveform slot is silent and a filled one answers")
  func silence() throws {
    var unit = try blankUnit()
    let request = try unit.ownProfile.request(Slots.waveform)
    #expect(unit.receive(request).isEmpty)
    let waveform = try #require(unit.profile.blank(Slots.waveform)?.messages.first)
    _ = unit.receive(waveform)
    #expect(unit.receive(request).map(\.message) == [waveform])
  }

  @Test("a sent dump is read back")
  func store() throws {
    var unit = try blankUnit()
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    #expect(unit.receive(dump).isEmpty)
    #expect(unit.receive(try unit.ownProfile.request(Slots.kit)).map(\.message) == [dump])
    #expect(unit.memory == [dump])
  }

  @Test("messages with a wrong checksum, length or maker are ignored")
  func ignores() throws {
    var unit = try blankUnit()
    let dump = try kitDump(named: "ACIDKIT", unit.ownProfile)
    for place in ["checksum", "length"] {
      var bytes = dump.bytes
      let range = try #require(unit.ownProfile.kind("kit")?.dump.match(bytes)?[place])
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
    #expect(unit.receive(try unit.ownProfile.request(Slot(kind: "song", index: 24))).isEmpty)
    let song = try #require(unit.profile.blank(Slot(kind: "song", index: 24))?.messages.first)
    #expect(unit.receive(song).isEmpty)
    #expect(unit.memory.isEmpty)
  }

  @Test("the unit reports the loaded slot of each kind")
  func loaded() throws {
    var unit = try blankUnit()
    try unit.load(Slots.kit)
    let loaded = try #require(unit.ownProfile.loaded)
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
    let probe = try #require(unit.ownProfile.probe)
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
    _ = unit.receive(try kitDump(named: "ACIDKIT", unit.ownProfile))
    try unit.load(Slots.kit)
    try unit.load(Slots.pattern)
    #expect(unit.loadedText == "kit/005\npattern/A03\n")
    let back = SimulatedUnit(profile: unit.ownProfile, file: unit.fileBytes, loadedText: unit.loadedText)
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
