internal import Operations
internal import Profiles
internal import Presentation
import Archive

/// The way to bring back the content that a send overwrites.
enum WayBack {
  /// The send becomes a snapshot of the branch in use.
  case restore
  /// The send follows refs that move; this command moves them back.
  case command(String)

  /// The command that brings back the content of the saved snapshot, ready to be typed.
  ///
  /// - Parameters:
  ///   - id: the saved snapshot.
  ///   - isNew: whether the snapshot was made for this send; else HEAD named it.
  ///   - count: devices of the rig.
  func command(to id: String, isNew: Bool, _ restore: Restore, devices count: Int) -> String {
    switch self {
    case .command(let words) where !isNew: return words
    // The saved snapshot is on no branch.
    case .command: return ShellWords.command(["checkout", id, "--send"])
    case .restore where restore.request.selection.isAll: return ShellWords.command(["undo", "--send"])
    // Other changes on the devices were not read, so they are not reverted.
    case .restore: return ShellWords.command(["checkout", id] + Self.slots(of: restore, count) + ["--send"])
    }
  }

  private static func slots(of restore: Restore, _ count: Int) -> [String] {
    restore.plans.filter { !$0.steps.isEmpty }.flatMap { plan in
      let slots = plan.profile.sorted(plan.steps.flatMap(\.slots))
      return plan.profile.ranges(of: slots).map { count > 1 ? "\(plan.device.name)/\($0)" : $0 }
    }
  }
}
