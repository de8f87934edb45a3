import MIDI
import Profiles
import Testing

@testable import Simulation
import TestSupport

/// The first memory of a Monomachine, made once for all tests.
private enum Made {
  /// The last kits were never saved.
  static let savedKits = 122

  static let monomachine = Result<(Profile, [SysExMessage]), any Error> {
    let profile = try Shipped.monomachine()
    return (profile, try Shipped.memory(profile))
  }

  /// Items with their kinds, in dump order.
  static let items = Result<[(kind: Kind, slot: Int, item: Item, problems: [MessageProblem])], any Error> {
    let (profile, messages) = try monomachine.get()
    return try messages.map { message in
      let (kind, slot) = try #require(profile.recognise(message))
      let (item, problems) = kind.decode(message)
      return (kind, slot, item, problems)
    }
  }

  static func items(_ kind: String) throws -> [Item] { try items.get().filter { $0.kind.id == kind }.map(\.item) }
}

@Suite("the initial memory of a simulated Monomachine")
struct FactoryMemoryTests {
  @Test("288 requests give 288 different messages in exactly the wire time")
  func capture() throws {
    let (profile, memory) = try Made.monomachine.get()
    let wire = SimulatedPort(SimulatedUnit(profile: profile, memory: memory))
    let slots = profile.slots()
    #expect(slots.count == 288)
    var messages: Set<SysExMessage> = []
    for slot in slots {
      let message = try #require(try wire.ask(slot))
      let (kind, index) = try #require(profile.recognise(message))
      #expect(Slot(kind: kind.id, index: index) == slot && kind.problems(of: message).isEmpty)
      messages.insert(message)
    }
    #expect(messages.count == 288)
    #expect((150_000...300_000).contains(wire.statistics.bytesFromUnit))
    #expect(wire.now == wire.statistics.wireTime)
  }

  @Test("every message decodes without a problem and encodes back byte for byte")
  func roundTrip() throws {
    let (_, memory) = try Made.monomachine.get()
    let items = try Made.items.get()
    #expect(items.count == memory.count)
    for (message, (kind, slot, item, problems)) in zip(memory, items) {
      #expect(problems.isEmpty, "\(kind.id) \(slot)")
      #expect(item.field(FieldPath("unnamed body")) == nil)
      #expect(try kind.encode(ItemTree(item), slot: slot) == message, "\(kind.id) \(slot)")
    }
  }

  @Test("the unit holds the generated memory, except silent waveforms")
  func held() throws {
    let (profile, memory) = try Made.monomachine.get()
    var unit = SimulatedUnit(profile: profile, memory: memory)
    #expect(unit.memory == memory)
    let answered = try (0..<64).filter { slot in
      try !unit.receive(profile.request(Slot(kind: "waveform", index: slot))).isEmpty
    }
    #expect(answered == [0, 1, 7])
  }

  @Test("kit names have at most ten characters and are unique; a few kits and songs are empty")
  func names() throws {
    let kits = try Made.items("kit")
    let names = kits.compactMap(\.name)
    #expect(names.count == Made.savedKits && Set(names).count == names.count)
    #expect(names.allSatisfy { (1...10).contains($0.count) })
    #expect(kits.count(where: \.isEmpty) == 128 - Made.savedKits)
    let songs = try Made.items("song")
    #expect(songs.contains(where: \.isEmpty) && songs.contains { !$0.isEmpty })
  }

  @Test(
    "patterns use the instrument's features",
    arguments: [
      "lock filter base", "lock synth 3", "chord-trigs", "step 1 chord", "slides", "swing-amount",
      "arp offset", "midi track 1 step",
    ])
  func features(words: String) throws {
    let patterns = try Made.items("pattern")
    let using = patterns.count { pattern in
      pattern.fields.contains { field in
        field.path.description.contains(words) && field.value.text.contains { !".0 ".contains($0) }
      }
    }
    #expect(using >= 5, "\(using) patterns")
  }

  @Test("patterns have several lengths, up to twenty lock rows, and existing kits")
  func patterns() throws {
    let patterns = try Made.items("pattern")
    #expect(Set(patterns.compactMap { $0.value("length") }) == ["16", "32", "64"])
    let kits = try Made.items("kit")
    for pattern in patterns {
      let kit = try #require(pattern.value("kit").flatMap { Int($0) })
      #expect(kits[kit - 1].isEmpty == false)
    }
    let rows = patterns.map { pattern in
      Set(
        pattern.fields.compactMap { field -> [String]? in
          guard let lock = field.path.components.firstIndex(of: "lock") else { return nil }
          return [field.path.components[1]] + field.path.components[lock...]
        }
      ).count
    }
    #expect(rows.contains(20) && rows.allSatisfy { $0 <= 20 })
  }

  @Test("equal seeds give equal bytes, and different seeds different ones", arguments: ["elektron-digitone"])
  func seeds(id: String) throws {
    let profile = try Shipped.profile(id)
    let first = try Shipped.memory(profile, seed: 7)
    #expect(try Shipped.memory(profile, seed: 7) == first)
    #expect(try Shipped.memory(profile, seed: 8) != first)
  }

  @Test("the Monomachine's generated memory is reproducible")
  func again() throws {
    let (profile, memory) = try Made.monomachine.get()
    #expect(try Shipped.memory(profile) == memory)
  }

  @Test("the Digitone's pool has 128 sounds with unique names")
  func digitone() throws {
    let profile = try Shipped.profile("elektron-digitone")
    let messages = try Shipped.memory(profile)
    let kind = try #require(profile.kind("sound"))
    let items = messages.map { kind.decode($0) }
    #expect(messages.count == 128 && items.allSatisfy(\.problems.isEmpty))
    #expect(Set(items.compactMap(\.item.name)).count == 128)
  }

  @Test("a model without a described memory gets initial values numbered by name")
  func other() throws {
    let profile = try Profile(text: Self.small)
    let unit = SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile))
    let items = unit.memory.compactMap { profile.decode($0)?.item }
    #expect(items.map(\.name) == ["INIT A01", "INIT A02", "INIT B01", "I1", nil])
    #expect(unit.message(in: Slot(kind: "wave", index: 0)) == nil)
  }

  /// A model with a long name, a short one and none, and a kind that is silent while empty.
  private static let small = ToyProfile.text(
    id: "test-model",
    kinds: [
      kind(
        "patch", 0, count: 3, numbers: "{columns: 2}", "name: name\nseq: [{id: name, type: str, size: 8, filler: 32}]"),
      kind("drum", 1, count: 1, "name: name\nseq: [{id: name, type: str, size: 3, filler: 32}]"),
      kind("setup", 2, count: 1, "seq: [{id: volume, type: u1, initial: 100}]"),
      kind("wave", 3, count: 2, "silent-when-empty: true\nseq: [{id: sample, type: u1}]"),
    ])

  private static func kind(
    _ id: String, _ number: Int, count: Int, numbers: String = "{first: 1, digits: 1}", _ keys: String
  ) -> ToyKind {
    ToyKind(id, number: number, count: count, numbers: numbers, dump: "{slot} {body*}", [keys])
  }
}
