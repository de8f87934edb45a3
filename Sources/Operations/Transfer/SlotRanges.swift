import Profiles

extension Profile {
  /// Slots as few words as can be: `patch/A12-A28`, `patch/B04`; neighbours are joined.
  func ranges(of slots: [Slot]) -> [String] {
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

extension DeviceReading {
  /// The slots of ``unconfirmed`` in as few words as can be.
  package var unconfirmedRanges: [String] { profile?.ranges(of: unconfirmed.map(\.slot)) ?? [] }
}
