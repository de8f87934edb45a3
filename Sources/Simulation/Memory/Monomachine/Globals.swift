import Profiles

/// Global settings: the studio's, the stage's, and those of evenings with other people's gear.
struct Globals {
  let patternNumbers: SlotNumbering

  func draft(_ slot: Int, _ random: inout SplitMix64) -> Draft {
    var global = Draft()
    global.set("channel base", slot % 3 * 4 + 1)
    global.set("channel auto-track", 9 + slot % 4)
    for track in 1...6 {
      global.set("track \(track) midi-channel", track + slot % 2 * 8)
      for knob in 1...4 { global.set("track \(track) cc \(knob)", random.pick([1, 7, 10, 71, 74, 91, 93])) }
      global.set("track \(track) legato", random.chance(30) ? "on" : "off")
    }
    global.set("sync clock-out", slot % 2 == 0 ? "on" : "off")
    global.set("sync clock-in", slot % 2 == 0 ? "off" : "on")
    global.set("sync ctrl-in", random.chance(50) ? "on" : "off")
    global.set("program-change-in", random.number(0...1))
    global.set("velocity curve", random.pick(["linear", "soft"]))
    global.set("velocity fixed", random.number(90...127))
    global.set("knob-speed", random.number(60...120))
    global.set("base-frequency", random.pick(["440", "440", "442", "432", "443.5"]))
    writeMap(slot, into: &global, &random)
    return global
  }

  /// Keys that start patterns, an octave from the bottom for every global.
  private func writeMap(_ slot: Int, into global: inout Draft, _ random: inout SplitMix64) {
    for range in 1...random.number(2...16) {
      let key = 24 + slot * 3 + range * 2
      global.set("map \(range) upper-key", NoteName.print(min(127, key), middleC: 4))
      global.set("map \(range) pattern", patternNumbers.print(slot * 16 + range - 1) ?? "#0")
      global.set("map \(range) offset", random.number(0...12))
      global.set("map \(range) length", random.pick([16, 32, 64]))
      global.set("map \(range) transpose", random.pick([-12, 0, 0, 5, 7, 12]))
    }
  }
}
