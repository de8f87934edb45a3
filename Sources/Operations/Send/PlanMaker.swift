import Archive
import History
import MIDI
import Objects
import Profiles
import Transfer

/// Computes the messages that bring one device to a wanted state.
struct PlanMaker {
  let device: Device
  let profile: any DeviceModel
  let port: String
  let request: RestoreRequest
  let target: DeviceContent
  /// The content of the device, as far as read.
  let current: DeviceContent
  /// The content in HEAD, used for slots that were not read.
  let known: DeviceContent
  /// Slots whose content ``current`` knows; those that it lacks are empty.
  let asked: Set<Slot>
  let targetFacts: DeviceFacts
  let partial: Set<Slot>
  let unconfirmed: Set<Slot>

  /// - Parameter known: the content in the last snapshot, used for slots that were not read.
  func plan(
    _ identification: Identification?, known: DeviceFacts?, realTime: RealTimeTally
  ) throws(OperationError) -> DevicePlan {
    var wanted = try steps()
    if request.withReferences { wanted = try withReferred(wanted) }
    wanted.sort { before($0.slot, $1.slot) }
    let source = request.destination == nil ? nil : target.slots.first { selects($0) && mayReach($0) }
    return DevicePlan(
      device: device, profile: profile, port: port, steps: wanted, source: source,
      needs: needs(of: wanted), uses: uses(of: wanted),
      absent: current.slots.filter { selects($0) && target.values[$0] == nil }, connectionSlots: connectionSlots(),
      unconfirmed: wanted.map { source ?? $0.slot }.filter(unconfirmed.contains),
      refusals: refusals(
        wanted, identification.map { family($0.reply.bytes, $0.firmware) } ?? family(known), realTime: realTime),
      isIdentified: identification != nil, isRead: request.assume == nil && profile.isAskable)
  }

  private var source: String { request.source(for: device.name) }

  private func selects(_ slot: Slot) -> Bool { request.selection.contains(source, slot, profile) }

  private func mayReach(_ slot: Slot) -> Bool {
    guard profile.slotKind(slot.kind)?.affectsConnection == true else { return true }
    return request.selection.names(kind: slot.kind, of: source)
  }

  private func steps() throws(OperationError) -> [DevicePlan.Step] {
    let slots = target.slots.filter { selects($0) && mayReach($0) }
    if let destination = request.destination { return try [moved(slots, to: destination)] }
    var steps: [DevicePlan.Step] = []
    for (home, group) in byHome(slots) where request.sendAll || group.contains(where: differs) {
      if let step = try step(home, group) { steps.append(step) }
    }
    return steps
  }

  /// The same steps with the slots that they refer to, where those differ.
  private func withReferred(_ steps: [DevicePlan.Step]) throws(OperationError) -> [DevicePlan.Step] {
    var slots = Set(needs(of: steps).map(\.needs).filter(mayReach))
    // Content for another place is already converted; the rest of its bank message stays.
    let moved = request.destination == nil ? [] : steps
    let taken = Set(moved.map(\.slot))
    if moved.isEmpty { slots.formUnion(steps.flatMap(\.slots)) }
    var all = moved
    for (home, group) in byHome(target.slots.filter(slots.contains)) where !taken.contains(home) {
      if let step = try step(home, group) { all.append(step) }
    }
    return all
  }

  /// Slots by the message that holds them, in order.
  private func byHome(_ slots: [Slot]) -> [(home: Slot, slots: [Slot])] {
    var groups: [(home: Slot, slots: [Slot])] = []
    for slot in slots {
      let home = profile.home(of: slot)
      if groups.last?.home == home {
        groups[groups.count - 1].slots.append(slot)
      } else {
        groups.append((home, [slot]))
      }
    }
    return groups
  }

