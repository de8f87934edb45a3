import Archive
import History
import MIDI
import Objects
import Profiles
import Transfer

/// Plans a send: opens the ports, reads the current content, and finds what differs. Nothing is sent.
struct RestorePlanner {
  let workspace: Workspace
  let request: RestoreRequest
  let delegate: TransferDelegate

  init(_ workspace: Workspace, _ request: RestoreRequest, on delegate: TransferDelegate) {
    (self.workspace, self.request) = (workspace, request)
    self.delegate = workspace.sharingPorts(of: delegate)
  }

  /// Opens the ports, reads the current content, and plans the messages. Nothing is sent.
  func run() throws -> Restore {
    let target = try workspace.snapshot(request.target)
    let rig = try workspace.rig()
    let names = rig.devices.map(\.name).filter(request.means)
    let mentioned = Set(request.deviceNames == nil ? try names.filter { try workspace.port(of: $0) != nil } : names)
    if mentioned.isEmpty, let first = names.first { throw OperationError.noPort(device: first) }
    let wanted = try workspace.state(request.target, devices: Set(mentioned.map(request.source)))
    let head = try workspace.state(try workspace.head(), devices: mentioned)
    var drafts: [Draft] = []
    do {
      for device in rig.devices where mentioned.contains(device.name) {
        guard let before = wanted.device(request.source(for: device.name)), before.facts.profile != nil else {
          continue
        }
        if let origin = request.origin, before.facts.profile != device.profile {
          throw OperationError.otherModel(origin.folder, model: before.facts.name, device: device.name)
        }
        drafts.append(try draft(device, before, head.device(device.name)))
      }
      guard !drafts.isEmpty else { throw OperationError.nothingToRestore }
      let readings = try readings(drafts)
      let lines = try zip(drafts, readings).map { draft, reading in try line(draft, reading, target) }
      let leftOut = try workspace.leftOut(of: request, besides: Set(drafts.map(\.device.name)), in: rig)
      return Restore(request, target: target, lines: lines, leftOut: leftOut)
    } catch {
      for draft in drafts { draft.job.reader.conversation.port.close() }
      throw error
    }
  }

  /// A device of a send before it was read.
  private struct Draft {
    let device: Device
    let wanted: DeviceFacts
    let content: DeviceContent
    let head: DeviceState?
    let job: ReadingJob
  }

  private func draft(
    _ device: Device, _ wanted: DeviceState, _ head: DeviceState?
  ) throws -> Draft {
    let (reader, port) = try workspace.open(device, on: delegate)
    do {
      let profile = reader.profile
      do { try profile.readWhole() } catch { throw OperationError.profile(error, id: profile.id) }
      let content = wanted.content(profile)
      let job = ReadingJob(
        device: device.name, port: port, reader: reader, slots: slotsToRead(device, profile, content),
        sizes: head?.content(profile).carriers.mapValues(\.byteCount) ?? [:],
        // The content to be overwritten is saved first: messages that cannot prove themselves whole are read twice.
        reread: request.withBackup ? .all : .none)
      return Draft(device: device, wanted: wanted.facts, content: content, head: head, job: job)
    } catch {
      reader.conversation.port.close()
      throw error
    }
  }

  /// The content of the devices: read at once, or taken from a snapshot.
  private func readings(
    _ drafts: [Draft]
  ) throws -> [DeviceReading] {
    let read = drafts.indices.filter { request.assume == nil && drafts[$0].job.reader.profile.isAskable }
    try workspace.agree(to: read.map { drafts[$0].job }, on: delegate)
    let outcomes = ParallelReader(
      jobs: read.map { drafts[$0].job }, isInterrupted: delegate.isInterrupted, progress: delegate.progress
    ).run()
    workspace.tellStanding(read.map { (drafts[$0].device.name, drafts[$0].job.reader) }, on: delegate)
    var readings: [Int: DeviceReading] = [:]
    for (index, outcome) in zip(read, outcomes) {
      readings[index] = try talking(to: drafts[index].device.name) { () throws(TransferError) in try outcome.get() }
    }
    return try drafts.indices.map { index in try readings[index] ?? assumed(drafts[index]) }
  }

  private func line(
    _ draft: Draft, _ reading: DeviceReading, _ target: SnapshotCommit
  ) throws -> Restore.Line {
    let (device, job, profile) = (draft.device, draft.job, draft.job.reader.profile)
    let head = draft.head?.content(profile) ?? DeviceContent([], profile: profile)
    let source = request.source(for: device.name)
    let partial = partialSlots(target, source, profile)
    let unconfirmed = Set(target.unconfirmed(of: source, profile))
    let plan = { (reading: DeviceReading) throws(OperationError) -> DevicePlan in
      let maker = PlanMaker(
        device: device, profile: profile, port: job.port, request: request, target: draft.content,
        current: DeviceContent(reading.dumps, profile: profile),
        known: head, asked: Set(job.slots), targetFacts: draft.wanted, partial: partial, unconfirmed: unconfirmed)
      return try maker.plan(reading.identification, known: draft.head?.facts, realTime: reading.realTime)
    }
    return Restore.Line(
      plan: try plan(reading), job: job, reading: reading, asked: Set(job.slots), known: head, replan: plan)
  }

  /// Slots named and those they refer to, where slots were named; else all, with the optional kinds of the target.
  private func slotsToRead(
    _ device: Device, _ profile: any DeviceModel, _ target: DeviceContent
  ) -> [Slot] {
    let source = request.source(for: device.name)
    let all = profile.slots(with: Set(target.carriers.keys.map(\.kind)))
    let named = all.filter { request.selection.touches(source, $0, profile) }
    let own = request.destination.map { [profile.home(of: $0)] } ?? named
    guard !request.selection.isWhole(source) else { return own }
    let meant = target.slots.filter { request.selection.contains(source, $0, profile) }
    let referred = Set(target.references(from: meant, profile).map(profile.home)).subtracting(own)
    return own + all.filter(referred.contains)
  }

  /// The content of a device according to a snapshot; the device is asked only for its identity.
  private func assumed(_ draft: Draft) throws -> DeviceReading {
    let (device, job, profile) = (draft.device, draft.job, draft.job.reader.profile)
    var reading = DeviceReading(profile: profile)
    reading.identification = try talking(to: device.name) { () throws(TransferError) in
      profile.transfer.isOneWay ? nil : try job.reader.identify()
    }
    guard let commit = try request.assume ?? workspace.head() else { return reading }
    let values =
      try workspace.state(commit, devices: [device.name]).device(device.name)?.content(profile).carriers ?? [:]
    let known = profile.isAskable ? job.slots : profile.sorted(Array(values.keys))
    reading.dumps = known.compactMap { slot in
      guard request.selection.touches(device.name, slot, profile) || job.slots.contains(slot) else { return nil }
      return values[slot].map { (slot, $0) }
    }
    return reading
  }

  private func partialSlots(_ target: SnapshotCommit, _ folder: String, _ profile: any DeviceModel) -> Set<Slot> {
    Set(
      target.values("Synvc-Partial").compactMap { value in
        let words = value.split(separator: " ")
        guard words.count == 2, words[0] == folder else { return nil }
        return profile.slot(words[1])
      })
  }
}
