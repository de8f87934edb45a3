import Archive
import History
import Files
import MIDI
import Objects
import Repository
import Profiles
import Transfer

/// Stores the current content, sends a plan, reads it back, and stores the result.
struct RestoreOperation {
  let workspace: Workspace
  let restore: Restore
  let delegate: TransferDelegate
  /// Whether the restore becomes a snapshot of the branch that HEAD names; false where the caller moves refs after the
  /// verification.
  let onBranch: Bool

  /// - Parameter saved: called with the snapshot of the current content, before anything is sent.
  func run(saved: (ObjectID, _ isNew: Bool) -> Void) throws -> RestoreResult {
    if let refusal = restore.plans.flatMap(\.refusals).first { throw OperationError.refused(refusal) }
    let locks = try lockSends()
    defer { for lock in locks { lock.release(in: workspace.repository.context.files) } }
    try refuseSecondSend()
    try agreeToReadBack()
    try workspace.askToSend(restore)
    var result = RestoreResult()
    result.leftOut = restore.leftOut
    result.differsFromHead = try merged().isChanged
    let isSending = restore.plans.contains { !$0.steps.isEmpty }
    var safety: ObjectID?
    if restore.request.withBackup, isSending {
      let (id, isNew) = try workspace.rebasing { () throws(OperationError) in
        let (state, isChanged) = try merged()
        return try save(state, isChanged)
      }
      safety = id
      if restore.isRead { (result.safety, result.isSafetyNew) = (id, isNew) }
      if let id = result.safety { saved(id, isNew) }
    }
    var journals = try begin(safety: safety)
    for line in restore.lines {
      let isTuning = restore.request.isTuning
      result.parts.append(try send(line, &journals[line.plan.device.name], isTuning: isTuning))
    }
    workspace.tellSent(result, of: restore.target.id)
    result.branch = try workspace.branchName()
    // The interrupted send may already have sent everything.
    if onBranch, isSending || restore.request.isResuming && result.differsFromHead {
      let sent = result
      result.commit = try workspace.rebasing { () throws(OperationError) in
        try store(sent, merged().state)
      }
    }
    if onBranch || result.isVerified {
      for part in result.parts where !part.plan.steps.isEmpty || restore.request.isResuming {
        try workspace.endJournal(of: part.plan.device.name)
      }
    }
    if result.commit != nil { try workspace.tellRestored(result, of: restore.target.id) }
    return result
  }

  /// Keeps other processes from sending to the same devices.
  private func lockSends() throws(OperationError) -> [LockFile] {
    var locks: [LockFile] = []
    do {
      for name in restore.plans.map(\.device.name).sorted() { locks.append(try workspace.lockSends(to: name)) }
    } catch {
      for lock in locks { lock.release(in: workspace.repository.context.files) }
      throw error
    }
    return locks
  }

  /// An interrupted send is completed or taken back before another one begins, even one with nothing to send: the
  /// other send would end the journal of the first.
  private func refuseSecondSend() throws(OperationError) {
    guard !restore.request.isResuming, !restore.request.isForced else { return }
    let open = Set(try workspace.journals().map(\.device))
    for plan in restore.plans where open.contains(plan.device.name) {
      throw .refused(.sendUnderWay(device: plan.device.name))
    }
  }

  /// Slots that were not read before the plan are read back all the same.
  private func agreeToReadBack() throws {
    let unread = restore.lines.filter { line in
      !line.plan.isRead && line.plan.profile.selectsPrograms(for: line.plan.steps.map(\.slot))
    }
    guard !unread.isEmpty else { return }
    try delegate.agreeToSelect(unread.map { $0.reader.selected(as: $0.plan.device.name) })
  }

  /// The state of HEAD updated with the reading, and whether HEAD differs.
  private func merged() throws(OperationError) -> (state: RigState, isChanged: Bool) {
    var state = try workspace.state(try workspace.head(), devices: Set(restore.plans.map(\.device.name)))
    state.rig = try workspace.rig()
    var isChanged = false
    for line in restore.lines where line.plan.isRead {
      let before = state.device(line.plan.device.name)
      let merge = DeviceMerge(line.reading, of: line.plan.device, before: before, asked: line.asked)
      isChanged = isChanged || !merge.comparison.isEmpty
      state.put(merge.state)
    }
    return (state, isChanged)
  }

  /// The snapshot that holds the current content.
  private func save(
    _ state: RigState, _ isChanged: Bool
  ) throws(OperationError) -> (ObjectID?, Bool) {
    let head = try workspace.head()
    guard isChanged || head == nil else {
      try storing { () throws(StorageError) in try workspace.repository.syncHead() }
      return (head, false)
    }
    var unconfirmed: [SnapshotTrailer] = []
    for line in restore.lines {
      unconfirmed += try workspace.unconfirmed(
        line.plan.device.name, line.plan.profile, since: state.base, asked: line.plan.isRead ? line.asked : [],
        now: line.reading.unconfirmed.map(\.slot))
    }
    let facts = try [SnapshotTrailer.safety] + unconfirmed + workspace.deviceFacts(state)
    let id = try workspace.commit(
      state, text: workspace.title(ofRestoring: restore.target).ofSafety, facts: facts,
      branch: onBranch ? nil : workspace.safetyRef(), reflog: "safety")
    return (id, true)
  }

