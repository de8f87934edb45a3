/// Tracks that play other instruments.
struct MIDITracks {
  let key: Key
  let length: Int

  func write(into pattern: inout Draft, _ random: inout SplitMix64) {
    for track in 1...random.number(1...3) {
      let role = random.pick([Role.bass, .chords, .lead])
      let steps = Rhythms.steps(random.pick(Rhythms.bars(of: role)), length: length, &random)
      let places = Array(Rhythms.places(steps).prefix(24))
      write(places, role, "midi track \(track)", into: &pattern, &random)
    }
  }

  private func write(
    _ places: [Int], _ role: Role, _ path: String, into pattern: inout Draft, _ random: inout SplitMix64
  ) {
    pattern.set("\(path) trigs", Rhythms.print(places, length: length))
    let ends = places.map { $0 + 2 }.filter { $0 < length && !places.contains($0) }
    if !ends.isEmpty { pattern.set("\(path) off-trigs", Rhythms.print(ends, length: length)) }
    for (place, degree) in zip(places, key.melody(places.count, range: -3...7, &random)) {
      let notes = key.chord(on: degree, octave: role == .bass ? 2 : 4, size: role == .chords ? 3 : 1)
      pattern.set("\(path) step \(place + 1) notes", notes)
    }
    if random.chance(30) { pattern.set("\(path) transpose", random.pick([-12, 12])) }
    if random.chance(30) {
      pattern.set("\(path) arp play", random.pick(["up", "down"]))
      pattern.set("\(path) arp mode", "key")
    }
  }
}
