package import Objects

/// Commits from newer to older, read one at a time as they are asked for.
///
/// Order: of the commits whose child was seen, the one with the latest committer date; equal dates as they were found.
/// So a line of commits is never sorted.
package struct HistoryWalk {
  private struct Waiting {
    let id: ObjectID
    let commit: Commit
    let order: Int

    func comes(before other: Waiting) -> Bool {
      commit.committer.seconds == other.commit.committer.seconds
        ? order < other.order : commit.committer.seconds > other.commit.committer.seconds
    }
  }

  private let store: ObjectStore
  private let firstParentOnly: Bool
  private var starts: [ObjectID]
  private var seen: Set<ObjectID> = []
  private var heap: [Waiting] = []
  private var order = 0

  /// - Parameter starts: commits; duplicates are returned once.
  package init(_ store: ObjectStore, from starts: [ObjectID], firstParentOnly: Bool = false) {
    self.store = store
    self.starts = starts.reversed()
    self.firstParentOnly = firstParentOnly
  }

  /// The next commit; nil when there is none.
  package mutating func next() throws(StorageError) -> (id: ObjectID, commit: Commit)? {
    while let start = starts.popLast() { try push(start) }
    guard let first = pop() else { return nil }
    for parent in firstParentOnly ? first.commit.parents.prefix(1) : first.commit.parents[...] { try push(parent) }
    return (first.id, first.commit)
  }

  private mutating func push(_ id: ObjectID) throws(StorageError) {
    guard seen.insert(id).inserted else { return }
    heap.append(Waiting(id: id, commit: try store.commit(id), order: order))
    order += 1
    var index = heap.count - 1
    while index > 0, heap[index].comes(before: heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func pop() -> Waiting? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      var best = index
      for child in [index * 2 + 1, index * 2 + 2] where child < heap.count && heap[child].comes(before: heap[best]) {
        best = child
      }
      if best == index { return first }
      heap.swapAt(index, best)
      index = best
    }
  }
}
