import Archive
import History
import MIDI
import Objects
import Profiles
import Repository
import Bytes
import Transfer

/// Reads devices and stores their state as a snapshot.
struct SnapshotOperation {
  let workspace: Workspace
  let request: SnapshotRequest
  let delegate: TransferDelegate

  init(_ workspace: Workspace, _ request: SnapshotRequest, on delegate: TransferDelegate) {
    (self.workspace, self.request) = (workspace, request)
    self.delegate = workspace.sharingPorts(of: delegate)
  }

  /// Reads devices and stores their state.
  ///
  /// A device that does not answer is carried over as long as another one was read.
  func run() throws -> SnapshotResult {
    guard !CommitMessage(request.text).subject.isEmpty else { throw OperationError.emptyMessage }
    try workspace.checkWorkTree()
    let rig = try workspace.rig()
    let devices = try workspace.chosen(request.devices, in: rig)
    try workspace.askToRead(devices)
    return try read(devices, rig)
  }

  /// Reads devices of the rig and stores their state; all confirmations were given before.
  func read(_ devices: [Device], _ rig: Rig) throws -> SnapshotResult {
    let before = try workspace.state(try workspace.head(), devices: Set(devices.map(\.name)))
    let parts = try read(devices, before, isAlone: rig.devices.count == 1)
    if let failure = parts.first?.failure, parts.allSatisfy({ $0.reading == nil }) { throw failure }
    let read = parts
    let result = try workspace.rebasing { () throws(OperationError) in try store(read) }
    let told = result.parts.filter { $0.reading != nil }.map { part in
      (name: part.device.name, changed: before.device(part.device.name) == nil ? nil : part.changedSlots)
    }
    workspace.tellStored(result.commit, on: result.branch, told)
    return result
  }

  /// A state updated with the readings.
  private struct Merged {
    var state: RigState
    var result = SnapshotResult()
    var facts: [SnapshotTrailer] = []
    var isChanged = false
  }

  /// Merges the readings into the present state of HEAD, and commits the state where it changed.
  private func store(
    _ parts: [SnapshotResult.Part]
  ) throws(OperationError) -> SnapshotResult {
    let pending = try workspace.pending()
    let merged = try merge(parts)
    var result = merged.result
    result.branch = try workspace.branchName()
    guard merged.isChanged || (request.exact && result.differsWithoutMeaning) else {
      try storing { () throws(StorageError) in try workspace.repository.syncHead() }
      return result
    }
    let devices = result.parts.filter { $0.reading != nil }.map(\.device.name)
    if let name = result.suspects.first,
      let branch = try workspace.suspectBranch(of: name, holding: merged.state, devices)
    {
      result.branch = branch.short
      try storing { () throws(StorageError) in try workspace.repository.syncHead() }
      return result
    }
    let facts = merged.facts + (request.isAutomatic ? [.automatic] : [])
    result.commit = try commit(merged.state, facts, &result)
    // The next snapshot of the rig does not build on one that was stored apart.
    if !result.isSuspect { try workspace.forget(pending) }
    return result
  }

  private func merge(
    _ parts: [SnapshotResult.Part]
  ) throws(OperationError) -> Merged {
    let before = try workspace.state(try workspace.head(), devices: Set(parts.map(\.device.name)))
    var merged = Merged(state: before)
    merged.state.rig = try workspace.rig()
    merged.isChanged = merged.state.rig != before.rig
    let age = CarriedAge(archive: workspace.archive, parent: before.base)
    for part in parts {
      let known = before.device(part.device.name)
      if let merge = part.merge(into: known, request) {
        try put(part, merge, isNew: known == nil, age, into: &merged)
        if isSuspect(merge, part.device) { merged.result.suspects.append(part.device.name) }
        if merge.state.entries != known?.entries { merged.result.differsWithoutMeaning = true }
      } else {
        var carried = part
        carried.carriedSince = try reading { () throws(ArchiveError) in try age.since(part.device.name) }
        merged.result.parts.append(carried)
      }
    }
    for name in carried(merged.state, merged.result) { merged.facts.append(try carried(name, age)) }
    return merged
  }

