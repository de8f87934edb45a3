package import Objects

/// Resolves git revisions: names, ids, their ancestors, reflogs, messages.
///
/// `REV:PATH` is left to the caller: a colon is in no revision but at the start of `:/TEXT` and in a date.
///
/// - Source: git, Documentation/revisions.txt.
package struct Revisions {
  let archive: Repository
  let now: Timestamp
  let converted: (_ old: ObjectID, _ new: ObjectID) -> Void

  /// - Parameters:
  ///   - now: the reference date for dates such as `@{yesterday}`.
  ///   - converted: called when an id is one that an object had before the archive was converted.
  package init(
    _ archive: Repository, now: Timestamp, converted: @escaping (_ old: ObjectID, _ new: ObjectID) -> Void = { _, _ in }
  ) {
    self.archive = archive
    self.now = now
    self.converted = converted
  }

  /// The object that a revision names; of an annotated tag the tag itself, as git does.
  package func resolve(_ text: String) throws(RevisionError) -> ObjectID {
    if text.hasPrefix(":/") { return try newest(matching: String(text.dropFirst(2)), text) }
    let (base, steps) = try RevisionStep.split(text)
    var id = try resolveBase(base, hasSteps: !steps.isEmpty)
    for step in steps { id = try take(step, from: id) }
    return id
  }

  /// The commit that a revision resolves to.
  package func commit(_ text: String) throws(RevisionError) -> ObjectID {
    try peel(try resolve(text), to: .commit)
  }

  private func take(_ step: RevisionStep, from id: ObjectID) throws(RevisionError) -> ObjectID {
    switch step {
    case .parent(let number):
      let commit = try peel(id, to: .commit)
      if number == 0 { return commit }
      let parents = try reading { () throws(StorageError) in try archive.objects.commit(commit).parents }
      guard number <= parents.count else { throw .noParent(commit, number: number) }
      return parents[number - 1]
    case .ancestor(let generations):
      var commit = try peel(id, to: .commit)
      for _ in 0..<generations {
        let parents = try reading { () throws(StorageError) in try archive.objects.commit(commit).parents }
        guard let parent = parents.first else { throw .noParent(commit, number: 1) }
        commit = parent
      }
      return commit
    case .peel(nil): return try reading { () throws(StorageError) in try archive.objects.peel(id).id }
    case .peel(let kind?): return try peel(id, to: kind)
    case .exists:
      _ = try reading { () throws(StorageError) in try archive.objects.read(id) }
      return id
    case .search(let text):
      let start = try peel(id, to: .commit)
      return try first(from: [start], matching: text)
    }
  }

  /// Follows tags, and from a commit to its tree, until the kind is met.
  func peel(_ id: ObjectID, to kind: ObjectKind) throws(RevisionError) -> ObjectID {
    var id = id
    while true {
      let current = id
      let object = try reading { () throws(StorageError) in try archive.objects.read(current) }
      if object.kind == kind { return id }
      switch object.kind {
      case .tag: id = try reading { () throws(StorageError) in try archive.objects.tag(current).target }
      case .commit where kind == .tree:
        id = try reading { () throws(StorageError) in try archive.objects.commit(current).tree }
      default: throw .wrongKind(id, found: object.kind, wanted: kind)
      }
    }
  }

  func reading<Value>(_ call: () throws(StorageError) -> Value) throws(RevisionError) -> Value {
    do {
      return try call()
    } catch {
      throw .storage(error)
    }
  }
}