  /// One slot sent to another place, with a new number and checksum.
  private func moved(_ slots: [Slot], to destination: Slot) throws(OperationError) -> DevicePlan.Step {
    guard slots.count == 1, let from = slots.first, from.kind == destination.kind, let dump = target.values[from]
    else { throw .badDestination(profile.name(destination), slots: slots.map(profile.name)) }
    let home = profile.home(of: destination)
    do throws(EncodeError) {
      guard home != destination else {
        return step(destination, try profile.moved(dump, from: from, to: destination), for: [destination])
      }
      guard let now = current.carriers[home] else { throw EncodeError.badPlace(profile.name(home)) }
      let composed = try profile.compose(now, of: home, with: [(slot: destination, from: from, of: dump)])
      return step(home, composed, for: [destination])
    } catch {
      throw .encode(error, slot: profile.name(from))
    }
  }

  /// The message that is sent for slots of one bank. It is the target's own where all its slots are selected, else the
  /// current one with these slots replaced.
  private func step(_ home: Slot, _ slots: [Slot]) throws(OperationError) -> DevicePlan.Step? {
    guard let wanted = target.carriers[home] else { return nil }
    let all = profile.slots(in: home).filter { target.values[$0] != nil }
    guard slots.count < all.count, !all.isEmpty else { return step(home, wanted, for: slots) }
    do throws(EncodeError) {
      guard let now = current.carriers[home] else { throw EncodeError.badPlace(profile.name(home)) }
      let composed = try profile.compose(now, of: home, with: slots.map { (slot: $0, from: $0, of: wanted) })
      return step(home, composed, for: slots)
    } catch {
      throw .encode(error, slot: profile.name(slots[0]))
    }
  }

  private func step(_ home: Slot, _ dump: SlotDump, for slots: [Slot]) -> DevicePlan.Step {
    DevicePlan.Step(
      slot: home, dump: dump, current: current.carriers[home], changes: changes(home, dump, for: slots),
      slots: slots, staying: max(0, profile.slots(in: home).count - slots.count))
  }

  /// Slots that a dump changes, among those that it is sent for.
  private func changes(_ home: Slot, _ dump: SlotDump, for slots: [Slot]) -> [DevicePlan.Change] {
    let coming = DeviceContent([(home, dump)], profile: profile)
    return slots.filter { !current.isEqual($0, to: coming, profile) }.map { slot in
      let now = current.item(slot)
      return DevicePlan.Change(
        slot: slot, title: coming.item(slot)?.name, replaced: now?.name,
        wasEmpty: asked.contains(home) && (now.map(\.isEmpty) ?? (current.values[slot] == nil)))
    }
  }

  private func differs(_ slot: Slot) -> Bool { !current.isEqual(slot, to: target, profile) }

  private func connectionSlots() -> [Slot] {
    target.slots.filter { slot in
      selects(slot) && !mayReach(slot) && differs(slot)
    }
  }

  /// Restore order, then number; connection-critical slots come last.
  private func before(_ left: Slot, _ right: Slot) -> Bool {
    func place(_ slot: Slot) -> (Int, Int, Int) {
      let reach = profile.slotKind(slot.kind)?.affectsConnection == true ? 1 : 0
      return (reach, profile.restoreOrder.firstIndex(of: slot.kind) ?? 0, slot.index)
    }
    return place(left) < place(right)
  }

  /// The slots that the sent slots refer to, directly or indirectly, where they differ and are not sent.
  private func needs(of steps: [DevicePlan.Step]) -> [DevicePlan.Need] {
    let sent = Set(steps.flatMap(\.slots))
    var seen = sent
    var needs: [DevicePlan.Need] = []
    var left = steps.map { (slot: $0.slot, dump: $0.dump) }[...]
    while let (slot, dump) = left.popFirst() {
      for needed in profile.references(of: slot, in: dump) {
        guard let wanted = target.values[needed] else { continue }
        let need = DevicePlan.Need(slot: slot, needs: needed)
        if !sent.contains(needed), isOther(needed), !needs.contains(need) { needs.append(need) }
        if seen.insert(needed).inserted { left.append((needed, wanted)) }
      }
    }
    return needs
  }

  /// Whether the device holds something else than the target, as far as it is known.
  private func isOther(_ slot: Slot) -> Bool {
    if asked.contains(profile.home(of: slot)) { return differs(slot) }
    return known.values[slot] != nil && !known.isEqual(slot, to: target, profile)
  }

