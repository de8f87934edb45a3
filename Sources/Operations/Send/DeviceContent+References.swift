import Archive
import History
import Profiles

extension DeviceContent {
  /// The slots that these slots refer to, directly or indirectly, as far as the content holds them; without these
  /// slots.
  func references(from slots: some Collection<Slot>, _ profile: any DeviceModel) -> Set<Slot> {
    var found = Set(slots)
    var left = Array(slots)
    while let slot = left.popLast() {
      guard let dump = values[slot] else { continue }
      for other in profile.references(of: slot, in: dump) where values[other] != nil && found.insert(other).inserted {
        left.append(other)
      }
    }
    return found.subtracting(slots)
  }
}
