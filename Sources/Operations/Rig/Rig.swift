internal import Bytes
internal import YAML

/// The instruments of an archive: `rig.yaml`.
package struct Rig: Hashable, Sendable {
  /// By name, in order of names.
  package var devices: [Device]

  package static let path = "rig.yaml"

  package init(devices: [Device] = []) { self.devices = devices }

  package func device(_ name: String) -> Device? { devices.first { $0.name == name } }

  /// Adds a device or takes the place of the one with its name.
  package mutating func put(_ device: Device) {
    devices.removeAll { $0.name == device.name }
    devices.append(device)
    devices.sort { $0.name < $1.name }
  }

  /// The file's bytes: the same rig always gives the same ones.
  package var encoded: [UInt8] {
    var text = "# The instruments of this archive. Each computer tells its own ports with 'synvc device add'.\n"
    text += devices.isEmpty ? "devices: {}\n" : "devices:\n"
    for device in devices {
      text += "  \(device.name):\n    profile: \(device.profile ?? "none")\n"
      if let channel = device.channel { text += "    channel: \(channel)\n" }
    }
    return Array(text.utf8)
  }

  /// Reads the file; keys that a later synvc may write are passed over.
  package init(parsing bytes: [UInt8]) throws(OperationError) {
    self.init()
    for (key, values) in try YAMLFile.mapping(bytes, path: Rig.path)?["devices"]?.pairs ?? [] {
      guard let name = key.scalar, Device.isName(name), values.isMapping else {
        throw .damagedFile(path: Rig.path, reason: .badName(key.scalar ?? ""))
      }
      let profile = values["profile"]?.scalar
      let channel = values["channel"]?.scalar.flatMap { Int($0) }
      put(Device(name: name, profile: profile == "none" ? nil : profile, channel: channel))
    }
  }
}

/// What is known of a device at one moment: `device.yaml`.
package struct DeviceFacts: Hashable, Sendable {
  package var profile: String?
  package var name: String
  /// As the device reported it, or as the user typed it; nil where nothing reports it.
  package var firmware: String?
  /// Reply to the identity request or the profile's probe, without what changes.
  package var identity: [UInt8]?

  package init(profile: String?, name: String, firmware: String? = nil, identity: [UInt8]? = nil) {
    self.profile = profile
    self.name = name
    self.firmware = firmware
    self.identity = identity
  }

  package static let file = "device.yaml"

  package var encoded: [UInt8] {
    var text = "profile: \(profile ?? "none")\nname: \"\(YAMLFile.escaped(name))\"\n"
    if let firmware { text += "firmware: \"\(YAMLFile.escaped(firmware))\"\n" }
    if let identity { text += "identity: \"\(Hex.spaced(identity))\"\n" }
    return Array(text.utf8)
  }

  package init(parsing bytes: [UInt8], path: String) throws(OperationError) {
    let values = try YAMLFile.mapping(bytes, path: path)
    let profile = values?["profile"]?.scalar
    self.init(
      profile: profile == "none" ? nil : profile, name: values?["name"]?.scalar ?? "",
      firmware: values?["firmware"]?.scalar,
      identity: values?["identity"]?.scalar.flatMap { try? Hex.parse($0) })
  }
}

/// Small YAML files of the archive.
enum YAMLFile {
  /// The mapping that a file is; nil where it is empty.
  static func mapping(_ bytes: [UInt8], path: String) throws(OperationError) -> YAMLNode? {
    let node: YAMLNode?
    do throws(YAMLError) { node = try YAMLDocument.read(String(decoding: bytes, as: UTF8.self)) } catch {
      throw .damagedFile(path: path, reason: .notYAML)
    }
    guard let node, !node.isMapping else { return node }
    throw .damagedFile(path: path, reason: .notKeysAndValues)
  }

  /// For a text in double quotes.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\x\(Hex.spaced([UInt8(scalar.value)]))"
      default: String(scalar)
      }
    }.joined()
  }
}
