import DeviceLibrary
import Foundation
import MIDI
import Profiles
import TestSupport
import Testing
import YAML

@testable import Simulation

/// A model with what descriptions write: names, machines, grids, notes, lists, rows, references and a bank.
private enum Band {
  static let text = """
    synvc: 1
    id: band
    name: Band
    maker: Nobody
    header: "F0 7D"
    dimensions: {track: 2, step: 16, row: 12, point: 8, bit: 8}
    types:
      line: {seq: [{id: pattern, type: u1}, {id: patch, type: u1}, {id: mute, type: mask, size: 1, over: bit}]}
      pair: {seq: [{ids: [low, high], type: u1}]}
    enums: {mode: [saw, pulse, noise]}
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 2}
        request: "F0 7D 01 {slot} F7"
        dump: "F0 7D 02 {slot} {body*} F7"
        name: name
        seq:
          - {id: name, type: str, size: 12, filler: 32}
          - {id: mode, type: u1}
          - {id: level, type: u1, initial: 100}
          - {id: hold, type: u1}
          - {id: wave, type: u1, repeat: point}
        view:
          mode: {as: {enum: mode}}
          hold: {as: flag}
          wave: "wave.{point}"
      pattern:
        count: 8
        numbers: {columns: 4}
        request: "F0 7D 03 {slot} F7"
        dump: "F0 7D 04 {slot} {body*} F7"
        body: [{codec: [7-bit-msb-first]}]
        seq:
          - {id: patch, type: u1}
          - {id: length, type: u1, initial: 16}
          - {ids: [trigs, other], type: mask, size: 2, over: step, repeat: track}
          - {id: lock_masks, type: mask, size: 1, over: bit, repeat: track}
          - {id: locks, type: rows, mask: lock_masks, rows: 4, over: step, none: 255, parameters: pair}
          - {id: note, type: u1, repeat: [track, step], initial: 255}
        view:
          patch: {as: {slot: patch}}
          trigs: {path: "track.{track}.trigs", as: {steps: 16}}
          other: {path: "track.{track}.other", as: {steps: 16}}
          locks: "track.{track}.step.{step}.lock.{parameter}"
          note: {path: "track.{track}.step.{step}.note", as: {note: 4}, none: 255}
      song:
        count: 4
        numbers: {first: 1, digits: 1}
        request: "F0 7D 05 {slot} F7"
        dump: "F0 7D 06 {slot} {body*} F7"
        body: [{codec: [7-bit-msb-first]}]
        seq: [{id: rows, type: line, repeat: row}]
        view:
          rows: "row.{row}"
          rows.pattern: {as: {slot: pattern}}
          rows.patch: {as: {slot: patch}}
          rows.mute: {as: {steps: 8}}
      sample:
        count: 4
        numbers: {first: 1, digits: 1}
        silent-when-empty: true
        request: "F0 7D 07 {slot} F7"
        dump: "F0 7D 08 {slot} {body*} F7"
        seq: [{id: level, type: u1}]
      bank:
        count: 1
        numbers: {first: 1, digits: 1}
        dump: "F0 7D 09 {slot} {body*} F7"
        holds: {kind: voice, count: 4, size: 5}
      voice:
        numbers: {first: 1, digits: 2}
        name: name
        seq: [{id: name, type: str, size: 4, filler: 32}, {id: level, type: u1}]
    """

  static func profile() throws -> Profile { try Profile(text: text) }

  static func memory(_ description: String, seed: UInt64 = 1) throws -> [SysExMessage] {
    try FactoryMemory.messages(for: profile(), from: FactoryText(path: "factory.yaml", text: description), seed: seed)
  }

  /// The items of a kind, slot by slot; a bank gives its members.
  static func items(_ kind: String, _ kinds: String, parts: String = "", seed: UInt64 = 1) throws -> [Item] {
    let profile = try profile()
    let head = "factory: 1\nnames: {short: [ONE, TWO], long: {list: [OWN], pairs: [[AA, BB], [CC, DD]], longest: 4}}\n"
    let messages = try memory(head + (parts.isEmpty ? "" : "parts:\n\(parts)\n") + "kinds:\n" + kinds, seed: seed)
    return messages.filter { profile.recognise($0)?.kind.id == kind }.compactMap { profile.decode($0)?.item }
  }

