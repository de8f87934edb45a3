internal import Operations
internal import Profiles

/// What a send would do, in words.
struct PlanText {
  let plans: [DevicePlan]

  init(_ plans: [DevicePlan]) { self.plans = plans }

  var lines: [Line] { plans.flatMap(lines) }

  private func lines(_ plan: DevicePlan) -> [Line] {
    let name: Line = "\(plan.device.name, .heading)"
    var lines: [Line] = []
    if plan.steps.isEmpty {
      lines.append(name + "  holds it already: nothing to send")
    } else {
      let slots = Line.list(of: plan.steps.map { step in title(plan.profile.name(step.slot), step.title) }, most: 12)
      let differ = plan.steps.count == 1 ? "differs" : "differ"
      let origin = plan.isRead ? "from the device" : "from the snapshot that is assumed"
      lines.append(
        name
          + "  \(Count.slots(plan.steps.count)) \(differ) \(origin): \(slots)   (\(Count.bytes(plan.byteCount)), about \(Count.seconds(plan.expectedDuration)))"
      )
    }
    if !plan.steps.isEmpty, !plan.isRead {
      lines.append(
        "  what the \(plan.profile.name) holds there now is not read, so it is not stored before it is overwritten")
    }
    lines += plan.steps.filter { $0.staying > 0 }.map { step in
      "  \(plan.profile.name(step.slot)) is sent whole for \(Line.list(step.slots.map(plan.profile.name), last: "and")): \(step.staying) of its slots stay as they are"
    }
    if !plan.steps.isEmpty, plan.profile.keeping != .stored {
      lines.append("  goes into the project that is loaded on the instrument; which one that is cannot be asked")
    }
    lines += plan.needs.map { need in
      "  \(plan.profile.name(need.slot)) needs \(plan.profile.name(need.needs)), which differs and is not sent ('--with-refs' adds it)"
    }
    lines += plan.uses.map { use in
      "  \(plan.profile.name(use.slot)) is used by \(Line.list(of: names(plan, use.users), most: 6)), which will sound different"
    }
    if !plan.absent.isEmpty {
      lines.append(
        "  left alone, for the snapshot does not hold them: \(Line.list(of: names(plan, plan.absent), most: 12))")
    }
    if !plan.unnamedReach.isEmpty {
      lines.append(
        "  left alone, for they could cut the line: \(Line.list(of: names(plan, plan.unnamedReach), most: 12)) (name them to send them)"
      )
    }
    if !plan.unconfirmed.isEmpty {
      lines.append(
        "  \("unconfirmed", .warning) in that snapshot, equal to the slot before: \(Line.list(of: names(plan, plan.unconfirmed), most: 12))"
      )
    }
    return lines
      + plan.refusals.map {
        "  \("refused", .warning): \(ErrorPrinter.report(for: OperationError.refused($0)).message)"
      }
  }

  private func title(_ slot: String, _ name: String?) -> Line {
    guard let name else { return "\(slot)" }
    return "\(slot) \("\"\(name)\"")"
  }

  private func names(_ plan: DevicePlan, _ slots: [Slot]) -> [Line] { slots.map { "\(plan.profile.name($0))" } }

  var json: JSON {
    .array(
      plans.map { plan in
        [
          "device": .string(plan.device.name), "port": .string(plan.port), "read": .bool(plan.isRead),
          "slots": JSON(plan.steps.map { plan.profile.name($0.slot) }), "bytes": JSON(plan.byteCount),
          "seconds": .double(plan.expectedDuration.inSeconds),
          "needs": JSON(plan.needs.map { "\(plan.profile.name($0.slot)) \(plan.profile.name($0.needs))" }),
          "uses": .array(
            plan.uses.map { use in
              ["slot": .string(plan.profile.name(use.slot)), "by": JSON(use.users.map(plan.profile.name))]
            }),
          "absent": JSON(plan.absent.map { plan.profile.name($0) }),
          "reach": JSON(plan.unnamedReach.map { plan.profile.name($0) }),
          "unconfirmed": JSON(plan.unconfirmed.map { plan.profile.name($0) }),
          "refusals": JSON(plan.refusals.map { ErrorPrinter.report(for: OperationError.refused($0)).message.plain }),
        ]
      })
  }
}

extension Line {
  /// The first few, and how many more there are.
  static func list(of lines: [Line], most: Int) -> Line {
    guard lines.count > most else { return lines.joined(separator: ", ") }
    return lines.prefix(most).map(\.self).joined(separator: ", ") + " and \(lines.count - most) more"
  }
}
