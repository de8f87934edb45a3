import Profiles
import Synchronization

/// The dumps of slots that were never used, each kind's made once and shared by all copies of a unit.
final class BlankDumps: Sendable {
  private let made = Mutex<[String: SlotDump?]>([:])

  /// Nil where the model's initial values make no dump.
  func dump(of slot: Slot, _ model: any DeviceModel) -> SlotDump? {
    let first =
      made.withLock { $0[slot.kind] }
      ?? {
        let dump = model.blank(Slot(kind: slot.kind, index: 0))
        made.withLock { $0[slot.kind] = .some(dump) }
        return dump
      }()
    return first.map { model.addressed($0, to: slot) }
  }
}
