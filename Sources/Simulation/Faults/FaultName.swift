/// A fault as users name it.
///
/// The one list: the flags of `simulate run`, its help page and the fault matrix are generated from this list.
package enum FaultName: String, CaseIterable, Hashable, Sendable {
  case dropByte = "drop-byte"
  case dropHostByte = "drop-host-byte"
  case dropZeros = "drop-zeros"
  case duplicate
  case reorder
  case merge
  case split
  case insert
  case stall
  case delay
  case silence
  case wrongSlot = "wrong-slot"
  case wrongChecksum = "wrong-checksum"
  case short
  case cut
  case noEnd = "no-f7"
  case overflow
  case needsGap = "needs-gap"
  case unplug
  case writeProtect = "write-protect"
  case storeNothing = "store-nothing"
  case storeIn = "store-in"
  case normalise
  case loseAtPowerOff = "lose-at-power-off"
  case absentBank = "absent-bank"
  case slowProgram = "slow-program"
  case otherModel = "other-model"
  case otherFirmware = "other-firmware"
  case otherProject = "other-project"
  case playing
  case echo
  case byHand = "by-hand"

  /// The argument of the fault, as a help page shows it; nil where the name is enough.
  package var value: String? {
    switch self {
    case .dropByte, .dropHostByte: "n"
    case .insert: "byte[@offset]"
    case .stall: "offset:seconds"
    case .delay: "seconds"
    case .wrongSlot, .storeIn, .absentBank: "slot"
    case .short, .cut: "count"
    case .overflow: "room:rate"
    case .needsGap, .slowProgram: "milliseconds"
    case .unplug: "bytes"
    case .normalise: "field=value"
    default: nil
    }
  }

  /// The effect, as a help page describes it.
  package var summary: String {
    switch self {
    case .dropByte: "The n-th byte that the unit sends is lost, from 0."
    case .dropHostByte: "The n-th byte sent to the unit is lost, from 0."
    case .dropZeros: "Three zero bytes in a row are lost where they fill a USB packet."
    case .duplicate: "Every answer comes twice."
    case .reorder: "An answer waits for the next one and follows it."
    case .merge: "An answer waits for the next one; both come at once."
    case .split: "Bytes come one by one, 5 ms apart."
    case .insert: "Every message has a byte such as F8 or FE in it."
    case .stall: "Every message pauses in the middle."
    case .delay: "Answers come so much later."
    case .silence: "No answer."
    case .wrongSlot: "This slot's dump comes instead of the one asked for."
    case .wrongChecksum: "Checksums are wrong."
    case .short: "So many bytes before the F7 are missing."
    case .cut: "Messages end after so many bytes, without F7."
    case .noEnd: "Messages have no F7."
    case .overflow: "The unit has room for so many bytes and reads so many a second: what comes faster is lost."
    case .needsGap: "A dump that comes sooner after another is lost."
    case .unplug: "The cable is pulled after so many bytes, both directions together."
    case .writeProtect: "The unit refuses every dump."
    case .storeNothing: "The unit takes every dump and stores nothing."
    case .storeIn: "The unit stores every dump in this slot."
    case .normalise: "The unit stores every dump with this field at this value."
    case .loseAtPowerOff: "What was stored is gone when the unit is switched off."
    case .absentBank: "From this slot on the unit answers with the dump before."
    case .slowProgram: "A program that was selected is in the edit buffer only so much later."
    case .otherModel: "Another model of the maker answers."
    case .otherFirmware: "The unit runs another firmware, with another version of its dumps."
    case .otherProject: "Another project is loaded: every slot holds something else."
    case .playing: "The sequencer plays: start, then clock at 120 BPM."
    case .echo: "What is sent to the unit comes back too."
    case .byHand: "The unit sends dumps only when told at its front panel."
    }
  }

  /// Whether the fault applies to single messages, so that it can be limited to some of them.
  package var isForMessages: Bool {
    switch self {
    case .duplicate, .reorder, .merge, .split, .insert, .stall, .delay, .silence, .wrongSlot, .wrongChecksum, .short,
      .cut, .noEnd, .writeProtect, .storeNothing, .storeIn, .normalise, .dropZeros:
      true
    case .dropByte, .dropHostByte, .overflow, .needsGap, .unplug, .loseAtPowerOff, .absentBank, .slowProgram,
      .otherModel,
      .otherFirmware, .otherProject, .playing, .echo, .byHand:
      false
    }
  }
}
