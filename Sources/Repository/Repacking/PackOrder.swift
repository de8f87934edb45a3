package import Objects

/// Objects sorted for a pack: the versions of one thing are neighbours, because they differ little.
///
/// Versions of a thing are the objects at one path, according to the commits among the objects. Commits are versions of
/// each other. Commits come first, then trees, then the rest.
package struct PackOrder {
  struct Group {
    let kind: ObjectKind
    let path: String
    /// Newest first.
    var ids: [ObjectID]
  }

  private(set) var groups: [Group] = []
  private var places: [String: Int] = [:]
  private var seen: Set<ObjectID> = []

  /// - Parameter kinds: the objects that go into the pack.
  package init(_ kinds: [ObjectID: ObjectKind], in store: ObjectStore) throws(StorageError) {
    let commits = try PackOrder.sorted(kinds.filter { $0.value == .commit }.map(\.key), in: store)
    for commit in commits { take(commit.id, .commit, "") }
    for commit in commits { try walk(commit.tree, kinds, in: store) }
    for (id, kind) in kinds.sorted(by: { $0.key < $1.key }) where !seen.contains(id) { take(id, kind, "?") }
    let ranks: [ObjectKind: Int] = [.commit: 0, .tag: 1, .tree: 2, .blob: 3]
    groups.sort { (ranks[$0.kind] ?? 0, $0.path) < (ranks[$1.kind] ?? 0, $1.path) }
  }

  private mutating func take(_ id: ObjectID, _ kind: ObjectKind, _ path: String) {
    guard seen.insert(id).inserted else { return }
    let key = kind.rawValue + " " + path
    if let place = places[key] {
      groups[place].ids.append(id)
    } else {
      places[key] = groups.count
      groups.append(Group(kind: kind, path: path, ids: [id]))
    }
  }

  /// Records the path of every packed object below a tree that has no path yet.
  private mutating func walk(
    _ root: ObjectID, _ kinds: [ObjectID: ObjectKind], in store: ObjectStore
  ) throws(StorageError) {
    var waiting = [(id: root, path: "")]
    while let (id, path) = waiting.popLast() {
      guard kinds[id] == .tree, !seen.contains(id) else { continue }
      take(id, .tree, path)
      for entry in TreeScan(try store.read(id).bytes, store.format) {
        guard let kind = kinds[entry.id], !seen.contains(entry.id) else { continue }
        let below = path + "/" + String(decoding: entry.name, as: UTF8.self)
        if kind == .tree { waiting.append((entry.id, below)) } else { take(entry.id, kind, below) }
      }
    }
  }

  private struct Dated {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    let seconds: Int
    /// The minimum number of commits below.
    var height = 0
  }

  /// Children before parents, otherwise by date.
  private static func sorted(_ ids: [ObjectID], in store: ObjectStore) throws(StorageError) -> [Dated] {
    var commits: [ObjectID: Dated] = [:]
    for id in ids {
      let object = try store.read(id)
      // An object that cannot be parsed comes last.
      guard let references = try? object.references(store.format).map(\.id), let tree = references.first else {
        continue
      }
      // A date that cannot be read only sorts the commit behind others of its height.
      let seconds = (try? Commit(parsing: object.bytes, format: store.format))?.committer.seconds ?? 0
      commits[id] = Dated(id: id, tree: tree, parents: Array(references.dropFirst()), seconds: seconds)
    }
    var waiting: [(id: ObjectID, isDone: Bool)] = ids.sorted().map { ($0, false) }
    var started: Set<ObjectID> = []
    while let (id, isDone) = waiting.popLast() {
      guard let commit = commits[id] else { continue }
      if isDone {
        let height = (commit.parents.compactMap { commits[$0]?.height }.max() ?? -1) + 1
        commits[id]?.height = height
      } else if started.insert(id).inserted {
        waiting.append((id, true))
        waiting += commit.parents.map { ($0, false) }
      }
    }
    return commits.values.sorted { ($1.height, $1.seconds, $1.id) < ($0.height, $0.seconds, $0.id) }
  }
}
