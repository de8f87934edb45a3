import MIDI
import Profiles
import Synchronization

/// The messages of slots that were never used, each kind's made once and shared by all copies of a unit.
final class BlankMessages: Sendable {
  private let made = Mutex<[String: SysExMessage?]>([:])

  /// Nil where the profile's initial values make no message.
  func message(of kind: Kind, slot: Int) -> SysExMessage? {
    let first =
      made.withLock { $0[kind.id] }
      ?? {
        let message = kind.blank(slot: 0)
        made.withLock { $0[kind.id] = .some(message) }
        return message
      }()
    return first.map { kind.stamped($0, slot: slot) }
  }
}

extension Kind {
  /// The message of a slot that was never used; nil where the profile's initial values make none.
  func blank(slot: Int) -> SysExMessage? {
    do { return try encode(ItemTree(), slot: slot, isCompleting: true) } catch { return nil }
  }
}
