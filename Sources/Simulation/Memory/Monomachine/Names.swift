/// Names as players give them.
enum Names {
  private static let moods = [
    "ACID", "DEEP", "DARK", "DUSTY", "TAPE", "SUB", "GLASS", "NEON", "RUST", "COLD", "WARM", "LOFI", "VHS", "MOON",
    "FOG", "STEEL",
  ]
  private static let things = ["KIT", "BASS", "PADS", "LEAD", "DRUM", "KEYS", "CHORD", "BELL"]
  private static let own = [
    "LIVESET 1", "LIVESET 2", "BERLIN 3AM", "JAM 0312", "JAM 0419", "NEWKIT", "NEWKIT 2", "SIDSTATION", "FM GARDEN",
    "OPERATOR 6", "VOWELS", "ROBOT CHOR", "TRAINRIDE", "PLEASE EQ", "DONT TOUCH", "FOR ANNA", "REVERB BUS",
  ]
  private static let titles = [
    "OVERTURE", "NIGHTBUS", "KM 12", "SILVERFISH", "LOW TIDE", "ASH WED", "REMIX TRY", "LIVE LONG", "LIVE SHORT",
    "ENCORE", "SKETCH 9", "LETTER", "ORBIT", "HALFTIME",
  ]

  /// 128 different names of at most ten characters, in an order of the seed.
  static func kits(seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    let pairs = moods.flatMap { mood in
      things.map { thing in mood + (mood.count + thing.count < 10 ? " " : "") + thing }
    }
    return random.shuffled(own + random.shuffled(pairs).prefix(128 - own.count))
  }

  /// Titles of the songs that exist; nil for a song that was never saved.
  static func song(_ slot: Int) -> String? { slot < titles.count ? titles[slot] : nil }
}
