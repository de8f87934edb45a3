/// The role of a track, and the machines for it.
enum Role: Int, CaseIterable {
  case kick, bass, chords, drums, lead, effect

  var machines: [Machine] {
    switch self {
    case .kick: [.sine, .noise, .dynamic]
    case .bass: [.saw, .pulse, .sid, .stat]
    case .chords: [.ensemble, .digitalEnsemble, .parallel, .saw]
    case .drums: [.beatBox, .noise, .dynamic]
    case .lead: [.sid, .wave, .doubleWave, .stat, .voice, .pulse]
    case .effect: [.reverb, .chorus, .ringModulator, .dynamix, .phaser, .thru]
    }
  }
}

/// A machine and the knob positions of a finished sound.
struct Machine {
  let name: String
  let knobs: [(name: String, range: ClosedRange<Int>)]

  static let sine = Machine(name: "GND-SIN", knobs: [("tune", 52...76)])
  static let noise = Machine(name: "GND-NOIS", knobs: [("st", 0...127), ("red", 0...90), ("tune", 40...90)])
  static let sid = Machine(
    name: "SID-6581",
    knobs: [
      ("pw", 30...100), ("pwad", 0...60), ("pwrs", 0...1), ("wave", 0...127), ("mod", 0...127), ("msrc", 0...127),
      ("mfrq", 20...100), ("tune", 63...65),
    ])
  static let saw = Machine(
    name: "SWAVE-SAW",
    knobs: [
      ("unil", 0...90), ("uniw", 10...60), ("unix", 0...127), ("subx", 0...127), ("sub1", 30...110), ("sub2", 0...70),
      ("tune", 62...66),
    ])
  static let pulse = Machine(
    name: "SWAVE-PULS",
    knobs: [
      ("unil", 0...70), ("uniw", 0...60), ("sub1", 30...110), ("sub2", 0...70), ("pw", 20...110), ("pwad", 0...70),
      ("pwrs", 0...1), ("tune", 62...66),
    ])
  static let ensemble = Machine(
    name: "SWAVE-ENS",
    knobs: [
      ("pch2", 64...71), ("pch3", 64...76), ("pch4", 52...76), ("wave", 0...127), ("pw", 20...100), ("chrl", 30...110),
      ("chrw", 10...100), ("tune", 63...65),
    ])
  static let wave = Machine(
    name: "DPRO-WAVE",
    knobs: [
      ("wave", 0...127), ("wp", 0...127), ("wpm", 0...70), ("wprs", 0...1), ("sync", 0...60), ("sfrq", 0...127),
      ("tune", 62...66),
    ])
  static let doubleWave = Machine(
    name: "DPRO-DDRW",
    knobs: [
      ("wav1", 0...63), ("mix", 20...108), ("wav2", 0...63), ("time", 0...127), ("br1", 0...40), ("wid", 0...127),
      ("br2", 0...40), ("tune", 62...66),
    ])
  static let digitalEnsemble = Machine(
    name: "DPRO-DENS",
    knobs: [
      ("pch2", 64...71), ("pch3", 64...76), ("pch4", 52...76), ("wave", 0...127), ("chrl", 30...110),
      ("chrw", 10...100),
      ("tune", 63...65),
    ])
  static let beatBox = Machine(
    name: "DPRO-BBOX", knobs: [("ptch", 50...78), ("strt", 0...30), ("rtrg", 0...127), ("rtim", 0...90)])
  static let stat = Machine(
    name: "FM+-STAT",
    knobs: [
      ("1frq", 10...90), ("1fin", 60...68), ("1env", 0...127), ("1fb", 0...80), ("2frq", 10...90), ("2vol", 40...120),
      ("tone", 20...110), ("tune", 62...66),
    ])
  static let parallel = Machine(
    name: "FM+-PAR",
    knobs: [
      ("1frq", 10...90), ("1env", 0...127), ("2frq", 10...90), ("2env", 0...127), ("3frq", 10...90), ("3env", 0...127),
      ("tone", 20...110), ("tune", 62...66),
    ])
  static let dynamic = Machine(
    name: "FM+-DYN",
    knobs: [
      ("1frq", 5...70), ("1fen", 0...127), ("1vol", 40...127), ("1ven", 20...100), ("2frq", 5...90), ("2env", 0...127),
      ("2fb", 0...100), ("tune", 55...70),
    ])
  static let voice = Machine(
    name: "VO-VO-6",
    knobs: [
      ("voc1", 0...127), ("voc2", 0...127), ("v_sw", 0...127), ("voic", 20...110), ("cons", 0...127), ("clen", 20...90),
      ("vcol", 30...100), ("tune", 62...66),
    ])
  static let thru = Machine(name: "FX-THRU", knobs: [("inp", 0...127)])
  static let reverb = Machine(
    name: "FX-REVERB",
    knobs: [
      ("dec", 40...120), ("damp", 20...100), ("gate", 0...127), ("mix", 20...90), ("hp", 0...50), ("lp", 60...127),
      ("inp", 0...127),
    ])
  static let chorus = Machine(
    name: "FX-CHORUS",
    knobs: [
      ("del", 10...80), ("dep", 10...100), ("spd", 5...70), ("mix", 40...90), ("fb", 0...80), ("wid", 30...127),
      ("lp", 60...127), ("inp", 0...127),
    ])
  static let dynamix = Machine(
    name: "FX-DYNAMIX",
    knobs: [
      ("atk", 5...50), ("rel", 20...90), ("thrs", 40...110), ("mix", 64...127), ("rat", 20...90), ("gain", 40...90),
      ("rms", 0...127), ("inp", 0...127),
    ])
  static let ringModulator = Machine(
    name: "FX-RINGMOD", knobs: [("wave", 0...127), ("ext", 0...127), ("mix", 30...100), ("inp", 0...127)])
  /// The profile has no names for its knobs.
  static let phaser = Machine(
    name: "FX-PHASER", knobs: (1...8).map { (String($0), 10...110) })
}
