import MIDI
import Profiles

/// A sound pool as filled by a user.
struct DigitoneMemory {
  let profile: Profile
  let seed: UInt64

  private static let tags = [
    "KICK", "SNAR", "DEEP", "BRAS", "PERC", "BASS", "LEAD", "PAD", "CRD", "ARP", "DARK", "MINE",
  ]
  private static let moods = ["COPPER", "SILK", "TIN", "VELVET", "GLASS", "AMBER", "WIRE", "PAPER", "CHROME", "SALT"]
  private static let parameters: [(name: String, range: ClosedRange<Int>)] = [
    ("syn1 algorithm", 0...7), ("syn1 c", 0...18), ("syn1 a", 0...35), ("syn1 harm", 0...89), ("syn1 dtun", 0...60),
    ("syn1 fdbk", 0...100), ("syn1 mix", 30...100), ("syn2 a attack", 0...40), ("syn2 a decay", 20...110),
    ("syn2 a end", 0...100), ("syn2 a level", 10...120), ("syn2 b attack", 0...40), ("syn2 b decay", 20...110),
    ("syn2 b end", 0...100), ("syn2 b level", 10...120), ("filter type", 0...4), ("filter frequency", 20...127),
    ("filter resonance", 0...90), ("filter env-depth", 40...110), ("filter attack", 0...60), ("filter decay", 10...110),
    ("filter sustain", 0...127), ("filter release", 10...100), ("amp attack", 0...70), ("amp decay", 20...120),
    ("amp sustain", 0...127), ("amp release", 10...100), ("amp drive", 0...60), ("amp pan", -30...30),
    ("amp volume", 80...120), ("amp reverb", 0...80), ("amp delay", 0...80), ("amp chorus", 0...80),
    ("lfo1 speed", -48...63), ("lfo1 multiplier", 0...23), ("lfo1 wave", 0...6), ("lfo1 depth", -64...63),
  ]

  func messages() throws(EncodeError) -> [SysExMessage] {
    var messages: [SysExMessage] = []
    for kind in profile.kinds {
      for slot in 0..<kind.askableCount {
        messages.append(try kind.encode(sound(slot).tree, slot: slot, isCompleting: true))
      }
    }
    return messages
  }

  private func sound(_ slot: Int) -> Draft {
    var random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D ^ UInt64(slot))
    var sound = Draft()
    let tag = random.pick(Self.tags)
    sound.set("name", "\(random.pick(Self.moods)) \(tag) \(slot + 1)")
    sound.set("tag \(tag)", "on")
    for parameter in Self.parameters { sound.set(parameter.name, random.number(parameter.range)) }
    return sound
  }
}
