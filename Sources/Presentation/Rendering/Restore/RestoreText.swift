internal import Objects
package import Operations
internal import Profiles
import Transfer
package import Archive

/// The result of a send, in words.
package struct RestoreText {
  let result: RestoreResult
  let target: SnapshotCommit

  package init(_ result: RestoreResult, target: SnapshotCommit) {
    self.result = result
    self.target = target
  }

  package var lines: [StyledText] { result.parts.filter { !$0.plan.steps.isEmpty }.flatMap(lines) }

  private func lines(_ part: RestoreResult.Part) -> [StyledText] {
    let profile = part.plan.profile
    let total = part.plan.steps.count
    let several: StyledText = result.parts.count > 1 ? "\(part.plan.device.name, .heading)  " : "  "
    guard part.unverified.isEmpty else {
      return [
        several
          + "sent, not verified: \(Count.slots(total)) (\(profile.name) answers no requests; 'synvc snapshot \(part.plan.device.name) --by-hand' compares a dump from its front panel)"
      ] + (Self.persistence(profile.persistence).map { ["  \($0)"] } ?? [])
    }
    var lines = [
      several
        + "read back: \(part.verified.count) of \(Count.slots(total)) \(total == 1 ? "matches" : "match")"
    ]
    if let (found, before) = part.tuned {
      lines.append(
        "  pace: \(Self.milliseconds(found.gap)) between messages, \(Self.milliseconds(before.gap)) in the profile; stored for \(part.plan.port)"
      )
    }
    lines += part.different.map { other in
      "  \("different", .error): \(profile.name(other.slot)) \(other.found == nil ? "does not answer" : "holds something else")"
    }
    if !part.unasked.isEmpty {
      let names = part.unasked.map { slot -> StyledText in "\(profile.name(slot))" }
      lines.append(
        "  \("not verified", .error), because earlier slots did not answer: \(StyledText.list(of: names, most: 12))"
      )
    }
    if !part.unconfirmed.isEmpty {
      let names = part.unconfirmed.map { slot -> StyledText in "\(profile.name(slot))" }
      lines.append(
        "  \("unconfirmed", .warning), read back equal to the slot before: \(StyledText.list(of: names, most: 12)); the instrument may not have such a slot"
      )
    }
    lines += part.changedUnasked.filter { !part.unlikeHead.contains($0) }.map {
      "  \("changed without being sent", .error): \(profile.name($0))"
    }
    lines += part.unlikeHead.map {
      "  \("differs from the last snapshot", .error), and was neither read nor sent: \(profile.name($0))"
    }
    if !part.unheard.isEmpty {
      let names = part.unheard.map { slot -> StyledText in "\(profile.name(slot))" }
      lines.append("  \("not compared", .warning), no answer: \(StyledText.list(of: names, most: 12))")
    }
    lines += part.loaded.map { slot in
      let name = profile.name(slot)
      return "  \(name) is loaded: reload it to hear the change; saving it now overwrites the restored data"
    }
    if !(part.verified + part.unconfirmed).isEmpty, let hint = Self.persistence(profile.persistence) {
      lines.append("  \(hint)")
    }
    return lines
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let parts = duration.components
    let tenths = (Int(parts.seconds) * 10_000) + Int(parts.attoseconds / 100_000_000_000_000)
    return tenths % 10 == 0 ? "\(tenths / 10) ms" : "\(tenths / 10).\(tenths % 10) ms"
  }

  private static func persistence(_ persistence: Persistence) -> String? {
    switch persistence {
    case .stored: nil
    case .saveProject: "now save the project on the instrument: unsaved data is lost at power-off"
    case .saveAndReloadProject: "now save the project on the instrument and load it again"
    }
  }

  package var json: JSON {
    [
      "sent": true, "target": .string(target.id.hex), "commit": JSON(result.commit?.hex),
      "safety": JSON(result.safety?.hex), "branch": .string(result.branch), "verified": .bool(result.isVerified),
      "devices": .array(result.parts.map(Self.json)), "leftOut": PlanText.json(result.leftOut),
    ]
  }

  private static func json(_ part: RestoreResult.Part) -> JSON {
    let name: (Slot) -> String = { part.plan.profile.name($0) }
    return [
      "device": .string(part.plan.device.name), "sent": JSON(part.plan.steps.map { name($0.slot) }),
      "verified": JSON(part.verified.map(name)), "different": JSON(part.different.map { name($0.slot) }),
      "unasked": JSON(part.unasked.map(name)),
      "changedUnasked": JSON(part.changedUnasked.map(name)), "unheard": JSON(part.unheard.map(name)),
      "loaded": JSON(part.loaded.map(name)),
      "unverified": JSON(part.unverified.map(name)), "unconfirmed": JSON(part.unconfirmed.map(name)),
      "gap": part.tuned.map { .double($0.found.gap.inSeconds) } ?? .null,
      "seconds": .double(part.duration.inSeconds),
    ]
  }
}
