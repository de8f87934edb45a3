/// One instrument of the rig as every clone of the archive knows it.
package struct Device: Hashable, Sendable {
  /// `[a-z0-9][a-z0-9-]{0,31}`; up to 64 where an earlier version stored it.
  package let name: String
  /// Nil: opaque, its messages are kept as bytes.
  package let profile: String?
  /// MIDI channel or device number as the instrument counts it, from 1; nil where it does not matter.
  package let channel: Int?
  /// Keys of a later synvc, kept unchanged.
  var unknown: [UnknownKey] = []

  package init(name: String, profile: String?, channel: Int? = nil) {
    self.name = name
    self.profile = profile
    self.channel = channel
  }

  /// The most bytes of a name that is given now.
  package static let longestName = 32
  /// The most bytes of a stored name: earlier versions named a device of a file after it, with more.
  private static let longestStored = 64

  /// Names that some file system keeps for itself.
  private static let reserved: Set<String> =
    Set(["con", "prn", "aux", "nul"] + (1...9).flatMap { ["com\($0)", "lpt\($0)"] })

  /// Whether a device may be given this name: `files` is that of the folder of imported files.
  package static func isNewName(_ text: String) -> Bool {
    isName(text) && text.utf8.count <= longestName && text != FolderName.files
  }

  /// Whether a stored device may have this name.
  package static func isName(_ text: String) -> Bool {
    let allowed = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    guard allowed, !text.isEmpty, text.utf8.count <= longestStored else { return false }
    return !text.hasPrefix("-") && !reserved.contains(text)
  }
}
