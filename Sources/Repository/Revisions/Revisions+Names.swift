import Bytes
import Objects

extension Revisions {
  /// The name before any step: an id, a ref, a reflog entry, or the beginning of an id.
  func resolveBase(_ text: String, hasSteps: Bool) throws(RevisionError) -> ObjectID {
    if let id = ObjectID(archive.format, hex: text) {
      _ = try reading { () throws(StorageError) in try archive.objects.read(id) }
      return id
    }
    if let open = text.range(of: "@{"), text.hasSuffix("}") {
      return try reflog(String(text[..<open.lowerBound]), String(text[open.upperBound...].dropLast()), text)
    }
    if let (_, id) = try ref(text == "@" ? "HEAD" : text) { return id }
    return try abbreviated(text, wantsCommit: hasSteps)
  }

  /// The first ref that a name may mean, in git's order.
  func ref(_ text: String) throws(RevisionError) -> (name: RefName, id: ObjectID)? {
    let patterns = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map { $0 + text }
    for pattern in patterns + ["refs/remotes/\(text)/HEAD"] {
      guard let name = RefName(pattern) else { continue }
      try reading { () throws(StorageError) in try archive.checkRefConsistency(of: name) }
      if let id = try reading({ () throws(StorageError) in try archive.refs.id(name) }) { return (name, id) }
    }
    return nil
  }

  /// The object whose id begins with the text, or with the id at the end of `git describe`'s output: `v1-3-g7f3c2a9`.
  private func abbreviated(_ text: String, wantsCommit: Bool) throws(RevisionError) -> ObjectID {
    var prefix = text.lowercased()
    if let described = text.range(of: "-g", options: .last), text[described.upperBound...].utf8.count >= 4 {
      prefix = text[described.upperBound...].lowercased()
    }
    guard prefix.utf8.count >= 4, prefix.utf8.allSatisfy({ Hex.digit($0) != nil }) else {
      throw .unknown(text, near: [])
    }
    let wanted = prefix
    var found: [ObjectID] = []
    if prefix.utf8.count < archive.format.digits {
      found = try reading { () throws(StorageError) in try archive.objects.ids(prefix: wanted) }
    }
    if found.isEmpty { found = try convertedIDs(prefix) }
    if found.count == 1 { return found[0] }
    guard !found.isEmpty else { throw .unknown(text, near: []) }
    var candidates: [RevisionError.Candidate] = []
    for id in found { candidates.append(try candidate(id)) }
    let commits = candidates.filter { $0.kind == .commit || $0.kind == .tag }
    // A tree or blob is rarely meant: git too prefers commits where it needs one.
    if commits.count == 1 { return commits[0].id }
    throw .ambiguous(text, candidates.sorted { ($0.seconds ?? -1, $0.id) > ($1.seconds ?? -1, $1.id) })
  }

  /// The current ids of objects whose old ids, before conversion, begin with the prefix.
  private func convertedIDs(_ prefix: String) throws(RevisionError) -> [ObjectID] {
    var found: [ObjectID] = []
    for map in try reading({ () throws(StorageError) in try archive.conversionMaps() }) {
      let ids = map.ids(prefix: prefix)
      found += ids.compactMap { map[$0] }
      if ids.count == 1, let new = map[ids[0]] { converted(ids[0], new) }
    }
    return found
  }

  func candidate(_ id: ObjectID) throws(RevisionError) -> RevisionError.Candidate {
    let object = try reading { () throws(StorageError) in try archive.objects.read(id) }
    guard object.kind == .commit else {
      return RevisionError.Candidate(id: id, kind: object.kind, seconds: nil, subject: nil)
    }
    let commit = try reading { () throws(StorageError) in try archive.objects.commit(id) }
    return RevisionError.Candidate(
      id: id, kind: .commit, seconds: commit.committer.seconds, subject: CommitMessage(parsing: commit.text).subject)
  }
}

extension String {
  enum SearchDirection { case first, last }

  /// The range of a short ASCII text.
  func range(of text: String, options direction: SearchDirection = .first) -> Range<String.Index>? {
    let (all, wanted) = (Array(utf8), Array(text.utf8))
    guard all.count >= wanted.count else { return nil }
    let starts = (0...(all.count - wanted.count)).filter { all[$0..<$0 + wanted.count].elementsEqual(wanted) }
    guard let start = direction == .first ? starts.first : starts.last else { return nil }
    let lower = utf8.index(utf8.startIndex, offsetBy: start)
    return lower..<utf8.index(lower, offsetBy: wanted.count)
  }
}
