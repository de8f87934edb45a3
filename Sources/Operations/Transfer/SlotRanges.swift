import Objects
package import Profiles

extension DeviceModel {
  /// Slots as few words as can be: `patch/A12-A28`, `patch/B04`; neighbours are joined.
  package func ranges(of slots: [Slot]) -> [String] {
    var runs: [(first: Slot, last: Slot)] = []
    for slot in slots {
      if let run = runs.last, run.last.kind == slot.kind, run.last.index + 1 == slot.index {
        runs[runs.count - 1].last = slot
      } else {
        runs.append((slot, slot))
      }
    }
    return runs.map { run in
      guard run.first != run.last else { return name(run.first) }
      return "\(name(run.first))-\(name(run.last).dropFirst(run.last.kind.utf8.count + 1))"
    }
  }
}

extension DeviceModel {
  /// The slots that ``ranges(of:)`` says so; empty for other words.
  func slots(in range: some StringProtocol) -> [Slot] {
    if let slot = slot(range) { return [slot] }
    let text = String(range)
    guard let kind = text.split(separator: "/").first else { return [] }
    for place in text.indices where text[place] == "-" {
      guard let first = slot(text[..<place]), let last = slot("\(kind)/\(text[text.index(after: place)...])"),
        first.index <= last.index
      else { continue }
      return (first.index...last.index).map { Slot(kind: first.kind, index: $0) }
    }
    return []
  }
}

extension SnapshotCommit {
  /// Slots of a device that the snapshot calls unconfirmed.
  func unconfirmed(of device: String, _ profile: any DeviceModel) -> [Slot] {
    unconfirmedRanges(of: device).flatMap { profile.slots(in: $0) }
  }

  /// The same slots as ranges, as the trailer writes them.
  func unconfirmedRanges(of device: String) -> [String] {
    values("Synvc-Unconfirmed").compactMap { value in
      let words = value.split(separator: " ").map(String.init)
      return words.count == 2 && words[0] == device ? words[1] : nil
    }
  }
}

extension Workspace {
  /// The unconfirmed slots of a device that were not requested again, together with the newly unconfirmed ones.
  ///
  /// - Parameters:
  ///   - base: the snapshot that the state builds on.
  ///   - asked: slots whose earlier mark is out of date.
  func unconfirmed(
    _ device: String, _ profile: any DeviceModel, since base: ObjectID?, asked: Set<Slot>, now: some Sequence<Slot>
  ) throws(OperationError) -> [SnapshotTrailer] {
    let before = try base.map { id throws(OperationError) in try snapshot(id) }
    let stays = before?.unconfirmed(of: device, profile).filter { !asked.contains($0) } ?? []
    let ranges = profile.ranges(of: profile.sorted(Array(Set(stays).union(now))))
    return [.marked(device: device)] + ranges.map { .unconfirmed(device: device, slots: $0) }
  }
}

extension DeviceReading {
  /// The slots of ``unconfirmed`` in as few words as can be.
  package var unconfirmedRanges: [String] { profile?.ranges(of: unconfirmed.map(\.slot)) ?? [] }
}
