/// Amplifier, filter, effects and LFOs of a track.
struct Sound {
  let role: Role

  func write(on track: String, into kit: inout Draft, _ random: inout SplitMix64) {
    for (page, knobs) in [("amp", amplifier), ("filter", filter), ("effects", effects)] {
      for (name, range) in knobs { kit.set("\(track) \(page) \(name)", random.number(range)) }
    }
    for lfo in 1...3 where random.chance([80, 55, 30][lfo - 1]) {
      writeLFO("\(track) lfo\(lfo)", into: &kit, &random)
    }
    kit.set("\(track) midi len", random.number(3...24))
    kit.set("\(track) midi vel", random.number(70...127))
  }

  private var amplifier: [(String, ClosedRange<Int>)] {
    let (attack, hold, decay, release) =
      switch role {
      case .kick: (0...2, 0...20, 30...60, 10...30)
      case .bass: (0...6, 0...40, 40...90, 15...50)
      case .chords: (20...90, 30...100, 60...127, 50...110)
      case .drums: (0...1, 0...10, 10...50, 5...30)
      case .lead: (0...20, 10...70, 50...110, 30...80)
      case .effect: (0...4, 100...127, 100...127, 60...127)
      }
    return [
      ("atk", attack), ("hold", hold), ("dec", decay), ("rel", release), ("dist", 0...40), ("vol", 80...118),
      ("pan", role == .kick || role == .bass ? 0...0 : -38...38), ("port", role == .lead ? 0...50 : 0...6),
    ]
  }

  private var filter: [(String, ClosedRange<Int>)] {
    let (base, width) =
      switch role {
      case .kick: (0...10, 90...127)
      case .bass: (0...20, 30...80)
      case .chords: (20...50, 50...100)
      case .drums: (30...90, 60...127)
      case .lead: (10...60, 40...110)
      case .effect: (0...40, 90...127)
      }
    return [
      ("base", base), ("wdth", width), ("hpq", 0...60), ("lpq", 0...90), ("atk", 0...40), ("dec", 20...100),
      ("bofs", -20...40), ("wofs", -10...60),
    ]
  }

  private var effects: [(String, ClosedRange<Int>)] {
    let send = role == .kick || role == .bass ? 0...12 : 10...100
    return [
      ("eqf", 20...110), ("eqg", -30...30), ("srr", role == .drums ? 0...80 : 0...25), ("dtim", 20...100),
      ("dsnd", send), ("dfb", 10...90), ("dbas", 0...50), ("dwid", 60...127),
    ]
  }

  private static let destinations = [
    ("PTCH", ["1/12", "2/12", "7/12", "1 oct"]), ("AMP", ["VOL", "PAN", "DIST"]),
    ("FILTER", ["BASE", "WDTH", "HPQ", "LPQ"]), ("EFFX", ["EQF", "SRR", "DSND", "DTIM"]), ("LFO1", ["SPD", "DPTH"]),
  ]

  private func writeLFO(_ lfo: String, into kit: inout Draft, _ random: inout SplitMix64) {
    let (page, knobs) = random.pick(Self.destinations)
    kit.set("\(lfo) page", page)
    kit.set("\(lfo) dest", random.pick(knobs))
    kit.set("\(lfo) trig", random.pick(["FREE", "TRIG", "HOLD", "ONE", "HALF"]))
    kit.set("\(lfo) wave", random.pick(["TRI", "SAW", "ISAW", "SQR", "EXP", "RMP", "RND"]))
    kit.set("\(lfo) mult", random.pick(["1X", "2X", "4X", "8X", "16X"]))
    kit.set("\(lfo) spd", random.pick([8, 16, 24, 32, 48, 64, 96]))
    kit.set("\(lfo) intl", random.number(0...40))
    kit.set("\(lfo) dpth", random.number(4...96))
  }
}
