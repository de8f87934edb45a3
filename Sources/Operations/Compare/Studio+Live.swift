import Diffing
import MIDI
package import Objects
import Profiles

/// A device as it is now, beside a snapshot.
package struct LiveComparison: Sendable {
  package let device: Device
  package let profileName: String
  package let port: String
  package let difference: DeviceDifference
  package let slotCount: Int
  package let duration: Duration
}

extension Studio {
  /// Reads devices and compares them with a snapshot; nothing is stored.
  ///
  /// - Parameter names: devices; empty: all of the rig that the selection means.
  package func compareLive(
    with commit: ObjectID?, _ selection: SlotSelection, on surface: Surface
  ) throws -> [LiveComparison] {
    let state = try state(commit)
    let devices = try chosen(selection.deviceNames?.sorted() ?? [], in: try rig()).filter {
      selection.mentions($0.name)
    }
    return try devices.map { try compareLive($0, state, selection, surface) }
  }

  private func compareLive(
    _ device: Device, _ state: RigState, _ selection: SlotSelection, _ surface: Surface
  ) throws -> LiveComparison {
    let (reader, _, port) = try connect(device, on: surface)
    defer { reader.conversation.port.close() }
    let profile = reader.profile
    let before = state.device(device.name)
    let known = before?.content(profile) ?? DeviceContent([], profile: profile)
    let optional = Set(
      selection.isAll ? [] : profile.kinds.map(\.id).filter { selection.names(kind: $0, of: device.name) })
    let slots = profile.slots(with: optional).filter { selection.touches(device.name, $0, profile) }
    let sizes = known.homes.mapValues(\.bytes.count)
    let reading = try talking(to: device.name) { () throws(TransferError) in
      try reader.read(slots, of: device.name, expectedBytes: { sizes[$0] }, progress: surface.progress)
    }
    let now = DeviceContent(
      reading.messages.map(\.message), filed: reading.messages.map(\.slot), profile: profile)
    let asked = Set(slots)
    let comparison = DeviceComparison(
      known, now,
      isWanted: { asked.contains(profile.home(of: $0)) && selection.contains(device.name, $0, profile) },
      withUnknown: false)
    let difference = DeviceDifference(
      device: device.name, presence: .both, profile: profile, comparison: comparison, facts: [], newContent: now,
      oldContent: known)
    return LiveComparison(
      device: device, profileName: profile.name, port: port, difference: difference, slotCount: slots.count,
      duration: reading.duration)
  }
}
