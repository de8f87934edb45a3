import Objects

extension Revisions {
  /// Reads `NAME@{…}`: a number, a date, `-N` or `upstream`.
  func reflog(_ name: String, _ inside: String, _ text: String) throws(RevisionError) -> ObjectID {
    if inside.hasPrefix("-"), let number = Int(inside.dropFirst()), number > 0 {
      guard name.isEmpty else { throw .malformed(text, offset: 0) }
      return try previousBranch(number)
    }
    if ["u", "upstream"].contains(inside.lowercased()) { return try upstream(name) }
    let ref = try logged(name, text)
    let entries = try reading { () throws(StorageError) in try archive.reflog(ref) }
    // Git's limit: a larger number is a date.
    if let index = Int(inside), index >= 0, index <= 100_000_000 { return try entry(index, entries, ref) }
    guard let seconds = DateExpression.seconds(inside, now: now) else {
      throw .malformed(text, offset: name.utf8.count + 2)
    }
    guard let oldest = entries.first else { throw .noReflogEntry(ref, count: 0) }
    if let found = entries.last(where: { $0.who.seconds <= seconds }) { return found.new }
    return oldest.old.isZero ? oldest.new : oldest.old
  }

  private func entry(_ index: Int, _ entries: [ReflogEntry], _ ref: RefName) throws(RevisionError) -> ObjectID {
    if index == 0, let id = try reading({ () throws(StorageError) in try archive.refs.id(ref) }) { return id }
    if index < entries.count { return entries[entries.count - 1 - index].new }
    if index == entries.count, let oldest = entries.first, !oldest.old.isZero { return oldest.old }
    throw .noReflogEntry(ref, count: entries.count)
  }

  /// The ref whose log is meant; the current branch when the name is empty.
  private func logged(_ name: String, _ text: String) throws(RevisionError) -> RefName {
    if name.isEmpty { return try reading { () throws(StorageError) in try archive.refs.branch() } ?? .head }
    guard let (ref, _) = try ref(name == "@" ? "HEAD" : name) else { throw .unknown(name, near: []) }
    return ref
  }

  /// The branch that was current N switches ago, as git writes it into HEAD's reflog.
  private func previousBranch(_ number: Int) throws(RevisionError) -> ObjectID {
    let entries = try reading { () throws(StorageError) in try archive.reflog(.head) }
    var left = number
    for entry in entries.reversed() where entry.message.hasPrefix("checkout: moving from ") {
      left -= 1
      guard left == 0 else { continue }
      let names = entry.message.dropFirst("checkout: moving from ".count)
      guard let end = String(names).range(of: " to ") else { break }
      let name = String(String(names)[..<end.lowerBound])
      // A name that resolves to a reflog again could recurse for ever.
      guard !name.contains("@{") else { break }
      return try resolveBase(name, hasSteps: false)
    }
    throw .noPreviousBranch(number: number)
  }

  /// The remote's branch that a branch follows, where it is fetched to `refs/remotes/REMOTE/`.
  private func upstream(_ name: String) throws(RevisionError) -> ObjectID {
    let head = try reading { () throws(StorageError) in try archive.refs.branch() }
    let branch = name.isEmpty || name == "HEAD" || name == "@" ? head?.short ?? "" : name
    let config = try reading { () throws(StorageError) in try archive.config() }
    guard let remote = config["branch.\(branch).remote"], let merge = config["branch.\(branch).merge"] else {
      throw .noUpstream(branch)
    }
    let short = merge.hasPrefix("refs/heads/") ? String(merge.dropFirst("refs/heads/".count)) : merge
    let full = remote == "." ? merge : "refs/remotes/\(remote)/\(short)"
    guard let ref = RefName(full), let id = try reading({ () throws(StorageError) in try archive.refs.id(ref) }) else {
      throw .noUpstream(branch)
    }
    return id
  }
}
