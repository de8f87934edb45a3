internal import Operations
internal import Profiles

/// How what a send overwrites is brought back.
enum WayBack {
  /// The send becomes a snapshot of the branch in use.
  case restore
  /// The send follows refs that move; this command moves them back.
  case command(String)

  /// The command that brings back what the snapshot saved holds, as it is to be typed.
  ///
  /// - Parameters:
  ///   - id: the snapshot that was saved.
  ///   - isNew: whether it was made for this send; else it is what HEAD named.
  ///   - count: devices of the rig.
  func command(to id: String, isNew: Bool, _ restore: Restore, devices count: Int) -> String {
    switch self {
    case .command(let words) where !isNew: return words
    // No branch leads to what was saved.
    case .command: return ShellWords.command(["checkout", id, "--send"])
    case .restore where restore.request.selection.isAll: return ShellWords.command(["undo", "--send"])
    // What else was changed on the devices was not read, so it is not taken back.
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