  /// The values of a field in all patches that these steps write.
  static func values(_ path: String, _ steps: String, parts: String = "", seed: UInt64 = 1) throws -> [String] {
    try items("patch", "  patch: {steps: [\(steps)]}", parts: parts, seed: seed).map { $0.value(path) ?? "-" }
  }

  /// The values of a field in all patterns that these steps write.
  static func patterns(_ path: String, _ steps: String, seed: UInt64 = 1) throws -> [String] {
    try items("pattern", "  pattern:\n    steps:\n\(steps)", seed: seed).map { $0.value(path) ?? "-" }
  }
}

extension Item {
  fileprivate func value(_ path: String) -> String? { field(FieldPath(path))?.value.text }
}

@Suite("descriptions of first memories")
struct FactoryLanguageTests {
  @Test("kinds that are not described have initial values, numbered by name")
  func blank() throws {
    let patches = try Band.items("patch", "  pattern: {steps: []}")
    #expect(patches.map(\.name) == (1...8).map { "INIT 0\($0)" })
    #expect(try Band.items("sample", "  pattern: {steps: []}").isEmpty)
  }

  @Test("'filled' and 'slots' say which slots have which content")
  func filled() throws {
    let kinds = "  patch: {filled: 2, steps: {set: {level: 1}}, slots: {\"04\": {set: {level: 2}}}}"
    #expect(try Band.items("patch", kinds).map { $0.value("level") ?? "" }.prefix(5) == ["1", "1", "100", "2", "100"])
    let plain = "  patch: {slots: {\"2\": {set: {level: 7}}}}"
    #expect(try Band.items("patch", plain).map { $0.value("level") ?? "" }.prefix(3) == ["100", "7", "100"])
  }

  @Test("a kind that is silent while empty has messages for filled slots only")
  func silent() throws {
    let samples = try Band.items("sample", "  sample: {slots: {\"3\": {set: {level: 9}}}}")
    #expect(samples.map { $0.value("level") } == ["9"])
  }

  @Test("names are given in their order, and slots behind the last name are empty")
  func names() throws {
    let items = try Band.items("patch", "  patch: {names: short}")
    #expect(items.prefix(3).map(\.name) == ["ONE", "TWO", nil])
  }

  @Test("pairs of words are different names in an order of the seed, joined where a blank has no room")
  func pairs() throws {
    let names = try Band.items("patch", "  patch: {names: long}").compactMap(\.name)
    #expect(names.first == "OWN" && Set(names) == ["OWN", "AACC", "AADD", "BBCC", "BBDD"])
    var list = NameList(own: [])
    (list.first, list.second, list.longest) = (["A", "LONG"], ["B"], 4)
    #expect(Set(list.names(count: 9, seed: 3)) == ["A B", "LONGB"])
    list.isShuffled = true
    #expect((1...9).map { list.names(count: 2, seed: $0) }.contains(["LONGB", "A B"]))
    #expect(list.names(count: 1, seed: 3).count == 1)
  }

  @Test("'range', 'choice' and 'flag' draw values of every slot's own")
  func drawn() throws {
    let levels = try Band.values("level", "{ranges: {level: [3, 5]}}").compactMap { Int($0) }
    #expect(levels.count == 8 && levels.allSatisfy((3...5).contains) && Set(levels).count > 1)
    let modes = try Band.values("mode", "{set: {mode: {choice: [saw, pulse]}}}")
    #expect(Set(modes) == ["saw", "pulse"])
    #expect(try Set(Band.values("hold", "{set: {hold: {flag: 50}}}")) == ["on", "off"])
    #expect(try Set(Band.values("hold", "{set: {hold: {flag: 0}}}")) == ["off"])
  }

  @Test("'near' differs by the given number at most")
  func near() throws {
    let levels = try Band.values("level", "{draw: {base: 50}, set: {level: {near: {number: '{base}', by: 2}}}}")
    #expect(levels.compactMap { Int($0) }.allSatisfy((48...52).contains) && Set(levels).count > 1)
  }

