import Profiles

/// Songs: patterns in a row, with the muted tracks and the tempo changes.
struct Songs {
  let kitNumbers: SlotNumbering
  let patternNumbers: SlotNumbering

  func draft(_ slot: Int, _ random: inout SplitMix64) -> Draft {
    var song = Draft()
    guard let name = Names.song(slot) else { return song }
    song.set("name", name)
    let count = random.number(8...36)
    let first = random.number(0...7) * 16
    let tempo = random.number(84...168)
    for row in 1...count { writeRow(row, from: first, tempo: tempo, into: &song, &random) }
    if random.chance(50) {
      song.set("row \(count + 1) pattern", "JUMP")
      song.set("row \(count + 1) jump", random.number(1...count))
    }
    return song
  }

  /// Tracks come in one after the other, and the first row sets the tempo.
  private func writeRow(_ row: Int, from first: Int, tempo: Int, into song: inout Draft, _ random: inout SplitMix64) {
    let path = "row \(row)"
    let pattern = min(127, first + row / 2 % 12)
    song.set("\(path) pattern", patternNumbers.print(pattern) ?? "#0")
    song.set("\(path) kit", kitNumbers.print(Sets.kit(of: pattern)) ?? "#0")
    song.set("\(path) loop", random.pick([0, 0, 1, 1, 3, 7]))
    song.set("\(path) end", random.pick([16, 32, 64]))
    let muted = (0..<6).map { $0 > row || random.chance(12) }
    song.set("\(path) mute", Rhythms.print(muted))
    if random.chance(20) { song.set("\(path) midi mute", Rhythms.print((0..<6).map { _ in random.chance(40) })) }
    if random.chance(15) { song.set("\(path) transpose", random.pick([-2, 3, 5])) }
    if random.chance(15) { song.set("\(path) track \(random.number(2...5)) transpose", random.pick([-12, 7, 12])) }
    if row == 1 { song.set("\(path) tempo", tempo) }
    if row > 8, random.chance(10) { song.set("\(path) tempo", tempo + random.number(-4...4)) }
  }
}
