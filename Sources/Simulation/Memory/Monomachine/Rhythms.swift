/// Rhythms of sixteen steps, and how they fill a pattern.
enum Rhythms {
  static func bars(of role: Role) -> [String] {
    switch role {
    case .kick:
      ["x...x...x...x...", "x...x...x...x.x.", "x..x..x...x.x...", "x.....x...x.....", "x...x...x..xx..."]
    case .bass:
      ["..x...x...x...x.", "x..x..x.x..x..x.", "x.xx.xx.x.xx.x.x", "x.....x.....x...", "xxx.xxx.xxx.xxx."]
    case .chords:
      ["x...............", "x.......x.......", "x..x..x.........", "..x..x....x..x..", "....x.......x..."]
    case .drums:
      ["..x...x...x...x.", "x.x.x.x.x.x.x.x.", "xxxxxxxxxxxxxxxx", "....x.......x...", "....x..x....x..x"]
    case .lead:
      ["x..x.x....x.x...", "x.x..x.x..x..x..", "......x.x...x.xx", "x...............", "x.xx...x.x.x...."]
    case .effect: ["x...............", "........x.......", "x.......x......."]
    }
  }

  /// A bar again and again, the last one with something thrown in.
  static func steps(_ bar: String, length: Int, _ random: inout SplitMix64) -> [Bool] {
    let pattern = bar.map { $0 == "x" }
    var steps = (0..<length).map { pattern[$0 % pattern.count] }
    for _ in 0..<random.number(0...3) { steps[length - 1 - random.number(0...7)].toggle() }
    return steps
  }

  /// The steps that are set.
  static func places(_ steps: [Bool]) -> [Int] { steps.indices.filter { steps[$0] } }

  /// As the instrument's grid is printed.
  static func print(_ steps: [Bool]) -> String { String(steps.map { $0 ? "x" : "." }) }

  static func print(_ places: [Int], length: Int) -> String {
    let set = Set(places)
    return print((0..<length).map(set.contains))
  }
}
