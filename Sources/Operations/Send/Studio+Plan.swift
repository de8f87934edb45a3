import Diffing
import MIDI
import Objects
import Profiles

extension Studio {
  /// Opens the ports, reads what is there, and finds what has to be sent. Nothing is sent.
  package func planRestore(_ request: RestoreRequest, on surface: Surface) throws -> Restore {
    let target = try snapshot(request.target)
    let rig = try rig()
    let names = rig.devices.map(\.name).filter(request.selection.mentions)
    let mentioned = Set(request.selection.deviceNames == nil ? try names.filter { try port(of: $0) != nil } : names)
    if mentioned.isEmpty, let first = names.first { throw OperationError.noPort(device: first) }
    let wanted = try state(request.target, devices: mentioned)
    let head = try state(try head(), devices: mentioned)
    var lines: [Restore.Line] = []
    do {
      for device in rig.devices where mentioned.contains(device.name) {
        guard let before = wanted.device(device.name), before.facts.profile != nil else { continue }
        lines.append(try line(device, before, head.device(device.name), target, request, surface))
      }
    } catch {
      for line in lines { line.reader.conversation.port.close() }
      throw error
    }
    guard !lines.isEmpty else { throw OperationError.nothingToRestore }
    return Restore(request, target: target, lines: lines)
  }

  private func line(
    _ device: Device, _ wanted: DeviceState, _ head: DeviceState?, _ target: SnapshotCommit,
    _ request: RestoreRequest, _ surface: Surface
  ) throws -> Restore.Line {
    let (reader, identification, port) = try connect(device, on: surface)
    do {
      let profile = reader.profile
      do { try profile.readWhole() } catch { throw OperationError.profile(error, id: profile.id) }
      let content = wanted.content(profile)
      let asked = slotsToRead(device, profile, content, request)
      var reading = try current(device, asked, reader, request, surface)
      reading.identification = identification
      let maker = PlanMaker(
        device: device, profile: profile, port: port, request: request, target: content,
        current: DeviceContent(
          reading.messages.map(\.message), filed: reading.messages.map(\.slot), profile: profile),
        known: head?.content(profile) ?? DeviceContent([], profile: profile), targetFacts: wanted.facts,
        partial: partialSlots(target, device, profile))
      let plan = try maker.plan(identification, known: head?.facts, realTime: reading.realTime)
      return Restore.Line(plan: plan, reader: reader, reading: reading, asked: Set(asked))
    } catch {
      reader.conversation.port.close()
      throw error
    }
  }

  /// Slots named, where slots were named; else all, with the optional kinds that the target holds.
  private func slotsToRead(
    _ device: Device, _ profile: Profile, _ target: DeviceContent, _ request: RestoreRequest
  ) -> [Slot] {
    if let destination = request.destination { return [profile.home(of: destination)] }
    let optional = Set(target.homes.keys.map(\.kind))
    return profile.slots(with: optional).filter { request.selection.touches(device.name, $0, profile) }
  }

  /// What the device holds: read, or as a snapshot says that the user trusts.
  private func current(
    _ device: Device, _ slots: [Slot], _ reader: SlotReader, _ request: RestoreRequest, _ surface: Surface
  ) throws -> DeviceReading {
    let profile = reader.profile
    if let assume = try request.assume ?? (profile.isAskable ? nil : head()) {
      let state = try state(assume, devices: [device.name]).device(device.name)
      var reading = DeviceReading(profile: profile)
      let values = state?.content(profile).homes ?? [:]
      let known = profile.isAskable ? slots : profile.sorted(values.keys)
      reading.messages = known.compactMap { slot in
        request.selection.touches(device.name, slot, profile) || slots.contains(slot)
          ? values[slot].map { (slot, $0) } : nil
      }
      return reading
    }
    let sizes = try head().map { id throws(OperationError) in
      try state(id, devices: [device.name]).device(device.name)?.content(reader.profile).homes
        .mapValues(\.bytes.count) ?? [:]
    }
    let reading = try talking(to: device.name) { () throws(TransferError) in
      try reader.read(
        slots, of: device.name, expectedBytes: { sizes?[$0] }, progress: surface.progress)
    }
    // What will be overwritten is saved first: where a message cannot prove itself whole, it is read twice.
    let doubtful = reading.unproved(among: slots)
    if !doubtful.isEmpty, request.withBackup {
      let again = try talking(to: device.name) { () throws(TransferError) in
        try reader.read(doubtful, of: device.name, phase: .verifying, progress: surface.progress)
      }
      try reading.compare(with: again, doubtful, of: device.name)
    }
    return reading
  }

  private func partialSlots(_ target: SnapshotCommit, _ device: Device, _ profile: Profile) -> Set<Slot> {
    Set(
      target.values("Synvc-Partial").compactMap { value in
        let words = value.split(separator: " ")
        guard words.count == 2, words[0] == device.name else { return nil }
        return profile.slot(words[1])
      })
  }
}
