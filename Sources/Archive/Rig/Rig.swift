internal import Bytes
internal import YAML

/// The instruments of an archive: `rig.yaml`.
package struct Rig: Hashable, Sendable {
  /// By name, in order of names.
  package var devices: [Device]
  /// Keys of a later synvc, kept unchanged.
  private var unknown: [UnknownKey] = []

  package static let path = "rig.yaml"

  package init(devices: [Device] = []) { self.devices = devices }

  package func device(_ name: String) -> Device? { devices.first { $0.name == name } }

  /// Adds a device or replaces the one of its name; unknown keys of the replaced device stay.
  package mutating func put(_ device: Device) {
    var device = device
    if device.unknown.isEmpty { device.unknown = self.device(device.name)?.unknown ?? [] }
    devices.removeAll { $0.name == device.name }
    devices.append(device)
    devices.sort { $0.name < $1.name }
  }

  /// The file's bytes: equal rigs always give equal bytes.
  package var encoded: [UInt8] {
    var text = "# The instruments of this archive. Each computer tells its own ports with 'synvc device add'.\n"
    text += devices.isEmpty ? "devices: {}\n" : "devices:\n"
    for device in devices {
      text += "  \(device.name):\n    profile: \(device.profile ?? "none")\n"
      if let channel = device.channel { text += "    channel: \(channel)\n" }
      for key in device.unknown { text += "    \(key.line)\n" }
    }
    for key in unknown { text += "\(key.line)\n" }
    return Array(text.utf8)
  }

  /// Reads the file; keys that a later synvc may write are kept.
  ///
  /// - Throws: `.damagedFile`, for a file of another version too.
  package init(parsing bytes: [UInt8]) throws(ArchiveError) {
    self.init()
    let file = try YAMLFile.mapping(bytes, path: Rig.path)
    unknown = YAMLFile.unknown(in: file, besides: ["devices"])
    let pairs = file?["devices"]?.pairs ?? []
    guard pairs.count <= ReadingBudget.Reader.devices.limit else {
      throw .damagedFile(path: Rig.path, reason: .tooLarge(.devices))
    }
    for (key, values) in pairs {
      guard let name = key.scalar, Device.isName(name), values.isMapping else {
        throw .damagedFile(path: Rig.path, reason: .badName(key.scalar ?? ""))
      }
      let profile = values["profile"]?.scalar
      let channel = values["channel"]?.scalar.flatMap { Int($0) }
      var device = Device(name: name, profile: profile == "none" ? nil : profile, channel: channel)
      device.unknown = YAMLFile.unknown(in: values, besides: ["profile", "channel"])
      devices.append(device)
    }
    devices.sort { $0.name < $1.name }
  }
}
