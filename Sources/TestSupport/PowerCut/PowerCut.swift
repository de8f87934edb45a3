/// The possible states of a disk after a power cut: at every instant, the durable state with any part of the pending
/// changes.
///
/// - Names: any change since the folder was synced may be there or not; a rename happens as a whole.
/// - Bytes: those written since the file was synced may be lost, zero, torn at any of several places, or there,
///   whether or not the file has its name.
package struct PowerCut {
  /// How many states of an instant are looked at.
  package struct Effort: Sendable {
    /// As many as this are all taken.
    package let all: Int
    /// Otherwise: nothing and everything, and each deviation of at most this many choices from either; pairs only
    /// where at most 16 choices are open.
    package let deviations: Int
    /// And this many at random.
    package let sample: Int

    package init(all: Int, deviations: Int, sample: Int) {
      self.all = all
      self.deviations = deviations
      self.sample = sample
    }
  }

  /// The number of states checked.
  package struct Counts: Sendable {
    package var instants = 0
    package var states = 0
    /// Of which no two are equal.
    package var distinct = 0
    /// Instants of which every state was looked at.
    package var exhausted = 0
  }

  package private(set) var counts = Counts()
  private let events: [DiskFileSystem.Event]
  private let end: Disk
  private let start: Disk
  private let effort: Effort
  private var numbers: SeededNumbers
  private var seen: Set<Int> = []

  package init(_ files: DiskFileSystem, _ effort: Effort, seed: UInt64) {
    (events, start, end) = (files.events, files.start, files.disk)
    self.effort = effort
    numbers = SeededNumbers(seed: seed)
  }

  /// Number of instants: before the first event, and after each.
  package static func instants(of files: DiskFileSystem) -> Int { files.events.count + 1 }

  /// Gives every state once.
  ///
  /// - Parameter range: the instants looked at.
  package mutating func forEach(_ range: Range<Int>, _ body: (Disk, _ instant: Int) throws -> Void) rethrows {
    var pending = PendingChanges(start)
    for instant in 0...events.count {
      if instant > 0 { pending.take(events[instant - 1]) }
      guard range.contains(instant) else { continue }
      counts.instants += 1
      let choices = Choices(pending)
      for choice in pick(choices) {
        counts.states += 1
        let disk = choices.disk(choice)
        guard seen.insert(disk.identity(within: end)).inserted else { continue }
        counts.distinct += 1
        try body(disk, instant)
      }
    }
  }

  private mutating func pick(_ choices: Choices) -> [[Int]] {
    if choices.count <= effort.all {
      counts.exhausted += 1
      return choices.all
    }
    var picked: [[Int]] = []
    for corner in [choices.none, choices.everything] {
      picked.append(corner)
      if effort.deviations > 0 { picked += choices.deviating(from: corner) }
      if effort.deviations > 1, choices.sizes.count <= 16 { picked += choices.deviatingTwice(from: corner) }
    }
    for _ in 0..<effort.sample { picked.append(choices.random(&numbers)) }
    return picked
  }
}

/// The choices at one instant: which changes are there, and which part of each unsynced file.
private struct Choices {
  let pending: PendingChanges
  let files: [(node: Int, tails: [[UInt8]])]
  let sizes: [Int]

  init(_ pending: PendingChanges) {
    self.pending = pending
    files = pending.writes.keys.sorted().map { node in
      guard case .file(let before) = pending.durable.nodes[node], let written = pending.writes[node] else {
        return (node, [[]])
      }
      return (node, Tail.all(of: written.bytes, after: before.count))
    }
    sizes = pending.changes.map { _ in 2 } + files.map(\.tails.count)
  }

  /// How many combinations there are; `Int.max` when they are too many to count.
  var count: Int {
    sizes.reduce(1) { product, size in
      let (value, isTooMuch) = product.multipliedReportingOverflow(by: size)
      return isTooMuch ? Int.max : value
    }
  }

  var none: [Int] { sizes.map { _ in 0 } }
  var everything: [Int] { sizes.map { $0 - 1 } }

  var all: [[Int]] {
    var combinations: [[Int]] = [[]]
    for size in sizes { combinations = combinations.flatMap { head in (0..<size).map { head + [$0] } } }
    return combinations
  }

  func deviating(from corner: [Int]) -> [[Int]] {
    sizes.indices.flatMap { place in
      (0..<sizes[place]).filter { $0 != corner[place] }.map { value in
        var choice = corner
        choice[place] = value
        return choice
      }
    }
  }

  func deviatingTwice(from corner: [Int]) -> [[Int]] {
    deviating(from: corner).flatMap { one in
      let place = one.indices.first { one[$0] != corner[$0] } ?? 0
      return deviating(from: corner).compactMap { other -> [Int]? in
        guard let second = other.indices.first(where: { other[$0] != corner[$0] }), second > place else { return nil }
        var choice = one
        choice[second] = other[second]
        return choice
      }
    }
  }

  func random(_ numbers: inout SeededNumbers) -> [Int] { sizes.map { Int.random(in: 0..<$0, using: &numbers) } }

  func disk(_ choice: [Int]) -> Disk {
    var disk = pending.durable
    for (index, change) in pending.changes.enumerated() where choice[index] == 1 { disk.make(change) }
    for (index, file) in files.enumerated() {
      let tail = file.tails[choice[pending.changes.count + index]]
      disk.append(tail, to: file.node, at: pending.writes[file.node]?.time ?? 0)
    }
    return disk
  }
}

/// The possible remains of unsynced bytes.
private enum Tail {
  static let block = 512

  /// From nothing to everything.
  ///
  /// - Parameter offset: where in the file they begin.
  static func all(of bytes: [UInt8], after offset: Int) -> [[UInt8]] {
    let count = bytes.count
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    var tails: [[UInt8]] = [[]]
    for cut in [1, count / 2, count - 1] where cut > 0 { tails.append(Array(bytes[..<cut])) }
    // At the end of a block, either side may be the one that was written.
    var edge = block - offset % block
    while edge < count {
      tails.append(Array(bytes[..<edge]))
      tails.append(zeros(edge) + bytes[edge...])
      tails.append(bytes[..<edge] + zeros(count - edge))
      edge += max(block, count / 4 / block * block)
    }
    tails.append(zeros(count))
    var distinct: [[UInt8]] = []
    for tail in tails where tail != bytes && !distinct.contains(tail) { distinct.append(tail) }
    return distinct + [bytes]
  }
}

extension Disk {
  /// Equal for states that a program cannot distinguish.
  ///
  /// - Parameter end: the final disk: a file whose bytes begin one on that disk is identified by its size.
  func identity(within end: Disk) -> Int {
    var hasher = Hasher()
    var waiting = [0]
    while let number = waiting.popLast() {
      hasher.combine(number)
      switch nodes[number] {
      case .folder(let names):
        for (name, node) in names.sorted(by: { $0.key < $1.key }) {
          hasher.combine(name)
          hasher.combine(node)
          waiting.append(node)
        }
      case .file(let bytes):
        hasher.combine(bytes.count)
        if case .file(let whole) = end.nodes[number], !whole.starts(with: bytes) { hasher.combine(bytes) }
      }
    }
    return hasher.finalize()
  }
}
