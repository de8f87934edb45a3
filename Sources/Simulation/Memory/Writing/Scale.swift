/// The notes of a key, and melodies that stay in it.
struct Scale {
  /// The root in semitones above C, 0 to 11.
  let root: Int
  /// The notes of an octave in semitones above the root.
  let steps: [Int]

  /// The number of a note, `degree` steps above the root of an octave; octave 4 begins at middle C, note 60.
  func note(degree: Int, octave: Int) -> Int {
    let index = (degree % steps.count + steps.count) % steps.count
    let turns = (degree - index) / steps.count
    return min(127, max(0, (octave + 1 + turns) * 12 + root + steps[index]))
  }

  /// The notes on a degree: every second step of the scale.
  func chord(on degree: Int, octave: Int, size: Int) -> [Int] {
    (0..<size).map { note(degree: degree + 2 * $0, octave: octave) }
  }

  /// Degrees that wander, and return to the root at the start of every eight notes.
  func melody(_ count: Int, range: ClosedRange<Int>, _ random: inout SplitMix64) -> [Int] {
    var degree = 0
    return (0..<count).map { index in
      if index % 8 == 0 { degree = 0 }
      defer {
        degree = min(range.upperBound, max(range.lowerBound, degree + random.pick([-2, -1, -1, 0, 1, 1, 2, 4])))
      }
      return degree
    }
  }
}