  /// Slots that stay on the device and refer to slots that will change: by the reading, else by HEAD.
  private func uses(of steps: [DevicePlan.Step]) -> [DevicePlan.Use] {
    let other = steps.filter { step in
      step.current.map { !profile.areEqual($0, step.dump, of: step.slot) } ?? true
    }
    let referred = Set(profile.slotKinds.flatMap(\.refersTo))
    let touched = other.flatMap(\.slots).filter { referred.contains($0.kind) }
    guard !touched.isEmpty else { return [] }
    var users: [Slot: [Slot]] = [:]
    for (slot, dump) in staying(besides: Set(steps.flatMap(\.slots))) {
      let used = profile.references(of: slot, in: dump).filter(touched.contains)
      // An unplayed pattern refers to some kit too, so empty items do not count.
      guard !used.isEmpty, profile.decode(slot, in: dump)?.item.isEmpty != true else { continue }
      for other in used { users[other, default: []].append(slot) }
    }
    return touched.compactMap { slot in users[slot].map { DevicePlan.Use(slot: slot, users: $0) } }
  }

  /// Slots that refer to others and are not brought to the target, in dump order, with their content.
  private func staying(besides sent: Set<Slot>) -> [(slot: Slot, dump: SlotDump)] {
    let kinds = Set(profile.slotKinds.filter { !$0.refersTo.isEmpty }.map(\.id))
    let held = known.values.filter { !asked.contains(profile.home(of: $0.key)) }.merging(current.values) { $1 }
    let slots = held.keys.filter { slot in
      guard kinds.contains(slot.kind), !sent.contains(slot) else { return false }
      return request.destination != nil || !selects(slot) || target.values[slot] == nil
    }
    return profile.sorted(slots).compactMap { slot in held[slot].map { (slot, $0) } }
  }

  /// The part of the firmware that must agree, and the firmware as people read it.
  private func family(_ reply: [UInt8], _ firmware: String?) -> (family: String?, name: String?) {
    (profile.firmwareFamily(in: reply) ?? firmware, firmware)
  }

  private func family(_ facts: DeviceFacts?) -> (family: String?, name: String?) {
    guard let identity = facts?.identity else { return (facts?.firmware, facts?.firmware) }
    return family(identity, facts?.firmware)
  }

  private func refusals(
    _ steps: [DevicePlan.Step], _ now: (family: String?, name: String?), realTime: RealTimeTally
  ) -> [Refusal] {
    // Even `force` cannot send slots that the device cannot store.
    let unstored = steps.filter { step in
      profile.slotKind(step.slot.kind).map { !$0.isStorable } ?? false
    }
    var refusals: [Refusal] = []
    if !unstored.isEmpty {
      refusals.append(.editBufferOnly(model: profile.name, slots: unstored.map { profile.name($0.slot) }))
    }
    guard !request.isForced else { return refusals }
    if let wanted = targetFacts.profile, wanted != profile.id {
      refusals.append(.otherModel(target: targetFacts.name, device: profile.name))
    }
    let then = family(targetFacts)
    if let wanted = then.family, let found = now.family, wanted != found {
      refusals.append(.otherFirmware(target: then.name ?? wanted, device: now.name ?? found))
    }
    let wrong = steps.filter { step in
      !profile.problems(of: step.dump).isEmpty
    }
    if !wrong.isEmpty { refusals.append(.wrongChecksum(slots: wrong.map { profile.name($0.slot) })) }
    let missing = steps.filter { partial.contains($0.slot) }
    if !missing.isEmpty { refusals.append(.partialSnapshot(slots: missing.map { profile.name($0.slot) })) }
    let versions = steps.filter { step in
      step.current.map { !profile.isSameVersion($0, step.dump, of: step.slot) } ?? false
    }
    if !versions.isEmpty { refusals.append(.otherVersion(slots: versions.map { profile.name($0.slot) })) }
    if realTime[.start] + realTime[.resume] > realTime[.stop] { refusals.append(.playing(device: device.name)) }
    return refusals
  }
}
