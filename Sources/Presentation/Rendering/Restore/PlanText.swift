package import Operations
internal import Profiles
import Archive

/// The effect of a send, in words.
package struct PlanText {
  let plans: [DevicePlan]
  /// Whether everything is listed, however much it is.
  private let isWhole: Bool

  package init(_ plans: [DevicePlan], isWhole: Bool = false) {
    self.plans = plans
    self.isWhole = isWhole
  }

  package var lines: [StyledText] { plans.flatMap(lines) }

  private func lines(_ plan: DevicePlan) -> [StyledText] {
    let name: StyledText = "\(plan.device.name, .heading)"
    var lines: [StyledText] = []
    if plan.steps.isEmpty {
      lines.append(name + "  is already equal: nothing to send")
    } else {
      lines += summary(plan)
    }
    if !plan.steps.isEmpty, !plan.isRead {
      lines.append(
        "  the \(plan.profile.name) is not read first, so the overwritten slots are not saved")
    }
    lines += plan.steps.filter { $0.staying > 0 }.map { step in
      "  \(plan.profile.name(step.slot)) is sent as a whole for \(StyledText.list(step.slots.map(plan.profile.name), last: "and")): \(step.staying) of its slots stay unchanged"
    }
    if !plan.steps.isEmpty, plan.profile.persistence != .stored {
      lines.append("  the slots go into the project loaded on the instrument; synvc cannot check which project that is")
    }
    lines += plan.needs.map { need in
      "  \(plan.profile.name(need.slot)) needs \(plan.profile.name(need.needs)), which differs and is not sent ('--with-refs' adds it)"
    }
    lines += plan.uses.map { use in
      "  \(plan.profile.name(use.slot)) is used by \(StyledText.list(of: names(plan, use.users), most: 6)), which will sound different"
    }
    if !plan.absent.isEmpty {
      lines.append(
        "  unchanged, not in the snapshot: \(StyledText.list(of: names(plan, plan.absent), most: 12))")
    }
    if !plan.connectionSlots.isEmpty {
      lines.append(
        "  unchanged, because they could break the connection: \(StyledText.list(of: names(plan, plan.connectionSlots), most: 12)) (name them to send them)"
      )
    }
    if !plan.unconfirmed.isEmpty {
      lines.append(
        "  \("unconfirmed", .warning) in the snapshot, equal to the slot before: \(StyledText.list(of: names(plan, plan.unconfirmed), most: 12))"
      )
    }
    return lines
      + plan.refusals.map {
        "  \("refused", .warning): \(ErrorPrinter.report(for: OperationError.refused($0)).message)"
      }
  }

  /// The number of sent and of changed slots, and the slots to be overwritten.
  private func summary(_ plan: DevicePlan) -> [StyledText] {
    let changes = plan.changes
    let origin = plan.isRead ? "from the device" : "from the assumed snapshot"
    var count: StyledText = "\(Count.slots(changes.count)) \(changes.count == 1 ? "differs" : "differ") \(origin)"
    if plan.steps.contains(where: \.changes.isEmpty) {
      let some =
        changes.isEmpty
        ? "none of them differs" : "\(changes.count) of them \(changes.count == 1 ? "differs" : "differ")"
      count = "\(Count.slots(plan.steps.count)) \(plan.steps.count == 1 ? "is" : "are") sent, \(some) \(origin)"
    }
    let cost: StyledText = "(\(Count.bytes(plan.byteCount)), about \(Count.seconds(plan.expectedDuration)))"
    let head: StyledText = "\(plan.device.name, .heading)  "
    let names = changes.map { change(plan.profile.name($0.slot), $0) }
    guard names.count > Self.most, isWhole else {
      let list = names.isEmpty ? "" : ": " + StyledText.list(of: names, most: Self.most)
      return [head + count + list + "   " + cost]
    }
    return [head + count + "   " + cost] + names.map { "  " + $0 }
  }

  /// So many slots are named where more can be asked for.
  private static let most = 12

  /// `kit/005 "NEON CHORD" replaces "ACID"`.
  private func change(_ slot: String, _ change: DevicePlan.Change) -> StyledText {
    var line: StyledText = "\(slot)"
    if let title = change.title { line = line + " \("\"\(title)\"")" }
    if change.wasEmpty { return line + " fills an empty slot" }
    guard let replaced = change.replaced, replaced != change.title else { return line }
    return line + " replaces \("\"\(replaced)\"")"
  }

  private func names(_ plan: DevicePlan, _ slots: [Slot]) -> [StyledText] { slots.map { "\(plan.profile.name($0))" } }

  private static func changes(_ plan: DevicePlan) -> JSON {
    .array(
      plan.changes.map { change in
        [
          "slot": .string(plan.profile.name(change.slot)), "name": JSON(change.title),
          "replaces": JSON(change.replaced), "wasEmpty": .bool(change.wasEmpty),
        ]
      })
  }

  package var json: JSON {
    .array(
      plans.map { plan in
        [
          "device": .string(plan.device.name), "port": .string(plan.port), "read": .bool(plan.isRead),
          "slots": JSON(plan.steps.map { plan.profile.name($0.slot) }), "changes": Self.changes(plan),
          "bytes": JSON(plan.byteCount),
          "seconds": .double(plan.expectedDuration.inSeconds),
          "needs": JSON(plan.needs.map { "\(plan.profile.name($0.slot)) \(plan.profile.name($0.needs))" }),
          "uses": .array(
            plan.uses.map { use in
              ["slot": .string(plan.profile.name(use.slot)), "by": JSON(use.users.map(plan.profile.name))]
            }),
          "absent": JSON(plan.absent.map { plan.profile.name($0) }),
          "reach": JSON(plan.connectionSlots.map { plan.profile.name($0) }),
          "unconfirmed": JSON(plan.unconfirmed.map { plan.profile.name($0) }),
          "refusals": JSON(plan.refusals.map { ErrorPrinter.report(for: OperationError.refused($0)).message.plain }),
        ]
      })
  }
}
