/// The notes that one track of a pattern plays.
struct Track {
  let role: Role
  let key: Key
  /// Steps of the pattern.
  let length: Int
  /// Steps that start a note.
  let places: [Int]

  private var path: String { "track \(role.rawValue + 1)" }
  private var grid: String { Rhythms.print(places, length: length) }

  func write(into pattern: inout Draft, _ random: inout SplitMix64) {
    pattern.set("\(path) trigs", grid)
    pattern.set("\(path) filter-trigs", grid)
    if role != .kick { pattern.set("\(path) lfo-trigs", Rhythms.print(places.filter { $0 % 4 == 0 }, length: length)) }
    writeNotes(into: &pattern, &random)
    if role == .chords { writeChords(into: &pattern, &random) }
    if role == .lead || role == .bass { writeExpression(into: &pattern, &random) }
    if role == .lead, random.chance(35) { writeArpeggio(into: &pattern, &random) }
  }

  private func writeNotes(into pattern: inout Draft, _ random: inout SplitMix64) {
    let octave = [.kick: 2, .bass: 2, .chords: 4, .drums: 4, .lead: 5, .effect: 4][role, default: 4]
    let isPitched = role == .bass || role == .lead
    let melody = key.melody(places.count, range: role == .bass ? -3...7 : -4...11, &random)
    for (place, degree) in zip(places, melody) {
      pattern.set("\(path) step \(place + 1) note", key.name(degree: isPitched ? degree : 0, octave: octave))
    }
  }

  /// A progression, one chord for every trig; the list has room for 192 notes.
  private func writeChords(into pattern: inout Draft, _ random: inout SplitMix64) {
    let progression = random.pick([[0, 5, 3, 4], [0, 3], [0, 4, 5, 3], [0, 6, 5, 4], [0]])
    let size = random.number(3...4)
    let chosen = places.prefix(40)
    for (index, place) in chosen.enumerated() {
      let degree = progression[index % progression.count]
      pattern.set("\(path) step \(place + 1) chord", key.chord(on: degree, octave: 3, size: size))
    }
    pattern.set("\(path) chord-trigs", Rhythms.print(Array(chosen), length: length))
  }

  /// Slides into some notes, note-offs after some, and a transposition of the track.
  private func writeExpression(into pattern: inout Draft, _ random: inout SplitMix64) {
    let slides = places.filter { _ in random.chance(25) }
    if !slides.isEmpty { pattern.set("\(path) slides", Rhythms.print(slides, length: length)) }
    let offs = places.map { $0 + 1 }.filter { $0 < length && !places.contains($0) && random.chance(40) }
    if !offs.isEmpty { pattern.set("\(path) off-trigs", Rhythms.print(offs, length: length)) }
    guard random.chance(20) else { return }
    pattern.set("\(path) transpose", random.pick([-12, 7, 12]))
    pattern.set("\(path) scale", random.pick(["major", "minor", "fixed"]))
    pattern.set("\(path) key", key.root)
  }

  private func writeArpeggio(into pattern: inout Draft, _ random: inout SplitMix64) {
    pattern.set("\(path) arp play", random.pick(["up", "down", "cyclic", "random"]))
    pattern.set("\(path) arp mode", random.pick(["key", "SID", "add"]))
    pattern.set("\(path) arp range", random.number(0...3))
    pattern.set("\(path) arp multiplier", random.number(3...7))
    let length = random.number(4...16)
    pattern.set("\(path) arp length", length)
    for step in 1...length where random.chance(50) {
      pattern.set("\(path) arp offset \(step)", random.pick([-12, -5, 3, 5, 7, 10, 12]))
    }
  }
}
