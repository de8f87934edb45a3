/// Which archive is meant: the same path and the same folders.
package struct ArchiveIdentity: Hashable, Sendable {
  /// Absolute, without links.
  package let path: String
  /// Device and inode of the git folder, and of the one that it shares with other work trees.
  package let folders: String

  package init(path: String, folders: String) {
    self.path = path
    self.folders = folders
  }
}

/// The user's trust in an archive; kept outside of the archive, as text in the form of git's configuration.
package struct TrustRecord: Hashable, Sendable {
  package let identity: ArchiveIdentity
  /// The digest of the trusted evidence; nil: nothing is trusted.
  package private(set) var digest: String?
  private var textconv: String?
  /// The ports that the user named or was shown, by device.
  package private(set) var ports: [String: String] = [:]

  package init(_ identity: ArchiveIdentity) { self.identity = identity }

  /// Trusts the current hooks and settings of an archive.
  package mutating func trust(_ evidence: TrustEvidence) {
    (digest, textconv) = (evidence.digest, evidence.writtenTextconvDigest)
  }

  package mutating func allow(_ port: String, of device: String) { ports[device] = port }

  /// Whether the current hooks and settings of an archive are the trusted ones.
  package func holds(_ evidence: TrustEvidence) -> Bool {
    digest == evidence.digest && (evidence.textconvDigest == nil || evidence.textconvDigest == textconv)
  }
}

extension TrustRecord {
  /// Nil for bytes that are not a record: then nothing is trusted.
  init?(_ bytes: [UInt8]) {
    guard let config = try? Config(bytes), let path = config["archive.path"], let folders = config["archive.folders"]
    else { return nil }
    identity = ArchiveIdentity(path: path, folders: folders)
    digest = config["archive.trusted"]
    textconv = config["archive.textconv"]
    for device in config.subsections(of: "device") { ports[device] = config["device.\(device).port"] }
  }

  var bytes: [UInt8] {
    get throws(ConfigError) {
      var config = try Config()
      try config.set("archive.path", to: identity.path)
      try config.set("archive.folders", to: identity.folders)
      if let digest { try config.set("archive.trusted", to: digest) }
      if let textconv { try config.set("archive.textconv", to: textconv) }
      for (device, port) in ports.sorted(by: { $0.key < $1.key }) { try config.set("device.\(device).port", to: port) }
      return config.bytes
    }
  }
}
