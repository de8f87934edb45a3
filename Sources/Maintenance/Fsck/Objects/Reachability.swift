import Objects

/// The objects reachable from refs and logs, the missing ones, and the histories these affect.
struct Reachability {
  private(set) var reachable: Set<ObjectID> = []
  private(set) var findings: [Finding] = []
  /// Ids that are reached and not there, or not as they should be.
  private(set) var bad: Set<ObjectID> = []
  /// Reachable commits, the newest first; of commits with equal dates, the later ones.
  private(set) var commits: [ObjectID] = []
  /// Commits whose own state is damaged.
  private(set) var damagedStates: Set<ObjectID> = []
  /// Commits that reach something bad, by their state or their history.
  private(set) var damagedHistories: Set<ObjectID> = []

  private let table: ObjectTable
  private let lost: Set<ObjectID>
  private var parsed: [ObjectID: Commit] = [:]

  init(_ table: ObjectTable, from roots: [Fsck.Root]) {
    self.table = table
    lost = table.lost
    var seen: Set<ObjectID> = []
    for root in roots {
      enter(root)
      if seen.insert(root.id).inserted { walk(from: root.id) }
    }
    bad.formUnion(reachable.filter { table[$0]?.isMalformed == true })
    sortCommits()
    checkDates()
    checkUnreachable()
    if !bad.isEmpty { spread() }
  }

  private mutating func enter(_ root: Fsck.Root) {
    guard let entry = table[root.id] else {
      bad.insert(root.id)
      if !lost.contains(root.id) {
        findings.append(
          Finding(.objectMissing, file: root.file, object: root.id, ref: root.name) { $0.namedBy = root.name })
      }
      return
    }
    guard let kind = root.kind, entry.kind != kind else { return }
    findings.append(
      Finding(.refKind, file: root.file, object: root.id, ref: root.name) {
        $0.found = entry.kind.rawValue
        $0.expected = kind.rawValue
      })
  }

  private mutating func walk(from start: ObjectID) {
    var waiting = [start]
    while let id = waiting.popLast() {
      guard table[id] != nil, reachable.insert(id).inserted else { continue }
      for link in table.links(of: id) {
        guard let next = table[link.id] else {
          miss(link.id, from: id)
          continue
        }
        if let kind = link.kind, next.kind != kind {
          bad.insert(id)
          findings.append(
            Finding(.objectKind, object: link.id) {
              $0.found = next.kind.rawValue
              $0.expected = kind.rawValue
              $0.namedBy = id.hex
            })
        }
        if !reachable.contains(link.id) { waiting.append(link.id) }
      }
    }
  }

  private mutating func miss(_ id: ObjectID, from namer: ObjectID) {
    guard !id.isZero, bad.insert(id).inserted, !lost.contains(id) else { return }
    findings.append(Finding(.objectMissing, object: id) { $0.namedBy = namer.hex })
  }

  /// By date; where dates are equal, children before parents.
  private mutating func sortCommits() {
    let ids = reachable.filter { table[$0]?.kind == .commit }
    for id in ids { parsed[id] = table.commit(id) }
    var generation: [ObjectID: Int] = [:]
    for id in ids {
      var stack = [id]
      while let top = stack.last {
        if generation[top] != nil {
          stack.removeLast()
          continue
        }
        let parents = parsed[top]?.parents.filter { parsed[$0] != nil } ?? []
        let waiting = parents.filter { generation[$0] == nil }
        if waiting.isEmpty {
          generation[top] = (parents.compactMap { generation[$0] }.max() ?? 0) + 1
          stack.removeLast()
        } else {
          stack += waiting
        }
      }
    }
    let keys = parsed.map { (id: $0.key, date: $0.value.committer.seconds, age: generation[$0.key] ?? 0) }
    commits = keys.sorted { ($0.date, $0.age, $0.id) > ($1.date, $1.age, $1.id) }.map(\.id)
  }

  private mutating func checkDates() {
    for id in commits {
      guard let commit = parsed[id] else { continue }
      for parent in commit.parents {
        guard let before = parsed[parent]?.committer.seconds, before > commit.committer.seconds else { continue }
        findings.append(
          Finding(.commitDate, object: id) {
            $0.found = String(commit.committer.seconds)
            $0.expected = String(before)
            $0.namedBy = parent.hex
          })
      }
    }
  }

  /// Reports the first missing reference of each unreachable object: nothing is lost by it.
  private mutating func checkUnreachable() {
    for (id, entry) in table.entries where !reachable.contains(id) {
      guard entry.kind != .blob, let link = table.links(of: id).first(where: { table[$0.id] == nil }) else {
        continue
      }
      findings.append(Finding(.danglingMissing, object: link.id) { $0.namedBy = id.hex })
    }
  }

  /// Marks everything that contains bad objects, upwards.
  private mutating func spread() {
    var users: [ObjectID: [ObjectID]] = [:]
    for id in reachable {
      for link in table.links(of: id) { users[link.id, default: []].append(id) }
    }
    var tainted: Set<ObjectID> = []
    var waiting = Array(bad)
    while let id = waiting.popLast() {
      guard tainted.insert(id).inserted else { continue }
      waiting += users[id] ?? []
    }
    damagedHistories = tainted
    var states: Set<ObjectID> = []
    waiting = Array(bad)
    while let id = waiting.popLast() {
      guard states.insert(id).inserted else { continue }
      // A damaged commit affects its children's history, not their state.
      if table[id]?.kind != .commit, table[id] != nil || !isParent(id, users) { waiting += users[id] ?? [] }
    }
    damagedStates = states
    self.tainted = states
  }

  /// Trees on the way to bad objects.
  private(set) var tainted: Set<ObjectID> = []

  /// Whether a missing object is missed as a parent.
  private func isParent(_ id: ObjectID, _ users: [ObjectID: [ObjectID]]) -> Bool {
    (users[id] ?? []).contains { parsed[$0]?.parents.contains(id) == true }
  }
}
