internal import Bytes
internal import YAML

/// The facts about a device at one moment: `device.yaml`.
package struct DeviceFacts: Hashable, Sendable {
  package var profile: String?
  package var name: String
  /// As the device reported it, or as the user typed it; nil where nothing reports it.
  package var firmware: String?
  /// Reply to the identity request or the profile's probe, without its changing bytes.
  package var identity: [UInt8]?
  /// Keys of a later synvc, kept unchanged.
  private var unknown: [UnknownKey] = []

  package init(profile: String?, name: String, firmware: String? = nil, identity: [UInt8]? = nil) {
    self.profile = profile
    self.name = name
    self.firmware = firmware
    self.identity = identity
  }

  package static let file = "device.yaml"
  /// In the same folder: the profile as it was.
  package static let profileFile = "profile.yaml"

  package var encoded: [UInt8] {
    var text = "profile: \(profile ?? "none")\nname: \"\(YAMLFile.escaped(name))\"\n"
    if let firmware { text += "firmware: \"\(YAMLFile.escaped(firmware))\"\n" }
    if let identity { text += "identity: \"\(Hex.spaced(identity))\"\n" }
    for key in unknown { text += "\(key.line)\n" }
    return Array(text.utf8)
  }

  package init(parsing bytes: [UInt8], path: String) throws(ArchiveError) {
    let values = try YAMLFile.mapping(bytes, path: path)
    let profile = values?["profile"]?.scalar
    self.init(
      profile: profile == "none" ? nil : profile, name: values?["name"]?.scalar ?? "",
      firmware: values?["firmware"]?.scalar,
      identity: values?["identity"]?.scalar.flatMap { try? Hex.parse($0) })
    unknown = YAMLFile.unknown(in: values, besides: ["profile", "name", "firmware", "identity"])
  }
}
