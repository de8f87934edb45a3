package import MIDI
package import Profiles
import Bytes

/// Gives every message of a dump the path it is filed under.
package enum Filing {
  /// A piece of what came in, in order.
  package enum Piece: Sendable {
    case message(SysExMessage)
    /// Bytes of a file that are no message.
    case stray([UInt8])
  }

  /// - Parameter slots: the slot of each message where that is known otherwise than by its bytes.
  package static func file(
    _ pieces: [Piece], profile: Profile?, slots: [Slot?] = []
  ) -> [DeviceState.Entry] {
    let messages = pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
    return file(pieces, profile: profile, placement: profile?.place(messages, filed: slots))
  }

  /// - Parameter placement: of the messages among the pieces, by the profile.
  package static func file(_ pieces: [Piece], profile: Profile?, placement: Placement?) -> [DeviceState.Entry] {
    let homes = placement?.homes ?? []
    var names = Names()
    var index = -1
    return pieces.map { piece in
      switch piece {
      case .stray(let bytes): return DeviceState.Entry(path: names.numbered("stray", bytes, "bin"), bytes: bytes)
      case .message(let message):
        index += 1
        let home = index < homes.count ? homes[index] : nil
        let path = home.flatMap { slot in profile.map { $0.name(slot) } }
        return DeviceState.Entry(
          path: path.map { names.slot($0, message.bytes) } ?? names.unknown(message), bytes: message.bytes)
      }
    }
  }

  /// The slot that a path means under a profile; nil for what is filed elsewhere.
  package static func slot(_ path: String, _ profile: Profile) -> Slot? {
    guard path.hasSuffix(".syx") else { return nil }
    return profile.slot(path.dropLast(4).prefix { $0 != "~" })
  }
}

/// Paths given so far.
private struct Names {
  private var contents: [String: [UInt8]] = [:]
  private var counts: [String: Int] = [:]

  /// `kit/005.syx`; a second, different message for the slot is `kit/005~2.syx`.
  mutating func slot(_ name: String, _ bytes: [UInt8]) -> String {
    var number = 1
    while true {
      let path = number == 1 ? "\(name).syx" : "\(name)~\(number).syx"
      guard let taken = contents[path] else {
        contents[path] = bytes
        return path
      }
      if taken == bytes { return path }
      number += 1
    }
  }

  /// `unknown/F0-00-20-3C-03-00-7B/0001.syx`: by the first seven bytes.
  mutating func unknown(_ message: SysExMessage) -> String {
    let header = Hex.spaced(message.bytes.dropLast().prefix(7), separator: "-")
    return numbered("unknown/\(header)", message.bytes, "syx")
  }

  /// `stray/0001.bin`; equal bytes get the same path.
  mutating func numbered(_ folder: String, _ bytes: [UInt8], _ ending: String) -> String {
    let key = Hex.compact(bytes)
    if let known = known[folder + key] { return known }
    counts[folder, default: 0] += 1
    let digits = String(counts[folder, default: 1])
    let path = "\(folder)/\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).\(ending)"
    known[folder + key] = path
    return path
  }

  private var known: [String: String] = [:]
}