  private func put(
    _ part: SnapshotResult.Part, _ merge: DeviceMerge, isNew: Bool, _ age: CarriedAge,
    into merged: inout Merged
  ) throws(OperationError) {
    let told = part.merged(merge, isNew: isNew)
    merged.result.parts.append(told)
    merged.facts += Self.facts(told)
    if let reading = part.reading, let profile = reading.profile {
      merged.facts += try workspace.unconfirmed(
        part.device.name, profile, since: merged.state.base,
        asked: part.asked(request).subtracting(reading.missing.map(\.slot)), now: reading.unconfirmed.map(\.slot))
    } else {
      merged.facts.append(.marked(device: part.device.name))
    }
    for kind in merge.carriedKinds { merged.facts.append(try carried("\(part.device.name) \(kind)", age)) }
    merged.state.put(merge.state)
    merged.isChanged = merged.isChanged || !merge.comparison.isEmpty || isNew || merge.isOtherUnit
  }

  private func commit(
    _ state: RigState, _ facts: [SnapshotTrailer], _ result: inout SnapshotResult
  ) throws(OperationError) -> ObjectID {
    var branch: RefName?
    if let name = result.suspects.first {
      branch = RefName(branch: "suspect/\(name)/\(workspace.author.seconds)")
      result.branch = branch?.short ?? result.branch
    }
    return try workspace.commit(
      state, text: request.text, facts: workspace.deviceFacts(state) + facts, branch: branch, reflog: "snapshot",
      status: result.isPartial ? 3 : 0)
  }

  private func carried(_ what: String, _ age: CarriedAge) throws(OperationError) -> SnapshotTrailer {
    try reading { () throws(ArchiveError) in try age.fact(what) }
  }

  /// Errors after which no other device is tried.
  private static func isFatal(_ error: any Error) -> Bool {
    switch error {
    case OperationError.archive(.storage), OperationError.interrupted, OperationError.transfer(.interrupted, _): true
    default: false
    }
  }

  /// Reads devices: first those that answer requests, then those that a person dumps.
  ///
  /// - Parameter isAlone: whether an error ends the command, because no other device is read.
  private func read(
    _ devices: [Device], _ before: RigState, isAlone: Bool
  ) throws -> [SnapshotResult.Part] {
    var parts: [String: SnapshotResult.Part] = [:]
    var jobs: [(device: Device, job: ReadingJob)] = []
    var byHand: [Device] = []
    defer { for entry in jobs { entry.job.reader.conversation.port.close() } }
    func attempt(_ device: Device, _ body: () throws -> Void) throws {
      do { try body() } catch let error where !isAlone && !Self.isFatal(error) {
        parts[device.name] = try failed(device, error)
      }
    }
    for device in devices {
      try attempt(device) {
        if try isByHand(device) { return byHand.append(device) }
        jobs.append((device, try job(device, before: before.device(device.name))))
      }
    }
    try workspace.agree(to: jobs.map(\.job), on: delegate)
    let outcomes = ParallelReader(
      jobs: jobs.map(\.job), isInterrupted: delegate.isInterrupted, progress: delegate.progress
    ).run()
    workspace.tellStanding(jobs.map { ($0.device.name, $0.job.reader) }, on: delegate)
    for (entry, outcome) in zip(jobs, outcomes) {
      try attempt(entry.device) {
        parts[entry.device.name] = try part(
          entry.device, entry.job, talking(to: entry.device.name) { () throws(TransferError) in try outcome.get() })
      }
    }
    for device in byHand {
      try attempt(device) { parts[device.name] = try takeByHand(device) }
    }
    return devices.compactMap { parts[$0.name] }
  }

