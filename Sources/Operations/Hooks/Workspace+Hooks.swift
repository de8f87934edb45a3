package import Objects
internal import Profiles
import Transfer
import Archive

extension Workspace {
  /// Asks before devices are read.
  func askToRead(_ devices: [Device]) throws(OperationError) {
    var lines: [String] = []
    for device in devices {
      lines.append("\(device.name) \(device.profile ?? "none") \(try port(of: device.name) ?? "-")")
    }
    try hooks.ask(HookCall(.preSnapshot, arguments: devices.map(\.name), lines: lines))
  }

  /// Reports a stored snapshot to the hook; does nothing where no slot changed.
  func tellStored(_ commit: ObjectID?, on branch: String, _ devices: [(name: String, changed: Int?)]) {
    guard let commit else { return }
    let lines = devices.map { "\($0.name) \($0.changed.map(String.init) ?? "-")" }
    hooks.tell(HookCall(.postSnapshot, arguments: [commit.hex, branch], lines: lines))
  }

  /// Asks before anything is sent.
  func askToSend(_ restore: Restore) throws(OperationError) {
    let lines = restore.plans.flatMap { plan in
      plan.steps.map { step in
        "\(plan.device.name) \(plan.profile.name(step.slot)) \(step.dump.byteCount) \(plan.port)"
      }
    }
    guard !lines.isEmpty else { return }
    try hooks.ask(HookCall(.preSend, arguments: [restore.target.id.hex], lines: lines))
  }

  /// Reports the result of a send to the hook.
  func tellSent(_ result: RestoreResult, of target: ObjectID) {
    let lines = result.hookLines
    guard !lines.isEmpty else { return }
    let verdict = !result.isVerified ? "different" : result.isUnproved ? "unverified" : "verified"
    hooks.tell(HookCall(.postSend, arguments: [target.hex, verdict], lines: lines))
  }

  /// Reports to the hook that HEAD holds a restored state.
  ///
  /// - Parameter target: the snapshot of that state.
  package func tellRestored(_ result: RestoreResult, of target: ObjectID) throws(OperationError) {
    guard let head = try head() else { return }
    hooks.tell(
      HookCall(
        .postRestore, arguments: [head.hex, try branchName(), target.hex], lines: result.hookLines))
  }
}

extension RestoreResult {
  /// A line for each slot that was sent: device, slot, result of reading back, port.
  fileprivate var hookLines: [String] {
    parts.flatMap { part in
      let (verified, unverified) = (Set(part.verified), Set(part.unverified + part.unconfirmed))
      return part.plan.steps.map { step in
        let unproved = unverified.contains(step.slot) ? "unverified" : "different"
        let verdict = verified.contains(step.slot) ? "verified" : unproved
        return "\(part.plan.device.name) \(part.plan.profile.name(step.slot)) \(verdict) \(part.plan.port)"
      }
    }
  }
}
