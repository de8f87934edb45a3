/// Names of the folders of a snapshot that hold messages: `mono` for a device of the rig, `files/rom2a` for an imported
/// file.
package enum FolderName {
  /// The top-level folder of imported files; no device may be called so.
  package static let files = "files"

  /// Of an imported file: a device's name behind `files/`.
  package static func file(_ name: String) -> String { "\(files)/\(name)" }

  package static func isFile(_ name: String) -> Bool { name.hasPrefix("\(files)/") }

  /// The folder that a stored path lies in, and the rest of the path: `files/rom2a` and `bank/1.syx`.
  package static func split(_ path: String) -> (folder: String, rest: String)? {
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    guard parts[0] == files else { return (parts[0], parts[1]) }
    let below = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
    return below.count == 2 ? (file(below[0]), below[1]) : (parts[0], parts[1])
  }

  /// Devices first, then imported files, both by name.
  package static func precedes(_ left: String, _ right: String) -> Bool {
    isFile(left) == isFile(right) ? left < right : isFile(right)
  }
}
