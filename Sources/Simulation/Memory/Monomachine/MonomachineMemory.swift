import MIDI
import Profiles

/// A Monomachine after years of use: kits, patterns that use the kits, songs that use the patterns.
///
/// Everything is written by the names of the profile; values left out are the initial ones.
struct MonomachineMemory {
  let profile: Profile
  let seed: UInt64

  func messages() throws(EncodeError) -> [SysExMessage] {
    var messages: [SysExMessage] = []
    for kind in profile.kinds {
      for slot in 0..<kind.askableCount {
        guard let draft = draft(kind, slot) else { continue }
        messages.append(try kind.encode(draft.tree, slot: slot, isCompleting: true))
      }
    }
    return messages
  }

  /// The content of a slot; nil where the slot stays silent.
  private func draft(_ kind: Kind, _ slot: Int) -> Draft? {
    var random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D ^ UInt64(slot) << 8 ^ UInt64(kind.id.utf8.count))
    switch kind.id {
    case "kit": return Kits(names: Names.kits(seed: seed)).draft(slot, &random)
    case "pattern": return Patterns(kitNumbers: numbering("kit")).draft(slot, &random)
    case "song":
      return Songs(kitNumbers: numbering("kit"), patternNumbers: numbering("pattern")).draft(slot, &random)
    case "global": return Globals(patternNumbers: numbering("pattern")).draft(slot, &random)
    case "waveform": return Waveforms().draft(slot)
    default: return kind.isSilentWhenEmpty ? nil : Draft()
    }
  }

  private func numbering(_ kind: String) -> SlotNumbering {
    profile.kind(kind)?.numbering ?? .decimal(first: 1, digits: 3)
  }
}

/// A kit and the four patterns that use it belong together, as players lay them out.
enum Sets {
  static let size = 4

  /// The kit of a pattern; every eighth pattern borrows one from far away.
  static func kit(of pattern: Int) -> Int { pattern % 8 == 7 ? (pattern * 5 + 33) % 120 : pattern / size * 3 % 120 }
}
