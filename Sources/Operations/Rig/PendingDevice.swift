internal import Profiles
package import Repository
import Bytes

/// The `config` entry of a device: its port on this computer, and the data that the next snapshot writes into
/// `rig.yaml`.
struct PendingDevice: Hashable, Sendable {
  let name: String
  let profile: String?
  let channel: Int?
  let isRemoved: Bool

  var device: Device { Device(name: name, profile: profile, channel: channel) }

  /// Config section: `synvc.NAME.port`, `.profile`, `.channel`, `.removed`.
  static func key(_ name: String, _ field: String) -> String { "synvc.\(name).\(field)" }

  static func all(in config: Config) -> [PendingDevice] {
    config.subsections(of: "synvc").compactMap { name in
      let isRemoved = config.bool(key(name, "removed")) ?? false
      guard Device.isName(name), let profile = config[key(name, "profile")] ?? (isRemoved ? "none" : nil) else {
        return nil
      }
      return PendingDevice(
        name: name, profile: profile == "none" ? nil : profile,
        channel: config[key(name, "channel")].flatMap { Int($0) }, isRemoved: isRemoved)
    }
  }
}

extension Workspace {
  /// The port of a device on this computer.
  package func port(of device: String) throws(OperationError) -> String? {
    try storing { () throws(StorageError) in try archive.config()[PendingDevice.key(device, "port")] }
  }

  /// The USB device that was behind the port when it was named, in the words that it was given in.
  package func usb(of device: String) throws(OperationError) -> String? {
    try storing { () throws(StorageError) in try archive.config()[PendingDevice.key(device, "usb")] }
  }

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

  /// Whether this port was read twice without a difference before.
  func isTrusted(_ port: String, of device: String) throws(OperationError) -> Bool {
    try storing { () throws(StorageError) in try archive.config()[PendingDevice.key(device, "trusted")] } == port
  }

  func trust(_ port: String, of device: String) throws(OperationError) {
    try changeConfig { config throws(ConfigError) in
      try config.set(PendingDevice.key(device, "trusted"), to: port)
    }
  }

  /// Entries that wait in `config` for the next snapshot.
  func pending() throws(OperationError) -> [PendingDevice] {
    PendingDevice.all(in: try storing { () throws(StorageError) in try archive.config() })
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
    try storing { () throws(StorageError) in try archive.changeConfig(change) }
  }
}

extension Repository {
  /// The ports that the configuration names, by device.
  package func portsNamed() throws(StorageError) -> [(device: String, port: String)] {
    let config = try config()
    return config.subsections(of: "synvc").filter { Device.isName($0) }.compactMap { name in
      config[PendingDevice.key(name, "port")].map { (name, $0) }
    }
  }
}
