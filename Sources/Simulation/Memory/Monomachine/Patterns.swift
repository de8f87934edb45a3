import Profiles

/// Patterns: rhythms and melodies for the six tracks, in one key.
struct Patterns {
  let kitNumbers: SlotNumbering

  func draft(_ slot: Int, _ random: inout SplitMix64) -> Draft {
    var pattern = Draft()
    let length = random.pick([16, 16, 16, 32, 32, 64])
    let key = Key(&random)
    pattern.set("kit", kitNumbers.print(Sets.kit(of: slot)) ?? "#0")
    pattern.set("length", length)
    if random.chance(10) { pattern.set("double-tempo", "on") }
    if random.chance(15) { pattern.set("transpose", random.pick([-5, 3, 5, 7, 12])) }
    var trigs: [Role: [Int]] = [:]
    for role in Role.allCases where random.chance(role == .effect ? 40 : 85) {
      let steps = Rhythms.steps(random.pick(Rhythms.bars(of: role)), length: length, &random)
      trigs[role] = Rhythms.places(steps)
      let track = Track(role: role, key: key, length: length, places: Rhythms.places(steps))
      track.write(into: &pattern, &random)
    }
    Locks(length: length).write(trigs, into: &pattern, &random)
    if random.chance(35) { setSwing(of: &pattern, length, &random) }
    if random.chance(40) { MIDITracks(key: key, length: length).write(into: &pattern, &random) }
    return pattern
  }

  /// Every second step of all tracks, by the same amount.
  private func setSwing(of pattern: inout Draft, _ length: Int, _ random: inout SplitMix64) {
    pattern.set("swing-amount", random.number(52...68))
    for track in 1...6 where random.chance(50) {
      pattern.set("track \(track) swing", Rhythms.print((0..<length).filter { $0 % 4 == 3 }, length: length))
    }
  }
}
