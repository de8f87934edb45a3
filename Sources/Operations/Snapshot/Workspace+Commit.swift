package import Objects
package import Repository
package import Archive

extension Workspace {
  /// Stores a state as a commit on top of its base and moves the branch to the commit.
  ///
  /// - Throws: `.ref(.changed)` when HEAD has moved: ``rebasing(_:)`` then makes the state anew.
  /// - Parameters:
  ///   - text: the user's message.
  ///   - branch: the branch to move; nil: the branch that HEAD names.
  ///   - status: exit status that the command will end with, for the operations log.
  package func commit(
    _ state: RigState, text: String, facts: [SnapshotTrailer], branch: RefName? = nil, reflog: String, status: Int = 0
  ) throws(OperationError) -> ObjectID {
    let draft = try draft(state, text: text, facts: facts, branch: branch)
    try store(draft, reflog: reflog, status: status)
    return draft.id
  }

  /// Makes the objects of a commit; nothing is written yet.
  func draft(
    _ state: RigState, text: String, facts: [SnapshotTrailer], branch: RefName? = nil
  ) throws(OperationError) -> CommitDraft {
    let head = state.base
    let current = try storing { () throws(StorageError) in try repository.refs.target(.head) }
    let target = branch ?? current
    let (base, found) = (head.map { RefValue.id($0) }, try value(of: current))
    guard base == found else { throw .storage(.ref(.changed(current, expected: base, found: found))) }
    let old = target == current ? base : try value(of: target)
    let parent = try head.map { id throws(OperationError) in try snapshot(id) }
    var facts = facts + kept(of: parent, in: state, beside: facts)
    facts.append(.sequence((parent?.sequence ?? 0) + 1))
    var who = author
    if let before = parent?.commit.committer.seconds, before > who.seconds {
      facts.append(.clock(who.seconds))
      who = who.dated(before)
    }
    let message = CommitMessage(text, facts: facts.compactMap(\.trailer))
    guard !message.subject.isEmpty else { throw .emptyMessage }
    let signature = who
    return try storing { () throws(StorageError) in
      var writer = repository.objectWriter()
      let commit = Commit(
        tree: try state.write(to: &writer), parents: head.map { [$0] } ?? [], author: signature, committer: signature,
        message: Array(message.encoded.utf8))
      let id = try writer.add(commit)
      return CommitDraft(
        id: id, writer: writer, change: RefChange(target, expecting: .value(old), to: .id(id)),
        subject: message.subject, who: signature)
    }
  }

  /// Stores the objects, then moves the branch.
  func store(_ draft: CommitDraft, reflog: String, status: Int = 0) throws(OperationError) {
    var writer = draft.writer
    try storing { () throws(StorageError) in _ = try writer.finish() }
    let update = { () throws(OperationError) in
      try storing { () throws(StorageError) in
        _ = try repository.update(
          [draft.change], message: "\(reflog): \(draft.subject)", who: draft.who,
          operation: OperationRecord(arguments: arguments, status: status))
      }
    }
    let branch = try storing { () throws(StorageError) in try repository.refs.target(.head) }
    if branch == draft.change.name { try moving(to: draft.id, on: branch, update) } else { try update() }
    repository.repackGeometrically()
    try? repository.completeAttributes()  // fsck tells where they are not what they should be
  }

  /// The unconfirmed marks of unmentioned devices: a commit keeps the marks of devices that it does not touch.
  private func kept(of parent: SnapshotCommit?, in state: RigState, beside facts: [SnapshotTrailer])
    -> [SnapshotTrailer]
  {
    let marked = Set(facts.compactMap { if case .marked(let device) = $0 { device } else { nil } })
    return state.deviceNames.filter { !marked.contains($0) }.flatMap { name in
      (parent?.unconfirmedRanges(of: name) ?? []).map { .unconfirmed(device: name, slots: $0) }
    }
  }

  /// Runs `attempt`, which reads the state of HEAD, changes and commits it. Repeats while other commands move the
  /// branch: every retry means that another command has succeeded, so all commands finish.
  package func rebasing<Value>(
    _ attempt: () throws(OperationError) -> Value
  ) throws(OperationError) -> Value {
    for _ in 1..<100 {
      do { return try attempt() } catch {
        guard case .archive(.storage(.ref(.changed))) = error else { throw error }
      }
    }
    return try attempt()
  }

  private func value(of ref: RefName) throws(OperationError) -> RefValue? {
    try storing { () throws(StorageError) in try repository.refs.value(ref) }
  }

  /// The branch that HEAD names, as people call it.
  package func branchName() throws(OperationError) -> String {
    try storing { () throws(StorageError) in try repository.refs.target(.head).short }
  }

  /// The ref that keeps a state outside all branches.
  func safetyRef() throws(OperationError) -> RefName? {
    let name = RefName.safety + String(author.seconds)
    // Two of one second are two.
    for suffix in [""] + (2..<100).map({ "-\($0)" }) {
      if let ref = RefName(name + suffix), try value(of: ref) == nil { return ref }
    }
    return RefName(name)
  }

  /// A fact for every device of a state, and for some of the imported files; the facts of unread devices come from the
  /// previous snapshot.
  func deviceFacts(_ state: RigState, and files: [String] = []) throws(OperationError) -> [SnapshotTrailer] {
    let head = try head()
    let known = try head.map { id throws(OperationError) in try snapshot(id).values("Synvc-Device") } ?? []
    var facts: [SnapshotTrailer] = []
    for name in state.deviceNames + files {
      let words = known.first { $0.hasPrefix(name + " ") }?.split(separator: " ").map(String.init) ?? []
      if let device = state.device(name) {
        facts.append(.device(name: name, profile: device.facts.profile, messages: device.entries.count))
      } else if words.count == 3, let count = Int(words[2]) {
        facts.append(.device(name: name, profile: words[1] == "none" ? nil : words[1], messages: count))
      } else if let device = try self.state(head, devices: [name]).device(name) {
        // A commit made by git counts nothing.
        facts.append(.device(name: name, profile: device.facts.profile, messages: device.entries.count))
      }
    }
    return facts
  }
}

/// A commit whose objects are made and not stored.
struct CommitDraft {
  let id: ObjectID
  fileprivate let writer: ObjectWriter
  fileprivate let change: RefChange
  fileprivate let subject: String
  fileprivate let who: Signature
}
