import Archive
import History
import MIDI
import Profiles
import Transfer

/// Merges a reading of a device into its content in the last snapshot.
struct DeviceMerge {
  let state: DeviceState
  /// Kinds taken over from the last snapshot because they were not read.
  let carriedKinds: [String]
  let comparison: DeviceComparison
  /// Whether it says something else about itself than before: another firmware, another device.
  let isOtherUnit: Bool
  private let old: DeviceContent

  /// Slots of the last snapshot that hold something.
  var filledBefore: Int { old.slots.count { old.item($0)?.isEmpty != true } }

  init(_ reading: DeviceReading, of device: Device, before: DeviceState?, asked: Set<Slot>) {
    if let profile = reading.profile {
      self.init(reading, profile, of: device, before: before, asked: asked)
    } else {
      self.init(opaque: reading, of: device, before: before)
    }
  }

  /// The received messages are the whole content of a device without a profile.
  private init(opaque reading: DeviceReading, of device: Device, before: DeviceState?) {
    let entries = MessagePaths.file(reading.unplaced.map { .message($0) }, profile: nil)
    let facts = DeviceFacts(profile: nil, name: before?.facts.name ?? device.name)
    state = DeviceState(name: device.name, facts: facts, profileText: nil, entries: entries).knowing(before)
    carriedKinds = []
    isOtherUnit = false
    old = before?.content(nil) ?? DeviceContent([], profile: nil)
    comparison = DeviceComparison(old, state.content(nil))
  }

  private init(
    _ reading: DeviceReading, _ profile: any DeviceModel, of device: Device, before: DeviceState?, asked: Set<Slot>
  ) {
    var pieces = reading.dumps.map { ($0.slot as Slot?, $0.dump) }
    var carried: Set<String> = []
    var unknown: [SysExMessage] = []
    for (path, dump) in before?.dumps ?? [] {
      guard let slot = MessagePaths.slot(path, profile) else {
        unknown += dump.messages
        continue
      }
      if !asked.contains(slot) { carried.insert(slot.kind) }
      let isMissing = reading.missing.contains { $0.slot == slot }
      if isMissing || !asked.contains(slot) { pieces.append((slot, dump)) }
    }
    pieces = pieces.enumerated().sorted { left, right in
      guard let one = left.element.0, let other = right.element.0 else { return left.offset < right.offset }
      if one == other { return left.offset < right.offset }
      return profile.precedes(one, other)
    }.map(\.element)
    let placed = pieces.flatMap { slot, dump in dump.messages.map { (slot, $0) } }
    let all = placed + unknown.map { (nil, $0) }
    let entries = MessagePaths.file(all.map { .message($0.1) }, profile: profile, slots: all.map(\.0))
    let facts = DeviceFacts(
      profile: profile.id, name: profile.name,
      firmware: reading.identification?.firmware ?? before?.facts.firmware,
      identity: reading.identification?.identity ?? before?.facts.identity)
    isOtherUnit = before?.facts.isOther(than: facts) ?? false
    state = DeviceState(name: device.name, facts: facts, profileText: Array(profile.text.utf8), entries: entries)
      .knowing(before)
    carriedKinds = profile.slotKinds.map(\.id).filter(carried.contains)
    old = before?.content(profile) ?? DeviceContent([], profile: profile)
    comparison = DeviceComparison(old, state.content(profile))
  }
}

extension DeviceFacts {
  /// Whether both are known and differ.
  fileprivate func isOther(than new: DeviceFacts) -> Bool {
    (firmware != nil && firmware != new.firmware) || (identity != nil && identity != new.identity)
  }
}
