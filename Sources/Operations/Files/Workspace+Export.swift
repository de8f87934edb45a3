package import Objects
import Profiles
package import Archive

extension Workspace {
  /// The messages of a snapshot in replay order, one behind the other.
  ///
  /// - Parameter raw: with the stray bytes of an imported file; the file itself where it was kept.
  package func export(
    _ commit: ObjectID, _ selection: SlotSelection, raw: Bool
  ) throws(OperationError) -> (bytes: [UInt8], messages: Int) {
    let state = try state(commit, devices: selection.deviceNames)
    var bytes: [UInt8] = []
    var count = 0
    for device in state.devices where selection.mentions(device.name) {
      if raw, selection.isWhole(device.name), let source = device.source {
        bytes += source
        count += device.messages.count
        continue
      }
      let profile = try profile(for: device)
      for entry in device.entries {
        if entry.isStray {
          if raw, selection.isWhole(device.name) { bytes += entry.bytes }
          continue
        }
        guard isSelected(entry, device, profile, selection) else { continue }
        bytes += entry.bytes
        count += entry.dump?.messages.count ?? 0
      }
    }
    return (bytes, count)
  }

  private func isSelected(
    _ entry: DeviceState.Entry, _ device: DeviceState, _ profile: (any DeviceModel)?, _ selection: SlotSelection
  ) -> Bool {
    if selection.isWhole(device.name) { return true }
    guard let profile, let slot = MessagePaths.slot(entry.path, profile) else { return false }
    return selection.touches(device.name, slot, profile)
  }
}
