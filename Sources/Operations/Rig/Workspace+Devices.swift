package import Archive
import Bytes
import Repository

extension Workspace {
  /// - Throws: `.badDeviceName` for a name that no new device may have.
  func checkName(_ name: String) throws(OperationError) {
    if Device.isNewName(name) { return }
    guard Device.isName(name), try rig().device(name) != nil else { throw .badDeviceName(name) }
  }

  /// Names a device of the rig; `rig.yaml` follows with the next snapshot.
  ///
  /// - Parameter usb: the USB device behind the port, by which it is found again; nil where there is none.
  package func addDevice(_ device: Device, port: String?, usb: String? = nil) throws(OperationError) {
    try checkName(device.name)
    if let id = device.profile { _ = try profile(id) }
    try changeConfig { config throws(ConfigError) in
      try config.unset(PendingDevice.key(device.name, "removed"))
      try config.set(PendingDevice.key(device.name, "profile"), to: device.profile ?? "none")
      if let channel = device.channel { try config.set(PendingDevice.key(device.name, "channel"), to: String(channel)) }
      guard let port else { return }
      try config.set(PendingDevice.key(device.name, "port"), to: port)
      try config.unset(PendingDevice.key(device.name, "usb"))
      if let usb { try config.set(PendingDevice.key(device.name, "usb"), to: usb) }
    }
  }

  /// Removes a device from the rig; its stored content stays in the history.
  package func removeDevice(_ name: String) throws(OperationError) {
    let known = try rig().devices.map(\.name)
    guard known.contains(name) else { throw .unknownDevice(name, near: EditDistance.nearest(to: name, among: known)) }
    try changeConfig { config throws(ConfigError) in
      for field in ["port", "usb", "profile", "channel", "trusted", "select"] {
        try config.unset(PendingDevice.key(name, field))
      }
      try config.set(PendingDevice.key(name, "removed"), to: "true")
    }
  }

  func trust(_ port: String, of device: String) throws(OperationError) {
    try changeConfig { config throws(ConfigError) in
      try config.set(PendingDevice.key(device, "trusted"), to: port)
    }
  }

  /// Removes the entries from `config` that the rig file now holds; entries added since then stay.
  func forget(_ pending: [PendingDevice]) throws(OperationError) {
    guard !pending.isEmpty else { return }
    try changeConfig { config throws(ConfigError) in
      for device in PendingDevice.all(in: config) where pending.contains(device) {
        for field in ["profile", "channel", "removed"] { try config.unset(PendingDevice.key(device.name, field)) }
      }
    }
  }

  private func changeConfig(
    _ change: (inout Config) throws(ConfigError) -> Void
  ) throws(OperationError) {
    try storing { () throws(StorageError) in try repository.changeConfig(change) }
  }
}
