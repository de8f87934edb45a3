import Archive
import MIDI
import Profiles
import Transfer

extension SnapshotOperation {
  /// Whether a device is dumped from its front panel: where that was asked for, or where nothing else is possible.
  func isByHand(_ device: Device) throws -> Bool {
    let profile = try device.profile.map { id throws(OperationError) in try workspace.profile(id) }
    let isAskable = profile?.isAskable ?? false
    if request.byHand {
      let isOnly = try workspace.rig().devices.count == 1
      return isOnly || !request.devices.isEmpty || !isAskable
    }
    guard profile?.transfer.byHand != nil else { return false }
    guard delegate.guide != nil else { throw OperationError.needsHands(device: device.name) }
    return true
  }

  /// Listens to a dump that a person sends; twice over a port that is new.
  func takeByHand(
    _ device: Device
  ) throws -> SnapshotResult.Part {
    guard let port = try workspace.port(of: device.name) else { throw OperationError.noPort(device: device.name) }
    let profile = try device.profile.map { id throws(OperationError) in try workspace.profile(id) }
    delegate.meets(device, port, [])
    let conversation = Conversation(try delegate.open(device, port))
    defer { conversation.port.close() }
    let capture = HandCapture(
      conversation: conversation, profile: profile, device: device.name, isInterrupted: delegate.isInterrupted)
    var reading = try listen(capture, isAgain: false)
    if try request.verify ?? !workspace.isTrusted(port, of: device.name) {
      let second = try listen(capture, isAgain: true)
      let unstable = Self.differing(reading, second)
      guard unstable.isEmpty else { throw OperationError.transfer(.unstable(slots: unstable), device: device.name) }
      reading.isReadTwice = true
      try workspace.trust(port, of: device.name)
    }
    var part = SnapshotResult.Part(device: device, profileName: profile?.name ?? device.name, port: port)
    part.slotCount = reading.slotCount + reading.unplaced.count
    part.notIncluded = profile?.notIncluded ?? []
    part.reading = reading
    return part
  }

  private func listen(
    _ capture: HandCapture, isAgain: Bool
  ) throws(OperationError) -> DeviceReading {
    delegate.guide?(
      Guidance(
        device: capture.device, model: capture.profile?.name,
        steps: capture.profile?.stepsBeforeReading.map(\.text) ?? [], isAgain: isAgain))
    return try talking(to: capture.device) { () throws(TransferError) in
      try capture.run(
        allowPartial: request.allowPartial, phase: isAgain ? .verifying : .listening, progress: delegate.progress)
    }
  }

  /// Slots, or messages by their number, that two dumps do not have alike.
  private static func differing(_ one: DeviceReading, _ other: DeviceReading) -> [String] {
    guard let profile = one.profile else {
      let count = max(one.unplaced.count, other.unplaced.count)
      return (0..<count).filter { index in
        guard index < one.unplaced.count, index < other.unplaced.count else { return true }
        return one.unplaced[index] != other.unplaced[index]
      }.map { "message \($0 + 1)" }
    }
    let (first, second) = (one.content, other.content)
    return profile.sorted(Array(Set(first.keys).union(second.keys))).filter { slot in
      guard let left = first[slot], let right = second[slot] else { return true }
      return !profile.areEqual(left, right, of: slot)
    }.map(profile.name)
  }
}