  private func store(
    _ result: RestoreResult, _ before: RigState
  ) throws(OperationError) -> ObjectID {
    var state = before
    var facts = [SnapshotTrailer.restores(restore.target.id.hex)]
    for (part, line) in zip(result.parts, restore.lines) {
      let name = part.plan.device.name
      let proved = Set(part.verified)
      facts += try workspace.unconfirmed(
        name, part.plan.profile, since: state.base, asked: proved.union(line.plan.isRead ? line.asked : []),
        now: line.reader.selection.unconfirmed.keys.filter { !proved.contains($0) })
      guard let device = state.device(name), !part.plan.steps.isEmpty else { continue }
      var reading = DeviceReading(profile: part.plan.profile)
      reading.dumps = part.plan.steps.compactMap { step in
        if let other = part.different.first(where: { $0.slot == step.slot }) {
          return other.found.map { (step.slot, $0) }
        }
        if part.unasked.contains(step.slot) { return nil }
        return (step.slot, step.dump)
      }
      reading.missing = part.unanswered.map { slot in
        (slot, .noAnswer(slot: part.plan.profile.name(slot), attempts: part.plan.profile.transfer.retries + 1))
      }
      facts += part.unanswered.map { .partial("\(name) \(part.plan.profile.name($0))") }
      reading.dumps += part.plan.profile.sorted(Array(part.foundUnasked.keys)).compactMap { slot in
        part.foundUnasked[slot].map { (slot, $0) }
      }
      let sent = Set(part.plan.steps.map(\.slot) + part.changedUnasked)
      state.put(DeviceMerge(reading, of: line.plan.device, before: device, asked: sent).state)
      facts.append(
        part.unverified.isEmpty
          ? .verified("\(name) read back \(part.verified.count) of \(part.plan.steps.count)")
          : .unverified(device: name, slots: part.unverified.count))
    }
    facts += try workspace.deviceFacts(state)
    let isWhole = result.isVerified && !result.isPartial
    return try workspace.commit(
      state, text: workspace.title(ofRestoring: restore.target).ofRestore(isWhole: isWhole), facts: facts,
      reflog: isWhole ? "restore" : "partly restore",
      status: !result.isVerified ? 23 : result.isUnproved || result.isPartial ? 3 : 0)
  }

  /// Writes down for every device the slots to send, before the first byte: an interrupted send is then known. A send
  /// that is completed or taken back keeps its journal, for it may be interrupted again.
  private func begin(safety: ObjectID?) throws(OperationError) -> [String: Journal] {
    let open = restore.request.isResuming ? try workspace.journals() : []
    var journals: [String: Journal] = [:]
    for plan in restore.plans where !plan.steps.isEmpty {
      let name = plan.device.name
      let slots = plan.steps.flatMap { $0.slots.map(plan.profile.name) }
      let journal =
        open.first { $0.device == name }
        ?? Journal(
          device: name, target: restore.target.id, safety: safety, slots: slots,
          source: restore.request.destination == nil ? nil : plan.source.map(plan.profile.name),
          folder: restore.request.origin?.folder)
      try workspace.write(journal)
      journals[name] = journal
    }
    return journals
  }

  private func send(
    _ line: Restore.Line, _ journal: inout Journal?, isTuning: Bool
  ) throws -> RestoreResult.Part {
    let plan = line.plan
    var part = RestoreResult.Part(plan: plan)
    guard !plan.steps.isEmpty else { return part }
    let sender = SlotSender(
      line.reader, device: plan.device.name, steps: plan.steps.map(\.send), expected: plan.expectedDuration)
    let start = line.reader.conversation.port.now
    defer { workspace.tellStanding([(plan.device.name, line.reader)], on: delegate) }
    if plan.profile.isAskable {
      try talking(to: plan.device.name) { () throws(TransferError) in
        try line.reader.saveSelection(for: plan.steps.map(\.slot))
      }
    }
    let harmed = isTuning && plan.profile.isAskable ? try tune(sender, &part) : []
    for index in plan.steps.indices {
      try talking(to: plan.device.name) { () throws(TransferError) in
        try sender.send(index, since: start, progress: delegate.progress)
      }
      journal?.sent += plan.steps[index].slots.map(plan.profile.name)
      if let journal { try workspace.write(journal) }
    }
    line.reader.conversation.settle()
    guard plan.profile.isAskable else {
      for step in plan.steps { part.check.note(.unverified, of: step.slot) }
      part.duration = line.reader.conversation.port.now - start
      return part
    }
    try talking(to: plan.device.name) { () throws(TransferError) in
      try sender.readBack(&part.check, witness: line.witness, progress: delegate.progress)
      let kinds = harmed.union(part.different.map(\.slot.kind))
      if !kinds.isEmpty, part.unasked.isEmpty {
        try sender.findUnasked(kinds, &part.check, before: line.before, delegate.progress)
      }
      part.check.loaded = try sender.loaded(among: plan.steps.map(\.slot))
      try line.reader.restoreSelection()
    }
    part.duration = line.reader.conversation.port.now - start
    // A pace at which something was lost after all is none.
    if !part.different.isEmpty { try workspace.keep(nil, of: plan.device.name, on: plan.port) }
    return part
  }

  /// Looks for the fastest pace, and keeps it for the port.
  ///
  /// - Returns: kinds of which slots may hold something else now.
  private func tune(_ sender: SlotSender, _ part: inout RestoreResult.Part) throws -> Set<String> {
    let plan = part.plan
    let profiles = Pacing(plan.profile.transfer)
    sender.reader.conversation.pacing = profiles
    let outcome = try talking(to: plan.device.name) { () throws(TransferError) in
      try Tuner(sender).run()
    }
    guard let outcome else { return [] }
    part.tuned = (outcome.pacing, profiles)
    try workspace.keep(outcome.pacing, of: plan.device.name, on: plan.port)
    return outcome.harmed
  }
}