  @Test("'cycle' and 'sequence' follow the slot")
  func bySlot() throws {
    #expect(try Band.values("level", "{set: {level: {cycle: [1, 2, 3]}}}").prefix(4) == ["1", "2", "3", "1"])
    let rule = "{sequence: {by: slot, first: 10, step: 3, hold: 2, wrap: 16}}"
    #expect(
      try Band.values("level", "{set: {level: \(rule)}}") == ["10", "10", "13", "13", "0", "0", "3", "3"])
  }

  @Test("'as' prints a number as a note or as a slot of another kind")
  func printed() throws {
    let step =
      "    - set: {patch: {sequence: {by: slot}, as: {slot: patch}}, track 1 step 1 note: {range: [60, 60], as: {note: 4}}}"
    #expect(try Band.patterns("patch", step).prefix(2) == ["01", "02"])
    #expect(try Set(Band.patterns("track 1 step 1 note", step)) == ["C4"])
  }

  @Test("templates hold the slot, the entry and drawn values, in paths and in values")
  func templates() throws {
    let step = "{draw: {word: {choice: [HI]}}, set: {name: '{word} {slot}'}, each: {path: 'wave {n}', count: 2}}"
    #expect(throws: FactoryError.self) { try Band.values("name", step) }
    #expect(try Band.values("name", "{draw: {word: {choice: [HI]}}, set: {name: '{word} {slot}'}}").last == "HI 8")
    #expect(try Band.values("wave 2", "{each: {path: wave, count: 3}, set: {'{n}': '{n}'}}").first == "2")
  }

  @Test("'each' counts or takes names, 'entries' picks entries, and 'then' comes behind the last")
  func each() throws {
    let steps = "{each: {path: 'wave {n}', of: ['2', '4']}, do: {set: {'': 5}}}"
    #expect(throws: FactoryError.self) { try Band.values("wave 2", steps) }
    let named = "{each: {path: wave, of: ['2', '4']}, set: {'{n}': 5}}"
    #expect(try Band.values("wave 4", named).first == "5" && Band.values("wave 3", named).first == "0")
    let then = "{each: {path: wave, count: 3}, do: [{entries: [2, 3], set: {'{n}': 1}}], then: {set: {'{n}': 9}}}"
    let waves = try (1...5).map { try Band.values("wave \($0)", then)[0] }
    #expect(waves == ["0", "1", "1", "9", "0"])
    let counts = try Band.values("level", "{draw: {count: {range: [1, 5]}}, set: {level: '{count}'}}")
    let drawn = "{draw: {count: {range: [1, 5]}}}, {each: {path: wave, count: '{count}'}, set: {'{n}': '{count}'}}"
    #expect(try Band.values("wave 1", drawn) == counts)
  }

  @Test("'chance' does a step in some slots, and 'in' begins its paths")
  func conditions() throws {
    let levels = try Band.values("level", "{chance: 50, set: {level: 1}}")
    #expect(Set(levels) == ["1", "100"])
    #expect(try Band.values("wave 3", "{in: wave, do: [{set: {'3': 8}}]}, {set: {level: 2}}").first == "8")
  }

  @Test("'choose', 'use' and 'do' take parts, steps and lists of steps")
  func parts() throws {
    let parts = "  one: {set: {level: 1}}\n  two: [{use: one}, {set: {mode: pulse}}]"
    let levels = try Band.values("level", "{choose: [one, {set: {level: 2}}, [{set: {level: 3}}]]}", parts: parts)
    #expect(Set(levels) == ["1", "2", "3"])
    #expect(try Set(Band.values("level", "{use: two}", parts: parts)) == ["1"])
    #expect(try Set(Band.values("mode", "{use: two}", parts: parts)) == ["pulse"])
  }

  @Test("a rhythm repeats a bar, and grids show all, the first, every n-th, some and the following steps of it")
  func rhythm() throws {
    func grid(_ value: String, _ more: String = "") throws -> String {
      let steps = "    - rhythm: {bars: [x...x.x.], length: 16\(more)}\n    - set: {track 1 trigs: {steps: \(value)}}"
      return try Band.patterns("track 1 trigs", steps)[0]
    }
    #expect(try grid("all") == "x...x.x.x...x.x.")
    #expect(try grid("{first: 3}") == "x...x.x.........")
    #expect(try grid("{every: 8}") == "x.......x.......")
    #expect(try grid("{after: 2}") == "..x.......x.....")
    #expect(try grid("{after: 2, chance: 0}") == "................")
    #expect(try grid("{chance: 100}") == "x...x.x.x...x.x.")
    #expect(try grid("all", ", most: 2") == "x...x...........")
    #expect(try grid("all", ", changes: 9").prefix(8) == "x...x.x.")
  }

  @Test("grids of their own repeat evenly, or have steps with a chance that build up entry by entry")
  func grids() throws {
    let even = "    - set: {track 1 trigs: {grid: {count: 16, every: 4, from: 3}}}"
    #expect(try Band.patterns("track 1 trigs", even)[0] == "..x...x...x...x.")
    let some = "    - set: {track 1 trigs: {grid: {count: 16, chance: 50}}}"
    #expect(try Set(Band.patterns("track 1 trigs", some)).count > 4)
    let song =
      "  song: {steps: {each: {path: 'row {n}', count: 3}, set: {mute: {grid: {count: 8, chance: 0, build-up: 6}}}}}"
    let item = try #require(try Band.items("song", song).first)
    #expect(
      ["row 1 mute", "row 2 mute", "row 3 mute"].map { item.value($0)?.prefix(8) } == [
        "......xx", ".......x", "........",
      ])
  }

  @Test("notes stay in the scale, on the steps of the rhythm; progressions give chords")
  func notes() throws {
    let steps = """
          - scale: {root: 2, modes: [[0, 2, 4, 5, 7, 9, 11]]}
          - rhythm: {bars: [xx..], length: 16}
          - in: track 1
            notes: {path: "step {n} note", octave: 3, melody: [-2, 4], as: {note: 4}}
          - in: track 2
            notes: {path: "step {n} note", octave: 4, progression: [[0, 4]], most: 3, as: {note: 4}}
      """
    let scale: Set = ["D", "E", "F#", "G", "A", "B", "C#"]
    let own = try ["1", "2", "5", "6"].map { try Band.patterns("track 1 step \($0) note", steps) }
    #expect(own[0].allSatisfy { $0 == "D3" }, "melodies begin at the root")
    #expect(own.joined().allSatisfy { scale.contains(String($0.filter { !$0.isNumber })) }, "\(own)")
    let chords = try ["1", "2", "5", "6"].map { try Band.patterns("track 2 step \($0) note", steps)[0] }
    #expect(chords == ["D4", "A4", "D4", "-"])
    #expect(Scale(root: 0, steps: [0, 2, 4, 5, 7, 9, 11]).chord(on: 0, octave: 4, size: 3) == [60, 64, 67])
    #expect(Scale(root: 0, steps: [0, 3, 5, 7, 10]).note(degree: -1, octave: 4) == 58)
  }

  @Test("locks are on the steps of the rhythms before, as many rows as were asked for")
  func locks() throws {
    let steps = """
          - {in: track 1, rhythm: {bars: [x...], length: 16}}
          - {in: track 2, rhythm: {bars: [..x.], length: 16}}
          - locks: {path: "step {n} lock {parameter}", rows: 3, sweeps: 100, ranges: {low: [10, 40], high: [50, 80]}}
      """
    for item in try Band.items("pattern", "  pattern:\n    steps:\n" + steps) {
      let locks = item.fields.filter { $0.path.description.contains("lock ") && $0.path.components.first == "track" }
      #expect(locks.count == 12)
      for field in locks {
        let step = field.path.components[3]
        #expect((field.path.components[1] == "1" ? ["1", "5", "9", "13"] : ["3", "7", "11", "15"]).contains(step))
      }
      #expect(Set(locks.map(\.value.text)).isSubset(of: ["10", "20", "30", "40", "50", "60", "70", "80"]))
    }
  }

  @Test("'follow' takes a field of the slot that another field names")
  func follow() throws {
    let kinds = """
        pattern: {filled: 7, steps: {set: {patch: {cycle: ["03", "05"]}}}}
        song:
          steps:
            - each: {path: "row {n}", count: 3}
              set:
                pattern: {sequence: {by: entry, first: 5}, as: {slot: pattern}}
                patch: {follow: {kind: pattern, field: pattern, take: patch}}
      """
    let item = try #require(try Band.items("song", kinds).first)
    #expect((1...3).map { item.value("row \($0) pattern") } == ["B02", "B03", "B04"])
    #expect((1...3).map { item.value("row \($0) patch") } == ["05", "03", "01"], "an empty pattern has no patch")
  }

  @Test("waveforms have their shape, cycles and growth")
  func waves() throws {
    func samples(_ more: String) throws -> [Int] {
      let step = "{wave: {path: 'wave {n}', count: 8, peak: 64, \(more)}}"
      return try (1...8).compactMap { try Int(Band.values("wave \($0)", step)[0]) }
    }
    let wave = { (shape: FactoryWave.Shape, cycles: Int, isGrowing: Bool) in
      let path = try #require(FactoryTemplate("x", at: .init(line: 1, column: 1)))
      let wave = FactoryWave(path: path, count: 8, peak: 64, shape: shape, cycles: cycles, isGrowing: isGrowing)
      return (0..<8).map { Waveform(wave).sample($0) }
    }
    #expect(try wave(.ramp, 1, false) == [64, 48, 32, 16, 0, -16, -32, -48])
    #expect(try wave(.ramp, 2, false) == [64, 32, 0, -32, 64, 32, 0, -32])
    #expect(try wave(.ramp, 2, true) == [32, 16, 0, -16, 64, 32, 0, -32])
    #expect(try wave(.arc, 1, false) == [0, 48, 64, 48, 0, -48, -64, -48])
    #expect(try samples("shape: arc, cycles: 8") == Array(repeating: 0, count: 8))
  }

  @Test("bank members are a kind like the others, in the message of their bank")
  func bank() throws {
    let profile = try Band.profile()
    let text = "factory: 1\nkinds: {voice: {filled: 3, steps: {set: {name: 'V{slot}', level: '{slot}'}}}}"
    let messages = try Band.memory(text).filter { profile.recognise($0)?.kind.id == "bank" }
    let bank = try #require(messages.first)
    let names = (0..<4).map { profile.decode(Slot(kind: "voice", index: $0), in: SlotDump(bank))?.item.name }
    #expect(messages.count == 1 && names == ["V1", "V2", "V3", nil])
  }

  @Test("equal seeds give equal messages, and other seeds others")
  func seeds() throws {
    let text = "factory: 1\nkinds: {patch: {steps: {ranges: {level: [0, 127]}}}}"
    #expect(try Band.memory(text, seed: 5) == Band.memory(text, seed: 5))
    #expect(try Band.memory(text, seed: 5) != Band.memory(text, seed: 6))
  }

  @Test("the example of the documentation decodes again without a problem, with several seeds")
  func example() throws {
    let profile = try Profile(text: Shipped.example())
    let path = Shipped.examples.appending(path: "example-factory.yaml")
    let text = FactoryText(path: path.path, text: try String(contentsOf: path, encoding: .utf8))
    for seed in UInt64(1)...8 {
      let messages = try FactoryMemory.messages(for: profile, from: text, seed: seed)
      let items = messages.compactMap { profile.decode($0) }
      #expect(items.count == 81 && items.allSatisfy(\.problems.isEmpty), "seed \(seed)")
      let names = items.prefix(64).compactMap(\.item.name)
      #expect(Set(names.prefix(5)).count == 5 && names.last == "LAST 64", "seed \(seed)")
    }
  }

  @Test("every model that is shipped writes its memory with several seeds", arguments: try ShippedModels.ids)
  func shipped(id: String) throws {
    let profile = try Shipped.profile(id)
    for seed in UInt64(2)...3 {
      let messages = try Shipped.memory(profile, seed: seed)
      #expect(!messages.isEmpty && messages.allSatisfy { profile.decode($0)?.problems.isEmpty == true })
    }
  }
}

