package import Archive
package import History
import MIDI
import Objects
import Profiles
import Transfer

/// The present state of a device, compared with a snapshot.
package struct LiveComparison: Sendable {
  package let device: Device
  package let profileName: String
  package let port: String
  package let difference: DeviceDifference
  package let slotCount: Int
  package let duration: Duration
}

/// Reads devices and compares them with a snapshot; nothing is stored.
struct StatusOperation {
  let workspace: Workspace
  let commit: ObjectID?
  let selection: SlotSelection
  let delegate: TransferDelegate

  init(
    _ workspace: Workspace, with commit: ObjectID?, _ selection: SlotSelection, on delegate: TransferDelegate
  ) {
    (self.workspace, self.commit, self.selection) = (workspace, commit, selection)
    self.delegate = workspace.sharingPorts(of: delegate)
  }

  func run() throws -> [LiveComparison] {
    let state = try workspace.state(commit)
    let devices = try workspace.chosen(selection.deviceNames?.sorted() ?? [], in: try workspace.rig()).filter {
      selection.mentions($0.name)
    }
    var jobs: [(device: Device, known: DeviceContent, job: ReadingJob)] = []
    defer { for entry in jobs { entry.job.reader.conversation.port.close() } }
    for device in devices {
      guard try workspace.isAskable(device) || selection.deviceNames != nil || devices.count == 1 else { continue }
      jobs.append(try liveJob(device, state.device(device.name)))
    }
    try workspace.agree(to: jobs.map(\.job), on: delegate)
    let outcomes = ParallelReader(
      jobs: jobs.map(\.job), isInterrupted: delegate.isInterrupted, progress: delegate.progress
    ).run()
    workspace.tellStanding(jobs.map { ($0.device.name, $0.job.reader) }, on: delegate)
    return try zip(jobs, outcomes).map { entry, outcome in
      comparison(
        entry.device, entry.known, entry.job,
        try talking(to: entry.device.name) { () throws(TransferError) in try outcome.get() })
    }
  }

  private func liveJob(
    _ device: Device, _ before: DeviceState?
  ) throws -> (Device, DeviceContent, ReadingJob) {
    if device.profile != nil, try !workspace.isAskable(device) { throw OperationError.needsHands(device: device.name) }
    let (reader, port) = try workspace.open(device, on: delegate)
    let profile = reader.profile
    let known = before?.content(profile) ?? DeviceContent([], profile: profile)
    let optional = Set(
      selection.isAll ? [] : profile.slotKinds.map(\.id).filter { selection.names(kind: $0, of: device.name) })
    let slots = profile.slots(with: optional).filter { selection.touches(device.name, $0, profile) }
    let job = ReadingJob(
      device: device.name, port: port, reader: reader, slots: slots, sizes: known.carriers.mapValues(\.byteCount))
    return (device, known, job)
  }

  private func comparison(
    _ device: Device, _ known: DeviceContent, _ job: ReadingJob, _ reading: DeviceReading
  ) -> LiveComparison {
    let profile = job.reader.profile
    let now = DeviceContent(reading.dumps, profile: profile)
    let asked = Set(job.slots)
    let comparison = DeviceComparison(
      known, now,
      isWanted: { asked.contains(profile.home(of: $0)) && selection.contains(device.name, $0, profile) },
      withUnknown: false)
    let difference = DeviceDifference(
      device: device.name, presence: .both, profile: profile, comparison: comparison, facts: [], newContent: now,
      oldContent: known)
    return LiveComparison(
      device: device, profileName: profile.name, port: job.port, difference: difference,
      slotCount: job.slots.count,
      duration: reading.duration)
  }
}
