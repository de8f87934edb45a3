import Files
import Objects
import Repository

/// Finds the paths by which commits reach lost objects.
struct AffectedPathSearch {
  private let table: ObjectTable
  private let tainted: Set<ObjectID>
  private let bad: Set<ObjectID>
  /// Bad objects below a tree, by their paths in that tree.
  private var below: [ObjectID: [(path: String, id: ObjectID)]] = [:]

  init(_ table: ObjectTable, _ reachability: Reachability) {
    self.table = table
    tainted = reachability.tainted
    bad = reachability.bad
  }

  /// For each bad object its paths, each with the commits that have it there.
  static func find(_ table: ObjectTable, _ reachability: Reachability) -> [ObjectID: [AffectedPath]] {
    guard !reachability.bad.isEmpty else { return [:] }
    var search = AffectedPathSearch(table, reachability)
    var found: [ObjectID: [String: [ObjectID]]] = [:]
    for id in reachability.commits {
      if reachability.bad.contains(id) { found[id, default: [:]]["", default: []].append(id) }
      guard let tree = table.commit(id)?.tree, reachability.tainted.contains(tree) else { continue }
      if reachability.bad.contains(tree) { found[tree, default: [:]]["", default: []].append(id) }
      for (path, bad) in search.paths(below: tree, depth: 0) {
        found[bad, default: [:]][path, default: []].append(id)
      }
    }
    return found.mapValues { paths in
      paths.sorted { $0.key < $1.key }.map { AffectedPath(path: $0.key, commits: $0.value) }
    }
  }

  private mutating func paths(below tree: ObjectID, depth: Int) -> [(path: String, id: ObjectID)] {
    if let known = below[tree] { return known }
    guard depth < ObjectStore.depthLimit else { return [] }
    var found: [(path: String, id: ObjectID)] = []
    for entry in table.tree(tree) ?? [] where tainted.contains(entry.id) {
      let path = entry.text + (entry.isFolder ? "/" : "")
      if bad.contains(entry.id) { found.append((path, entry.id)) }
      guard entry.isFolder else { continue }
      found += paths(below: entry.id, depth: depth + 1).map { (path + $0.path, $0.id) }
      // A few small trees can name each other into billions of paths.
      if found.count > 10_000 { break }
    }
    below[tree] = found
    return found
  }
}

extension Fsck {
  /// Combines all findings into the report.
  mutating func report() -> FsckReport {
    let reachability = Reachability(table, from: roots)
    findings += reachability.findings
    let affectedPaths = AffectedPathSearch.find(table, reachability)
    for index in findings.indices {
      guard let id = findings[index].object, let affectedPath = affectedPaths[id] else { continue }
      findings[index].affectedPaths = affectedPath
      // A damaged object that is not needed is still damage; the finding has no further evidence.
    }
    explainFolders()
    raisePacksWithoutIndex(reachability)
    return FsckReport(
      place: place, findings: unique(), table: table, scans: packs, refs: refs, inventory: inventory,
      journals: journals, commits: reachability.commits,
      newestGood: reachability.commits.first { !reachability.damagedHistories.contains($0) },
      newestWhole: reachability.commits.first { !reachability.damagedStates.contains($0) },
      reachable: reachability.reachable)
  }

  /// Names the path of a missing object's file when another file or folder has that path.
  private mutating func explainFolders() {
    for index in findings.indices where findings[index].kind == .objectMissing && findings[index].file == nil {
      guard let hex = findings[index].object?.hex else { continue }
      let file = "objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
      // The existence of the file only adds a detail.
      if (try? files.status(of: path(file))) ?? nil != nil { findings[index].file = file }
    }
  }

  /// Raises the severity of a pack without its index, or an index without its pack. A crash leaves one of the two; but
  /// when an object in it is missing, the other file was lost.
  private mutating func raisePacksWithoutIndex(_ reachability: Reachability) {
    for index in findings.indices {
      let old = findings[index]
      guard [.packWithoutIndex, .indexWithoutPack].contains(old.kind), let file = old.file else { continue }
      let isNeeded = alone[file].map { !$0.isDisjoint(with: reachability.bad) } ?? false
      findings[index] = Finding(old.kind, isNeeded ? .damage : .notice, file: file)
    }
  }

  private func unique() -> [Finding] {
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }
  }
}
