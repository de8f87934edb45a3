/// Kits: one sound for each track, by its role.
struct Kits {
  let names: [String]
  /// The last kits were never saved.
  static let savedCount = 122

  func draft(_ slot: Int, _ random: inout SplitMix64) -> Draft {
    var kit = Draft()
    guard slot < Self.savedCount else { return kit }
    kit.set("name", names[slot])
    for role in Role.allCases {
      let track = "track \(role.rawValue + 1)"
      let machine = random.pick(role.machines)
      kit.set("\(track) machine", machine.name)
      kit.set("\(track) level", random.number(78...122))
      for knob in machine.knobs { kit.set("\(track) synth \(knob.name)", random.number(knob.range)) }
      Sound(role: role).write(on: track, into: &kit, &random)
      setModifiers(on: track, of: &kit, &random)
    }
    setKeyboard(of: &kit, &random)
    return kit
  }

  /// Sets the effect of bend, wheel and velocity on the tracks that are played by hand.
  private func setModifiers(on track: String, of kit: inout Draft, _ random: inout SplitMix64) {
    guard random.chance(35) else { return }
    for modifier in ["bend-up", "bend-down", "wheel-up", "velocity"] where random.chance(60) {
      kit.set("\(track) modifier \(modifier) a page", random.number(0...7))
      kit.set("\(track) modifier \(modifier) a parameter", random.number(0...7))
      kit.set("\(track) modifier \(modifier) a range", random.number(-40...60))
    }
  }

  private func setKeyboard(of kit: inout Draft, _ random: inout SplitMix64) {
    guard random.chance(30) else { return }
    kit.set("multi mode", random.pick(["split key", "sequencer start", "sequencer transpose"]))
    kit.set("multi timing", random.pick(["at once", "1 step", "4 steps", "16 steps"]))
    kit.set("multi split-key", random.pick(["C3", "G3", "C4", "E4"]))
    kit.set("track 6 trig track", random.number(1...5))
    kit.set("track 5 trig portamento", "off")
  }
}
