package import Objects

/// Commits from newer to older along all parents, none before a commit that it is a parent of: git's `--date-order`.
///
/// Cost: a line of commits is read one at a time, as it is asked for. Where lines run side by side, those that may lead
/// to the next commit are read first: all that are dated no earlier, and ``lookahead`` more. So the order is git's in
/// every history in which no commit is dated before a parent, and in every one of no more than ``lookahead`` commits.
///
/// - Source: git, commit.c, `sort_in_topological_order`.
package struct DateOrderWalk {
  /// Commits that are read ahead where lines run side by side.
  package static let lookahead = 256

  /// The parents that the walk follows: git's own, or fewer.
  package typealias Parents = (ObjectID, Commit) throws -> [ObjectID]

  /// A commit that was met and not given yet.
  private struct Node {
    let commit: Commit
    /// The parents to follow, once they were read.
    var parents: [ObjectID]?
    /// Whether it is counted in the children of its parents.
    var isExpanded = false
    /// Its children that were met and not given yet, as far as they were expanded.
    var children = 0
    /// Its entry among the ready commits; nil if it is not ready.
    var entry: Int?
  }

  private let read: (ObjectID) throws -> Commit
  private let parents: Parents
  private var starts: [ObjectID]
  private var met: Set<ObjectID> = []
  private var nodes: [ObjectID: Node] = [:]
  /// Commits whose parents were not read yet, the latest first.
  private var unexpanded = DateQueue()
  /// Those that no known child keeps back, the latest first.
  private var ready = DateQueue()
  private var expandedCount = 0
  /// The last returned commit, whose parents are read for the next call.
  private var last: Node?

  /// - Parameters:
  ///   - starts: commits; duplicates are returned once.
  ///   - read: reads a commit; asked once for each.
  ///   - parents: asked once for each commit, at the latest when it is given.
  package init(
    from starts: [ObjectID], read: @escaping (ObjectID) throws -> Commit, parents: @escaping Parents = { $1.parents }
  ) {
    self.starts = starts
    self.read = read
    self.parents = parents
  }

  /// The next commit with the parents that are followed; nil when there is none.
  package mutating func next() throws -> (id: ObjectID, commit: Commit, parents: [ObjectID])? {
    for start in starts where try meet(start) { makeReady(start) }
    starts = []
    if let last { try follow(last) }
    last = nil
    while let first = ready.first {
      // Not ready after all, or only later.
      guard nodes[first.id]?.entry == first.order else {
        ready.pop()
        continue
      }
      if nodes.count > 1, try expandOne(before: first.seconds) { continue }
      ready.pop()
      return try give(first.id)
    }
    return nil
  }

  private mutating func give(_ id: ObjectID) throws -> (id: ObjectID, commit: Commit, parents: [ObjectID])? {
    guard var node = nodes.removeValue(forKey: id) else { return nil }
    let followed = try node.parents ?? parents(id, node.commit)
    node.parents = followed
    if node.isExpanded { expandedCount -= 1 }
    last = node
    return (id, node.commit, followed)
  }

  /// Looks at the parents of the commit that was given.
  private mutating func follow(_ given: Node) throws {
    for parent in given.parents ?? [] {
      if given.isExpanded { nodes[parent]?.children -= 1 } else { _ = try meet(parent) }
      if let node = nodes[parent], node.children == 0, node.entry == nil { makeReady(parent) }
    }
  }

  private mutating func makeReady(_ id: ObjectID) {
    guard let node = nodes[id] else { return }
    nodes[id]?.entry = ready.push(id, node.commit.committer.seconds)
  }

  /// Reads the parents of the latest unexpanded commit; false where the walk has read far enough.
  private mutating func expandOne(before seconds: Int) throws -> Bool {
    while let next = unexpanded.first, nodes[next.id] == nil { unexpanded.pop() }
    guard let next = unexpanded.first, next.seconds >= seconds || expandedCount < Self.lookahead else { return false }
    unexpanded.pop()
    guard let node = nodes[next.id] else { return true }
    let followed = try node.parents ?? parents(next.id, node.commit)
    nodes[next.id]?.parents = followed
    nodes[next.id]?.isExpanded = true
    expandedCount += 1
    for parent in followed {
      _ = try meet(parent)
      nodes[parent]?.children += 1
      nodes[parent]?.entry = nil
    }
    return true
  }

  /// Reads a commit that was not met before; false where it was.
  private mutating func meet(_ id: ObjectID) throws -> Bool {
    guard met.insert(id).inserted else { return false }
    let commit = try read(id)
    nodes[id] = Node(commit: commit)
    _ = unexpanded.push(id, commit.committer.seconds)
    return true
  }
}

/// Ids by date, the latest first; equal dates as they were put in.
private struct DateQueue {
  typealias Entry = (id: ObjectID, seconds: Int, order: Int)

  private var heap: [Entry] = []
  private var order = 0

  var first: Entry? { heap.first }

  /// - Returns: the number of the entry.
  mutating func push(_ id: ObjectID, _ seconds: Int) -> Int {
    let number = order
    heap.append((id, seconds, number))
    order += 1
    var index = heap.count - 1
    while index > 0, Self.precedes(heap[index], heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
    return number
  }

  mutating func pop() {
    guard !heap.isEmpty else { return }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      var best = index
      for child in [index * 2 + 1, index * 2 + 2] where child < heap.count && Self.precedes(heap[child], heap[best]) {
        best = child
      }
      if best == index { return }
      heap.swapAt(index, best)
      index = best
    }
  }

  private static func precedes(_ one: Entry, _ other: Entry) -> Bool {
    one.seconds == other.seconds ? one.order < other.order : one.seconds > other.seconds
  }
}
