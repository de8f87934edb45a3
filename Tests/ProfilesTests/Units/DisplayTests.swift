import Profiles
import TestSupport
import Testing

/// Words that are printed read back as what is stored.
@Suite("field displays")
struct DisplayTests {
  private func check(_ display: Display, _ type: NumberType, _ name: String) {
    let numbers: [UInt64] =
      type.bits <= 16
      ? Array(0..<1 << UInt64(type.bits))
      : (0..<64).map { 1 << $0 }.filter { type.bits == 64 || $0 >> UInt64(type.bits) == 0 }
    let lost = numbers.filter { display.read(display.print($0, type: type).text, type: type) != $0 }
    #expect(lost.isEmpty, "\(name), \(type.bits) bits: \(lost.prefix(4).map { display.print($0, type: type).text })")
  }

  @Test(
    "every stored value of every display parses back at every width",
    arguments: [
      ("number", .number(Scale())), ("centred", .number(Scale(offset: -64))),
      ("range", .number(Scale(offset: 1, range: 3...90))), ("hundredths", .number(Scale(divisor: 100))),
      ("tempo", .number(Scale(divisor: 24, unit: "BPM"))), ("thirds", .number(Scale(offset: 7, divisor: 3))),
      ("fixed point", .number(Scale(offset: -16384, divisor: 256, range: 0...32767))),
      ("words", .words([0: "off", 7: "seven", 255: "none"], otherwise: .number(Scale(offset: 1)))),
      ("bands", .bands(["SAW", "PULSE", "TRI"], of: 128)),
      ("more bands than 2", .bands(["a", "b", "c", "d", "e", "f", "g"], of: 7)),
      ("flag", .flag), ("note", .note(middleC: 4)), ("steps", .steps(count: 16)), ("few steps", .steps(count: 6)),
      ("slot", .slot(.lettered(columns: 16))), ("numbered slot", .slot(.decimal(first: 1, digits: 3))),
      ("listed slot", .slot(.listed(["I11", "I12", "card 1"]))),
      ("choice", .choice(on: "x", cases: ["A": .flag], otherwise: .note(middleC: 3))),
    ] as [(String, Display)])
  func everyValue(name: String, display: Display) {
    for type in [
      NumberType(bits: 1), NumberType(bits: 7), NumberType(bits: 8), NumberType(bits: 8, isSigned: true),
      NumberType(bits: 16),
    ] { check(display, type, name) }
  }

  @Test("numbers of up to eight bytes parse back", arguments: [24, 32, 56, 64])
  func wide(bits: Int) {
    for isSigned in [false, true] {
      for display in [Display.number(Scale()), .number(Scale(offset: -64)), .number(Scale(offset: 1)), .flag] {
        check(display, NumberType(bits: bits, isSigned: isSigned), "wide")
      }
    }
  }

  @Test("every storable value of every shipped field parses back", arguments: FilledItem.all)
  func shipped(sample: FilledItem) throws {
    let kind = try #require(try sample.profile().kind(sample.kind))
    let item = kind.decode(try kind.encode(sample.tree, slot: sample.slot, isCompleting: true)).item
    var seen: Set<String> = []
    for field in item.fields {
      guard case .number(let display, let type, _) = field.form, type.bits <= 16,
        seen.insert("\(display) \(type)").inserted
      else { continue }
      check(display, type, field.path.description)
    }
  }

  @Test(
    "decimal fractions parse back to their numerators", arguments: [2, 3, 7, 10, 24, 60, 100, 128, 256, 1000, 16384])
  func fractions(divisor: Int) {
    let scale = Scale(divisor: divisor)
    #expect((-33_000...33_000).allSatisfy { scale.read(scale.print($0)) == $0 })
    #expect(scale.print(divisor) == "1" && scale.print(-divisor) == "-1")
  }

  @Test("an out-of-range number is printed and parsed as stored, never as an instrument value")
  func outside() {
    let knob = Display.number(Scale(offset: -64, range: 0...127))
    let type = NumberType(bits: 8)
    #expect(knob.print(200, type: type).text == "#200" && knob.read("#200", type: type) == 200)
    #expect(knob.read("136", type: type) == nil && knob.read("63", type: type) == 127)
  }

  @Test("labels are parsed without regard to case, bands by name or by value")
  func spellings() {
    let type = NumberType(bits: 8)
    let bands = Display.bands(["SAW", "PULSE", "TRI"], of: 128)
    #expect(bands.read("pulse", type: type) == 43 && bands.read("PULSE (50)", type: type) == 50)
    #expect(bands.read("PULSE (", type: type) == nil && bands.read("SINE", type: type) == nil)
    #expect(Display.flag.read("ON", type: type) == 1 && Display.flag.read("maybe", type: type) == nil)
  }

  @Test("notes accept flats, sharps and both octave conventions, and stop at the keyboard's limits")
  func notes() {
    for middleC in [3, 4, 5] {
      for note in 0...127 { #expect(NoteName.read(NoteName.print(note, middleC: middleC), middleC: middleC) == note) }
    }
    #expect(NoteName.print(60, middleC: 4) == "C4" && NoteName.print(61, middleC: 3) == "C#3")
    #expect(NoteName.read("eb4", middleC: 4) == 63 && NoteName.read("Cb4", middleC: 4) == 59)
    for text in ["H4", "C", "C10", "", "#4", "C#x", "C99999999999999999999"] {
      #expect(NoteName.read(text, middleC: 4) == nil, "\(text)")
    }
    #expect(NoteName.print(128, middleC: 4) == "128" && NoteName.print(-1, middleC: 4) == "-1")
  }

  @Test("step grids show whole bars up to the last used step")
  func grids() {
    #expect(StepGrid.print(0b10001, count: 64) == "x...x...........")
    #expect(StepGrid.print(1 << 16, count: 64).count == 32 && StepGrid.print(0, count: 6) == "......")
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<500 {
      let mask = numbers.next()
      #expect(StepGrid.read(StepGrid.print(mask, count: 64), count: 64) == mask, "seed 3")
    }
    #expect(StepGrid.read("x-.X", count: 4) == 0b1001 && StepGrid.read("xy", count: 4) == nil)
    #expect(StepGrid.read(String(repeating: ".", count: 65), count: 64) == nil)
  }

  @Test(
    "printed slot numbers parse back with any zero padding and case",
    arguments: [
      (.decimal(first: 1, digits: 3), 128), (.decimal(first: 0, digits: 1), 300), (.lettered(columns: 16), 128),
      (.lettered(columns: 8), 64), (.listed(["I11", "I12", "Card"]), 3),
    ] as [(SlotNumbering, Int)])
  func slots(numbering: SlotNumbering, count: Int) {
    var names: Set<String> = []
    for index in 0..<count {
      let name = numbering.print(index)
      #expect(name.flatMap { numbering.read($0.lowercased()) } == index)
      names.insert(name ?? "")
    }
    #expect(names.count == count)
    for text in ["", "-1", "A0", "A17x", "Ä1", "99999999999999999999", "+1"] {
      #expect(numbering.read(text) == nil, "\(text)")
    }
    #expect(numbering.print(-1) == nil)
  }
}
