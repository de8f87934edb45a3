import Profiles
import Testing

@testable import Simulation
import TestSupport

@Suite("editing one field of a simulated unit")
struct EditTests {
  @Test(
    "changes only that field",
    arguments: [
      (Slots.kit, "track 2 filter base", "72"), (Slots.kit, "track 6 lfo3 spd", "1"), (Slots.kit, "name", "ACIDKIT"),
      (Slots.pattern, "kit", "006"), (Slots.pattern, "track 1 trigs", "x...x...x...x..."),
      (Slots.pattern, "length", "32"),
    ])
  func one(slot: Slot, path: String, text: String) throws {
    var unit = try blankUnit()
    let before = try stored(unit, slot)
    try unit.edit(slot, FieldPath(path), to: text)
    let after = try stored(unit, slot)
    let key = try #require(after.field(FieldPath(path))?.key)
    #expect(changedKeys(before, after) == [key])
    #expect(after.value(path) == text)
  }

  @Test("adds and removes optional values")
  func optional() throws {
    var unit = try blankUnit()
    for path in ["track 1 step 7 note", "track 3 step 2 lock filter base"].map({ FieldPath($0) }) {
      let before = try stored(unit, Slots.pattern)
      try unit.edit(Slots.pattern, path, to: path.components.last == "note" ? "D#3" : "64")
      let between = try stored(unit, Slots.pattern)
      #expect(between.field(path) != nil)
      try unit.edit(Slots.pattern, path, to: nil)
      #expect(changedKeys(before, try stored(unit, Slots.pattern)).isEmpty)
    }
  }

  @Test("a new machine keeps the knob values under their new names")
  func machine() throws {
    var unit = try blankUnit()
    try unit.edit(Slots.kit, FieldPath("track 2 machine"), to: "SWAVE-SAW")
    try unit.edit(Slots.kit, FieldPath("track 2 synth unil"), to: "99")
    let before = try stored(unit, Slots.kit)
    try unit.edit(Slots.kit, FieldPath("track 2 machine"), to: "FM+-STAT")
    let after = try stored(unit, Slots.kit)
    #expect(changedKeys(before, after) == ["machine/1"])
    #expect(after.value("track 2 synth 1frq") == "99")
  }

  @Test("a new LFO page keeps the stored destination under the page's labels")
  func page() throws {
    var unit = try blankUnit()
    try unit.edit(Slots.kit, FieldPath("track 1 lfo1 dest"), to: "8 oct")
    let before = try stored(unit, Slots.kit)
    try unit.edit(Slots.kit, FieldPath("track 1 lfo1 page"), to: "AMP")
    let after = try stored(unit, Slots.kit)
    #expect(changedKeys(before, after).count == 1)
    #expect(after.value("track 1 lfo1 dest") == "PAN")
  }

  @Test("refuses invalid values and changes nothing")
  func refused() throws {
    var unit = try blankUnit()
    let wrong = [
      ("track 2 filter base", "128"), ("track 9 level", "1"), ("track 2 filter bass", "1"), ("track 1", "1"),
    ]
    for (path, text) in wrong {
      #expect(throws: EditError.self) { try unit.edit(Slots.kit, FieldPath(path), to: text) }
    }
    #expect(throws: EditError.illegal(.unknown(FieldPath("track 9 level"), near: []))) {
      try unit.edit(Slots.kit, FieldPath("track 9 level"), to: nil)
    }
    #expect(throws: EditError.unknownSlot(Slot(kind: "kit", index: 128))) {
      try unit.edit(Slot(kind: "kit", index: 128), FieldPath("name"), to: "X")
    }
    #expect(throws: EditError.emptySlot(Slots.waveform)) {
      try unit.edit(Slots.waveform, FieldPath("name"), to: "SAW")
    }
    #expect(unit.memory.isEmpty)
  }

  private func stored(_ unit: SimulatedUnit, _ slot: Slot) throws -> Item {
    let message = try #require(unit.message(in: slot))
    let (item, problems) = try #require(unit.ownProfile.decode(message))
    #expect(problems.isEmpty)
    return item
  }
}

/// Keys of the fields that two items hold differently.
func changedKeys(_ left: Item, _ right: Item) -> Set<String> {
  let (a, b) = (values(left), values(right))
  return Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }
}

private func values(_ item: Item) -> [String: RawValue] {
  Dictionary(item.fields.map { ($0.key, $0.raw) }) { $1 }
}
