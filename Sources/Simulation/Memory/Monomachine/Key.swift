import Profiles

/// The notes of a key, and melodies that stay in it.
struct Key {
  /// Lowest note of octave 0 of the key, 0 to 11.
  let root: Int
  let steps: [Int]

  private static let modes = [
    [0, 2, 3, 5, 7, 8, 10], [0, 2, 3, 5, 7, 9, 10], [0, 2, 4, 5, 7, 9, 11], [0, 3, 5, 7, 10], [0, 1, 3, 5, 7, 8, 10],
  ]

  init(_ random: inout SplitMix64) {
    root = random.number(0...11)
    steps = random.pick(Self.modes)
  }

  /// The note `degree` steps above the root of an octave, as the instrument prints it.
  func name(degree: Int, octave: Int) -> String { NoteName.print(note(degree: degree, octave: octave), middleC: 4) }

  func note(degree: Int, octave: Int) -> Int {
    let (turns, index) = (Int((Double(degree) / Double(steps.count)).rounded(.down)), mod(degree))
    return min(127, max(0, (octave + 1 + turns) * 12 + root + steps[index]))
  }

  private func mod(_ degree: Int) -> Int { (degree % steps.count + steps.count) % steps.count }

  /// A triad or seventh on a degree.
  func chord(on degree: Int, octave: Int, size: Int) -> String {
    (0..<size).map { name(degree: degree + 2 * $0, octave: octave) }.joined(separator: " ")
  }

  /// Degrees that wander, and return to the root at the start of every bar.
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
