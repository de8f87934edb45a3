import YAML

/// Rhythms, notes, locks and waveforms.
extension ItemWriter {
  mutating func draw(_ rule: FactoryScale) throws(FactoryError) {
    scale = Scale(root: try number(rule.root), steps: random.pick(rule.modes))
  }

  mutating func draw(_ rule: FactoryRhythm, at mark: Mark) throws(FactoryError) {
    let length = try number(rule.length)
    guard Rhythm.lengths.contains(length) else { throw fail(.expected("1 to 1024 steps"), at: mark) }
    let bar = random.pick(rule.bars)
    var drawn = Rhythm(bar: bar, length: length)
    drawn.change(max(0, min(64, try number(rule.changes, at: mark))), &random)
    if let most = rule.most { drawn.keep(most) }
    rhythm = drawn
    rhythms.append((prefix, drawn))
  }

  /// A note, or some, on every step of the rhythm.
  mutating func write(_ rule: FactoryNotes) throws(FactoryError) {
    guard let rhythm, let scale else { throw fail(.expected("a rhythm and a scale before this step"), at: rule.mark) }
    let places = Array(rhythm.places.prefix(rule.most ?? rhythm.places.count))
    let degrees: [Int]
    switch rule.line {
    case .melody(let range): degrees = scale.melody(places.count, range: range, &random)
    case .progression(let rows):
      let row = random.pick(rows)
      degrees = places.indices.map { row[$0 % row.count] }
    }
    let size = max(1, min(16, try number(rule.size, at: rule.mark)))
    for (place, degree) in zip(places, degrees) {
      let notes = scale.chord(on: degree, octave: rule.octave, size: size)
      let text = notes.map { rule.display?.print($0) ?? String($0) }.joined(separator: " ")
      try set(rule.path, text, also: ["n": String(place + 1)])
    }
  }

  /// Sweeps and accents over the steps of all rhythms, several rows to a rhythm.
  mutating func write(_ rule: FactoryLocks, at mark: Mark) throws(FactoryError) {
    let rows = max(0, try number(rule.rows, at: mark))
    let playing = rhythms.filter { !$0.rhythm.places.isEmpty }
    guard !playing.isEmpty else { return }
    var free = random.shuffled(playing.indices.flatMap { index in rule.parameters.map { (index, $0) } })
    for _ in 0..<min(rows, free.count) {
      guard let (index, parameter) = free.popLast() else { return }
      try writeRow(rule, parameter, playing[index].rhythm.places, below: playing[index].prefix)
    }
  }

  private mutating func writeRow(
    _ rule: FactoryLocks, _ parameter: (name: String, range: ClosedRange<Int>), _ places: [Int],
    below prefix: String
  ) throws(FactoryError) {
    let isSweep = random.chance(rule.sweeps)
    let (low, span) = (parameter.range.lowerBound, parameter.range.count - 1)
    for (index, place) in places.enumerated() where isSweep || index == 0 || random.chance(rule.density) {
      let value = isSweep ? low + span * index / max(1, places.count - 1) : random.number(parameter.range)
      try set(
        rule.path, String(value), below: prefix, also: ["n": String(place + 1), "parameter": parameter.name])
    }
  }

  mutating func write(_ wave: FactoryWave) throws(FactoryError) {
    for index in 0..<wave.count {
      try set(wave.path, String(Waveform(wave).sample(index)), also: ["n": String(index + 1)])
    }
  }
}
