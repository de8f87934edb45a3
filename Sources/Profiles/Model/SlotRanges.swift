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
  package func slots(in range: some StringProtocol) -> [Slot] {
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