  private func job(
    _ device: Device, before: DeviceState?
  ) throws -> ReadingJob {
    let (reader, port) = try workspace.open(device, on: delegate)
    let slots = reader.profile.slots(with: request.optionalKinds)
    let sizes = before?.content(reader.profile).carriers.mapValues(\.byteCount) ?? [:]
    return ReadingJob(
      device: device.name, port: port, reader: reader, slots: slots, sizes: sizes, allowPartial: request.allowPartial,
      isTwice: try request.verify ?? !workspace.isTrusted(port, of: device.name), reread: .sums)
  }

  private func part(
    _ device: Device, _ job: ReadingJob, _ reading: DeviceReading
  ) throws -> SnapshotResult.Part {
    if job.isTwice { try workspace.trust(job.port, of: device.name) }
    let profile = job.reader.profile
    var part = SnapshotResult.Part(device: device, profileName: profile.name, port: job.port)
    part.slotCount = reading.slotCount
    part.notIncluded = profile.notIncluded(reading: request.optionalKinds)
    part.reading = reading
    return part
  }

  private func failed(_ device: Device, _ error: any Error) throws -> SnapshotResult.Part {
    let name = try device.profile.map { id throws(OperationError) in try workspace.profile(id).name }
    var part = SnapshotResult.Part(
      device: device, profileName: name ?? device.name, port: try workspace.port(of: device.name))
    part.failure = error
    return part
  }

  /// So few slots that differ are a musician's work, however small the instrument.
  private static let fewSlots = 3

  /// Whether more than half of the filled slots differ.
  private func isSuspect(_ merge: DeviceMerge, _ device: Device) -> Bool {
    let differing = merge.comparison.changes.count
    guard differing > Self.fewSlots else { return false }
    let filled = merge.filledBefore
    guard filled > 0, differing * 2 > filled else { return false }
    return delegate.confirmSuspect(device.name, differing, filled) != true
  }

  private static func facts(_ part: SnapshotResult.Part) -> [SnapshotTrailer] {
    guard let reading = part.reading else { return [] }
    let name = part.device.name
    var facts = [SnapshotTrailer.read(device: name, slots: reading.dumps.count)]
    if reading.isByHand {
      let count = reading.dumps.reduce(0) { $0 + $1.dump.messages.count } + reading.unplaced.count
      facts.append(.byHand(device: name, messages: count, others: reading.unasked))
    }
    if let identity = reading.identification?.identity { facts.append(.identity(device: name, bytes: identity)) }
    if let firmware = reading.identification?.firmware { facts.append(.firmware(device: name, firmware)) }
    facts += reading.missing.map { .partial("\(name) \(reading.name($0.slot))") }
    facts += part.notIncluded.map { .notIncluded(device: name, what: $0) }
    if reading.isReadTwice { facts.append(.verified("\(name) read twice")) }
    if reading.removed.total > 0 { facts.append(.removed("\(name) \(reading.removed.total) real-time bytes")) }
    return facts
  }

  /// Devices of the snapshot that were not read for it.
  private func carried(_ state: RigState, _ result: SnapshotResult) -> [String] {
    let read = Set(result.parts.filter { $0.reading != nil }.map(\.device.name))
    return state.deviceNames.filter { !read.contains($0) }
  }
}

extension SnapshotResult.Part {
  /// The known content of the device updated with the reading; nil where nothing was read.
  fileprivate func merge(into known: DeviceState?, _ request: SnapshotRequest) -> DeviceMerge? {
    reading.map { DeviceMerge($0, of: device, before: known, asked: asked(request)) }
  }

  /// The slots that the reading covers, whether they arrived or not.
  fileprivate func asked(_ request: SnapshotRequest) -> Set<Slot> {
    guard let reading else { return [] }
    return reading.isByHand
      ? Set(reading.dumps.map(\.slot) + reading.missing.map(\.slot))
      : Set(reading.profile?.slots(with: request.optionalKinds) ?? [])
  }

  fileprivate func merged(_ merge: DeviceMerge, isNew: Bool) -> Self {
    var part = self
    part.changedSlots = isNew ? 0 : merge.comparison.changes.count
    part.carriedKinds = merge.carriedKinds
    return part
  }
}
