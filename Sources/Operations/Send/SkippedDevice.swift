import Objects
import Repository
import Archive
import History

/// A device that a send has no part for.
package struct SkippedDevice: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// It has no port on this computer.
    case noPort
    /// It has no profile.
    case opaque
    case notInTarget
    /// The snapshot holds a device that the rig no longer has.
    case notInRig
  }

  package let device: String
  package let reason: Reason
  /// Whether the send is incomplete without the device: it was named, or the snapshot differs from HEAD for it.
  package let isMissed: Bool
}

extension Workspace {
  /// The devices of the rig and of a snapshot that were meant and have no part in a send.
  ///
  /// - Parameter names: devices that have.
  func leftOut(
    of request: RestoreRequest, besides names: Set<String>, in rig: Rig
  ) throws(OperationError) -> [SkippedDevice] {
    guard request.origin == nil else { return [] }
    let held = try namesHeld(by: request.target, besides: names)
    let meant = held.union(rig.devices.map(\.name)).subtracting(names).filter(request.selection.mentions).sorted()
    guard !meant.isEmpty else { return [] }
    let parts = meant.map { SlotSelection.Part(device: $0, kind: nil, indices: nil, text: $0) }
    let differing = try Set(
      compare(head(), request.target, SlotSelection(parts: parts)).differences.map(\.device))
    var left: [SkippedDevice] = []
    for name in meant {
      let reason = try held.contains(name) ? reason(name, rig) : .notInTarget
      let isNamed = request.selection.deviceNames?.contains(name) == true
      left.append(
        SkippedDevice(
          device: name, reason: reason, isMissed: isNamed || reason != .notInTarget && differing.contains(name)))
    }
    return left
  }

  /// The reason why a device of the snapshot is left out; without a profile in the snapshot either, nothing can be
  /// sent.
  private func reason(_ name: String, _ rig: Rig) throws(OperationError) -> SkippedDevice.Reason {
    guard let device = rig.device(name) else { return .notInRig }
    let hasPort = try port(of: name) != nil
    return device.profile == nil || hasPort ? .opaque : .noPort
  }

  private func namesHeld(by commit: ObjectID, besides names: Set<String>) throws(OperationError) -> Set<String> {
    var held: Set<String> = []
    for (name, tree) in try deviceTrees(commit) where !names.contains(name) && !FolderName.isFile(name) {
      let folder = try storing { () throws(StorageError) in try repository.objects.tree(tree) }
      if try reading({ () throws(ArchiveError) in try archive.header(name, folder) }) != nil { held.insert(name) }
    }
    return held
  }
}
