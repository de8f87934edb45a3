import Objects
import Repository
import Archive

extension Workspace {
  /// Snapshots that are looked through for one in which a device was read.
  private static let mostLookedThrough = 500

  /// Whether a device answered requests before: on this computer, or in a snapshot of the branch.
  ///
  /// The history holds its earlier content, so a silent device would look like a backup.
  func wasAsked(_ device: String) throws(OperationError) -> Bool {
    if try wasAskedHere(device) { return true }
    var next = try head()
    for _ in 0..<Self.mostLookedThrough {
      guard let id = next else { return false }
      let commit = try snapshot(id)
      if commit.values("Synvc-Read").contains(where: { Self.names(device, $0) }) { return true }
      next = commit.commit.parents.first
    }
    return false
  }

  /// Whether a port of this computer was read twice for it.
  func wasAskedHere(_ device: String) throws(OperationError) -> Bool {
    try storing { () throws(StorageError) in try repository.config()[PendingDevice.key(device, "trusted")] } != nil
  }

  /// `mono 288`; a device without a profile has no slots to be read.
  private static func names(_ device: String, _ value: String) -> Bool {
    let words = value.split(separator: " ")
    return words.count == 2 && words[0] == device && words[1] != "0"
  }
}
