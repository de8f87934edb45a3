package import Repository

/// The `config` entry of a device: its port on this computer, and the data that the next snapshot writes into
/// `rig.yaml`.
package struct PendingDevice: Hashable, Sendable {
  package let name: String
  package let profile: String?
  package let channel: Int?
  package let isRemoved: Bool

  package var device: Device { Device(name: name, profile: profile, channel: channel) }

  /// Config section: `synvc.NAME.port`, `.profile`, `.channel`, `.removed`.
  package static func key(_ name: String, _ field: String) -> String { "synvc.\(name).\(field)" }

  package static func all(in config: Config) -> [PendingDevice] {
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

/// What the configuration of this computer says of devices.
extension Archive {
  /// The port of a device on this computer.
  package func port(of device: String) throws(ArchiveError) -> String? {
    try storing { () throws(StorageError) in try repository.config()[PendingDevice.key(device, "port")] }
  }

  /// The USB device that was behind the port when it was named, in the words that it was given in.
  package func usb(of device: String) throws(ArchiveError) -> String? {
    try storing { () throws(StorageError) in try repository.config()[PendingDevice.key(device, "usb")] }
  }

  /// Whether this port was read twice without a difference before.
  package func isTrusted(_ port: String, of device: String) throws(ArchiveError) -> Bool {
    try storing { () throws(StorageError) in try repository.config()[PendingDevice.key(device, "trusted")] } == port
  }

  /// Entries that wait in `config` for the next snapshot.
  package func pending() throws(ArchiveError) -> [PendingDevice] {
    PendingDevice.all(in: try storing { () throws(StorageError) in try repository.config() })
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
