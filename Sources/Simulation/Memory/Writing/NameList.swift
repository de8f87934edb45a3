/// Names as players give them.
struct NameList: Sendable {
  /// Whole names; they come first.
  let own: [String]
  /// The two words of further names.
  var first: [String] = []
  var second: [String] = []
  /// Characters of a pair at most: where a blank has no room, the words are joined.
  var longest: Int?
  /// Whether all names are in an order of the seed.
  var isShuffled = false

  init(own: [String]) { self.own = own }

  /// How many names there are.
  var count: Int { own.count + first.count * second.count }

  /// Different names, `count` at most; equal seeds give equal names.
  func names(count: Int, seed: UInt64) -> [String] {
    var random = SplitMix64(seed: seed)
    let pairs = first.flatMap { first in second.map { join(first, $0) } }
    let names = own + random.shuffled(pairs).prefix(max(0, count - own.count))
    return isShuffled ? random.shuffled(names) : names
  }

  private func join(_ first: String, _ second: String) -> String {
    let hasRoom = longest.map { first.count + second.count < $0 } ?? true
    return first + (hasRoom ? " " : "") + second
  }
}
