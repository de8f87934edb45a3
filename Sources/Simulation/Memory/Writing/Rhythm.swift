/// A rhythm over the steps of a pattern.
struct Rhythm {
  let length: Int
  /// The steps that play, from 0.
  private(set) var places: [Int]

  /// Steps of one pattern.
  static let lengths = 1...1024

  /// A bar again and again.
  init(bar: [Bool], length: Int) {
    self.length = length
    places = (0..<length).filter { bar[$0 % bar.count] }
  }

  /// Changes some of the last eight steps.
  mutating func change(_ count: Int, _ random: inout SplitMix64) {
    var steps = (0..<length).map(Set(places).contains)
    for _ in 0..<count { steps[length - 1 - random.number(0...min(8, length) - 1)].toggle() }
    places = steps.indices.filter { steps[$0] }
  }

  /// Takes all but the first steps away.
  mutating func keep(_ count: Int) { places = Array(places.prefix(count)) }

  /// As a grid is printed; nil where no step is set.
  static func print(_ places: [Int], length: Int) -> String? {
    guard !places.isEmpty else { return nil }
    let set = Set(places)
    return String((0..<length).map { set.contains($0) ? "x" : "." })
  }
}
