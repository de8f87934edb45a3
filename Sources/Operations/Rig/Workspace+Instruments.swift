package import Archive
import Bytes
import MIDI
import Profiles
import Transfer

extension Workspace {
  /// The devices that were named, or all of the rig that have a port on this computer, or had one when they were read.
  package func chosen(_ names: [String], in rig: Rig) throws(OperationError) -> [Device] {
    let known = rig.devices.map(\.name)
    if names.isEmpty {
      guard let first = known.first else { throw .emptyRig }
      var meant: [Device] = []
      var isReachable = false
      for device in rig.devices {
        let hasPort = try port(of: device.name) != nil
        isReachable = isReachable || hasPort
        // One that has lost its port is not passed over in silence.
        let isMeant = hasPort ? true : try wasAskedHere(device.name)
        if isMeant { meant.append(device) }
      }
      guard isReachable else { throw .noPort(device: first) }
      return meant
    }
    var chosen: [Device] = []
    for name in names {
      guard let device = rig.device(name) else {
        throw .unknownDevice(name, near: EditDistance.nearest(to: name, among: known))
      }
      if !chosen.contains(device) { chosen.append(device) }
    }
    return chosen
  }

  /// Opens a device's port.
  func open(_ device: Device, on delegate: TransferDelegate) throws -> (reader: SlotReader, port: String) {
    guard let name = try port(of: device.name) else { throw OperationError.noPort(device: device.name) }
    guard let id = device.profile else { throw OperationError.opaque(device: device.name) }
    let profile = try profile(id)
    let channel = try channel(of: device, profile)
    let pacing = try pacing(of: device.name, on: name, profile)
    delegate.meets(device, name, profile.isAskable ? profile.stepsBeforeReading.map(\.text) : [])
    let conversation = Conversation(try delegate.open(device, name), pacing: pacing)
    return (SlotReader(conversation, profile, channel: channel, isInterrupted: delegate.isInterrupted), name)
  }

  /// Where programs are selected, from 0: the first channel unless the device has another.
  private func channel(of device: Device, _ profile: any DeviceModel) throws(OperationError) -> UInt8 {
    guard let number = device.channel, profile.slotKinds.contains(where: { $0.select != nil }) else { return 0 }
    guard (1...16).contains(number) else { throw .noChannel(device: device.name, number: number) }
    return UInt8(number - 1)
  }

  /// Whether a device answers requests for its content.
  package func isAskable(_ device: Device) throws(OperationError) -> Bool {
    guard let id = device.profile else { return false }
    return try profile(id).isAskable
  }
}
