package import Objects
package import Repository
import Bytes
package import Archive

/// Why a branch or tag cannot be made or removed.
package enum NameError: Error, Hashable, Sendable {
  case badName(String)
  case taken(RefName)
  case unknown(String, isTag: Bool, near: [String])
  /// The branch that HEAD names cannot be removed.
  case current(String)
}

/// A branch or tag and its target snapshot.
package struct NamedSnapshot: Sendable {
  package let name: RefName
  package let id: ObjectID
  package let snapshot: SnapshotCommit?
  package let isCurrent: Bool
  /// Of an annotated tag.
  package let text: String?
}

extension Workspace {
  /// Branches, or tags, in order of names.
  package func names(tags: Bool) throws(OperationError) -> [NamedSnapshot] {
    let current = try storing { () throws(StorageError) in try repository.refs.branch() }
    let refs = try storing { () throws(StorageError) in
      try repository.checkNames([tags ? "refs/tags/" : "refs/heads/"])
      return try repository.refs.list(tags ? "refs/tags/" : "refs/heads/")
    }
    var found: [NamedSnapshot] = []
    for (name, id) in refs {
      let (peeled, object) = try storing { () throws(StorageError) in try repository.objects.peel(id) }
      let tag = try peeled == id ? nil : storing { () throws(StorageError) in try repository.objects.tag(id) }
      found.append(
        NamedSnapshot(
          name: name, id: peeled, snapshot: object.kind == .commit ? try snapshot(peeled) : nil,
          isCurrent: name == current, text: tag.map { String(decoding: $0.message, as: UTF8.self) }))
    }
    return found
  }

  /// The refs that point to each snapshot, for people: `main`, `tag: gig`.
  package func decorations() throws(OperationError) -> [ObjectID: [String]] {
    let current = try storing { () throws(StorageError) in try repository.refs.branch() }
    var names: [ObjectID: [String]] = [:]
    let refs = try storing { () throws(StorageError) in
      try repository.checkNames()
      return try repository.refs.list("refs/heads/") + repository.refs.list("refs/tags/")
    }
    for (name, id) in refs {
      let target = try storing { () throws(StorageError) in try repository.objects.peel(id).id }
      let title = name.isTag ? "tag: \(name.short)" : name == current ? "HEAD → \(name.short)" : name.short
      names[target, default: []].insert(title, at: name == current ? 0 : names[target, default: []].count)
    }
    return names
  }

  /// Creates a branch that points to a snapshot.
  ///
  /// - Parameter force: whether an existing branch of that name is moved; the branch that HEAD names is never moved.
  package func makeBranch(_ name: String, at id: ObjectID, force: Bool = false) throws {
    guard let ref = RefName(branch: name) else { throw NameError.badName(name) }
    if force, try repository.refs.branch() == ref { throw NameError.current(name) }
    try makeRef(ref, at: id, "branch: created", force: force)
  }

  /// Creates a tag; with a text, an annotated tag with author and time.
  ///
  /// - Parameter force: whether an existing tag of that name is replaced; its old target stays in its reflog.
  package func makeTag(_ name: String, at id: ObjectID, text: String?, force: Bool = false) throws {
    guard let ref = RefName(tag: name) else { throw NameError.badName(name) }
    guard let text else { return try makeRef(ref, at: id, "tag: created", force: force) }
    var writer = repository.objectWriter()
    let message = Array(CommitMessage(text).encoded.utf8)
    let tag = Tag(target: id, kind: .commit, name: name, tagger: author, message: message)
    let object = try writer.add(StoredObject(.tag, tag.encoded))
    _ = try writer.finish()
    try makeRef(ref, at: object, "tag: created", force: force)
  }

  private func makeRef(_ ref: RefName, at id: ObjectID, _ message: String, force: Bool) throws {
    // Its old target goes into the logs.
    try repository.checkRefConsistency(of: ref)
    let old = try repository.refs.value(ref)
    guard old == nil || force else { throw NameError.taken(ref) }
    try repository.update(
      [RefChange(ref, expecting: .value(old), to: .id(id))],
      message: old == nil ? message : message.replacing("created", with: "moved"), who: author,
      operation: OperationRecord(arguments: arguments))
  }

  /// The ref for a branch that does not exist yet.
  package func newBranch(_ name: String) throws -> RefName {
    guard let ref = RefName(branch: name) else { throw NameError.badName(name) }
    guard try repository.refs.value(ref) == nil else { throw NameError.taken(ref) }
    return ref
  }

  /// The ref of a branch that exists.
  package func knownBranch(_ name: String) throws -> RefName {
    guard let ref = RefName(branch: name), try repository.refs.id(ref) != nil else {
      throw try unknown(name, isTag: false)
    }
    return ref
  }

  /// Removes a branch or tag; its target stays as `refs/synvc/deleted/…`.
  package func removeName(_ name: String, isTag: Bool) throws -> ObjectID {
    let ref = isTag ? RefName(tag: name) : RefName(branch: name)
    guard let ref, let id = try repository.refs.id(ref) else { throw try unknown(name, isTag: isTag) }
    guard try repository.refs.branch() != ref else { throw NameError.current(name) }
    try repository.checkRefConsistency(of: ref)
    try repository.update(
      [RefChange(ref, expecting: .value(.id(id)), to: nil)], message: "\(isTag ? "tag" : "branch"): deleted",
      who: author,
      operation: OperationRecord(arguments: arguments))
    return id
  }

  /// Gives a branch another name; HEAD follows.
  package func renameBranch(_ old: String, to new: String) throws {
    guard let from = RefName(branch: old), let id = try repository.refs.id(from) else {
      throw try unknown(old, isTag: false)
    }
    guard let to = RefName(branch: new) else { throw NameError.badName(new) }
    try repository.checkRefConsistency(of: from)
    guard try repository.refs.value(to) == nil else { throw NameError.taken(to) }
    var changes = [RefChange(to, expecting: .value(nil), to: .id(id))]
    if try repository.refs.branch() == from {
      changes.append(RefChange(.head, expecting: .value(.symbolic(from)), to: .symbolic(to)))
    }
    changes.append(RefChange(from, expecting: .value(.id(id)), to: nil))
    try repository.update(
      changes, message: "branch: renamed \(from) to \(to)", who: author,
      operation: OperationRecord(arguments: arguments))
  }

  private func unknown(_ name: String, isTag: Bool) throws -> NameError {
    let known = try repository.refs.list(isTag ? "refs/tags/" : "refs/heads/").map(\.name.short)
    return .unknown(name, isTag: isTag, near: EditDistance.nearest(to: name, among: known))
  }
}