@Suite("errors in descriptions of first memories")
struct FactoryErrorTests {
  private func error(_ text: String) throws -> FactoryError? {
    do { _ = try Band.memory(text) } catch let error as FactoryError { return error }
    return nil
  }

  private func expect(
    _ text: String, _ problem: FactoryError.Problem, _ line: Int, _ column: Int,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = FactoryError(problem, file: "factory.yaml", line: line, column: column)
    let found = try error(text)
    #expect(found == wanted, "\(found.map { "\($0)" } ?? "no error")", sourceLocation: location)
  }

  /// The error of one step of a patch, with its column behind the brackets around the steps.
  private func expect(
    step: String, _ problem: FactoryError.Problem, _ column: Int, location: SourceLocation = #_sourceLocation
  ) throws {
    let text = "factory: 1\nkinds:\n  patch:\n    steps:\n      - \(step)"
    try expect(text, problem, 5, column + 8, location: location)
  }

  @Test("the frame of the file")
  func frame() throws {
    try expect("", .missing(key: "factory"), 1, 1)
    try expect("kinds: {}", .missing(key: "factory"), 1, 1)
    try expect("factory: 2\nkinds: {}", .expected("version 1"), 1, 10)
    try expect("factory: 1", .missing(key: "kinds"), 1, 1)
    try expect("factory: 1\nkind: {}", .unknownKey("kind", near: ["kinds"]), 2, 1)
    try expect("factory: 1\nkinds: []", .expected("keys and values"), 2, 8)
    try expect("factory: 1\nfactory: 1", .duplicate("factory"), 1, 1)
    let error = try #require(try error("factory: [1"))
    guard case .notYAML = error.problem else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("kinds, slots and names that do not exist")
  func kinds() throws {
    let kinds = "kinds of the profile"
    try expect("factory: 1\nkinds:\n  pach: {}", .unknownName("pach", of: kinds, near: ["patch"]), 3, 3)
    try expect("factory: 1\nkinds:\n  patch: {filled: 9}", .expected("0 to 8"), 3, 19)
    try expect("factory: 1\nkinds:\n  patch: {step: []}", .unknownKey("step", near: ["steps"]), 3, 11)
    try expect("factory: 1\nkinds:\n  patch: {names: x}", .unknownName("x", of: "names", near: []), 3, 18)
    try expect("factory: 1\nkinds:\n  patch: {slots: {\"09\": []}}", .unknownName("09", of: "slots", near: []), 3, 19)
    let unnamed = "factory: 1\nnames: {n: [A]}\nkinds:\n  song: {names: n}"
    try expect(unnamed, .expected("a kind whose items have a name"), 4, 17)
    try expect("factory: 1\nnames: {n: {pairs: [[A]]}}\nkinds: {}", .expected("two lists"), 2, 20)
  }

  @Test("steps: unknown keys, parts, circles and repetitions")
  func steps() throws {
    try expect(step: "{sett: {}}", .unknownKey("sett", near: ["set"]), 2)
    try expect(step: "{use: kik}", .unknownName("kik", of: "parts", near: []), 7)
    try expect(step: "{choose: []}", .expected("at least one entry"), 10)
    try expect(step: "{chance: 101}", .expected("0 to 100"), 10)
    try expect(step: "{chance: often}", .expected("a whole number"), 10)
    try expect(step: "{each: {path: a}}", .expected("either count or of"), 8)
    try expect(step: "{then: []}", .missing(key: "each"), 8)
    try expect(step: "{entries: [3, 2]}", .expected("two numbers, the lower one first"), 11)
    try expect(step: "{draw: {slot: 1}}", .expected("a name of your own"), 9)
    try expect(
      "factory: 1\nparts:\n  a: {use: b}\n  b: {use: a}\nkinds: {}", .circle("a"), 4, 12)
    try expect(
      "factory: 1\nparts: {kick: {do: []}}\nkinds: {patch: {steps: {use: kik}}}",
      .unknownName("kik", of: "parts", near: ["kick"]), 3, 30)
  }

  @Test("values: rules, templates, ranges and references")
  func values() throws {
    let rules = "one of range, near, choice, cycle, flag, sequence, follow, steps, grid"
    try expect(step: "{set: {level: {}}}", .expected(rules), 15)
    try expect(step: "{set: {level: {flag: 1, range: [1, 2]}}}", .expected(rules), 15)
    try expect(step: "{set: {level: {flags: 1}}}", .unknownKey("flags", near: ["flag"]), 16)
    try expect(step: "{set: {level: '{xyz}'}}", .unknownName("xyz", of: "draws", near: []), 15)
    try expect(step: "{set: {level: '{x'}}", .expected("a } behind every {"), 15)
    try expect(step: "{ranges: {level: [5, 1]}}", .expected("two numbers, the lower one first"), 18)
    try expect(step: "{set: {level: {range: [1, 2], as: {}}}}", .expected("{note: 4} or {slot: KIND}"), 35)
    try expect(
      step: "{set: {level: {sequence: {by: row}}}}", .unknownName("row", of: "words slot and entry", near: []), 31)
    try expect(
      step: "{set: {level: {follow: {kind: song, field: a, take: b}}}}",
      .unknownName("song", of: "kinds above", near: []), 31)
    try expect(step: "{set: {level: {steps: some}}}", .unknownName("some", of: "words for steps", near: []), 23)
    try expect(step: "{set: {level: {steps: {}}}}", .expected("first, every, after or chance"), 23)
    try expect(step: "{set: {level: {grid: {count: 8}}}}", .missing(key: "chance"), 22)
  }

  @Test("music: bars, scales, notes and shapes")
  func music() throws {
    try expect(step: "{rhythm: {bars: [x-], length: 8}}", .expected("x and . for steps"), 18)
    try expect(step: "{rhythm: {bars: [x]}}", .missing(key: "length"), 10)
    try expect(step: "{scale: {root: 0, modes: []}}", .expected("at least one entry"), 26)
    try expect(step: "{notes: {path: a}}", .expected("either melody or progression"), 9)
    try expect(
      step: "{wave: {path: a, count: 4, peak: 1, shape: arch}}", .unknownName("arch", of: "shapes", near: ["arc"]), 44)
  }

  @Test("errors that only writing shows: the field, the value, the order of steps, too many steps")
  func writing() throws {
    let unknown = try #require(try error("factory: 1\nkinds:\n  patch: {steps: {set: {levl: 1}}}"))
    #expect(unknown.line == 3 && unknown.column == 25, "\(unknown)")
    guard case .encode(.unknown(FieldPath("levl"), _), slot: "patch/01") = unknown.problem else {
      Issue.record("\(unknown)")
      return
    }
    let illegal = try #require(try error("factory: 1\nkinds:\n  patch: {slots: {\"03\": {set: {level: 300}}}}"))
    #expect(illegal.line == 3 && illegal.column == 32, "\(illegal)")
    guard case .encode(.illegal(FieldPath("level"), text: "300", _), slot: "patch/03") = illegal.problem else {
      Issue.record("\(illegal)")
      return
    }
    try expect(
      step: "[{set: {level: '{x}'}}, {draw: {x: 1}}]",
      .expected("keys and values"), 1)
    try expect(
      step: "{do: [{set: {level: '{x}'}}, {draw: {x: 1}}]}",
      .unknownName("x", of: "draws before this step", near: []), 21)
    try expect(step: "{set: {level: {steps: all}}}", .expected("a rhythm before this step"), 15)
    try expect(step: "{notes: {path: a, melody: [0, 1]}}", .expected("a rhythm and a scale before this step"), 9)
    try expect(
      step: "{draw: {x: one}, ranges: {level: [1, '{x}']}}", .expected("a whole number"), 38)
    try expect(
      step: "{each: {path: a, count: 65536}, do: {each: {path: b, count: 9}, do: []}}",
      .tooManySteps(limit: 200_000), 37)
  }

  @Test("the error in a message of a bank is found in the description of its member")
  func bank() throws {
    let error = try #require(try error("factory: 1\nkinds:\n  voice: {steps: {set: {levl: 1}}}"))
    #expect(error.line == 3 && error.column == 25, "\(error)")
  }
}
