package import MIDI
package import Profiles
import Bytes

/// Gives every message of a dump the path it is filed under.
package enum MessagePaths {
  /// A piece of the received data, in order.
  package enum Piece: Sendable {
    case message(SysExMessage)
    /// Bytes of a file outside messages.
    case stray([UInt8])

    /// As the file holds it, real-time bytes inside a message left aside.
    package var bytes: [UInt8] {
      switch self {
      case .message(let message): message.bytes
      case .stray(let bytes): bytes
      }
    }
  }

  /// - Parameter slots: the slot of each message where that is known otherwise than by its bytes.
  package static func file(
    _ pieces: [Piece], profile: (any DeviceModel)?, slots: [Slot?] = []
  ) -> [DeviceState.Entry] {
    let messages = pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
    return file(pieces, profile: profile, placement: profile?.place(messages, filed: slots))
  }

  /// - Parameter placement: of the messages among the pieces, by the profile.
  package static func file(_ pieces: [Piece], profile: (any DeviceModel)?, placement: Placement?) -> [DeviceState.Entry]
  {
    let messages = pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
    var names = Names()
    var index = -1
    return pieces.compactMap { piece in
      switch piece {
      case .stray(let bytes): return DeviceState.Entry(path: names.numbered("stray", bytes, "bin"), bytes: bytes)
      case .message(let message):
        index += 1
        guard let placement, let profile, index < placement.homeOf.count, let home = placement.homeOf[index] else {
          return DeviceState.Entry(path: names.unknown(message), bytes: message.bytes)
        }
        // The messages of a slot are one file, in the place of the first.
        let all = placement.homes[home]
        guard all.messages.first == index else { return nil }
        let bytes = all.messages.count == 1 ? message.bytes : all.messages.flatMap { messages[$0].bytes }
        return DeviceState.Entry(path: names.slot(profile.name(all.slot), bytes), bytes: bytes)
      }
    }
  }

  /// The slot of a path under a profile; nil for messages without a slot.
  package static func slot(_ path: String, _ profile: any DeviceModel) -> Slot? {
    guard path.hasSuffix(".syx") else { return nil }
    return profile.slot(path.dropLast(4).prefix { $0 != "~" })
  }
}

/// The paths already assigned.
private struct Names {
  /// The owner of a path: its folder or slot.
  private struct Key: Hashable {
    let place: String
    let bytes: [UInt8]

    /// All bytes at once: an array hashes them one by one.
    func hash(into hasher: inout Hasher) {
      hasher.combine(place)
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  private var known: [Key: String] = [:]
  private var counts: [String: Int] = [:]
  /// Names of folders, by the bytes that messages in them begin with.
  private var headers: [[UInt8]: String] = [:]

  /// `kit/005.syx`; a second, different message for the slot is `kit/005~2.syx`.
  mutating func slot(_ name: String, _ bytes: [UInt8]) -> String {
    path(name, bytes) { $0 == 1 ? "\(name).syx" : "\(name)~\($0).syx" }
  }

  /// `unknown/F0-00-20-3C-03-00-7B/0001.syx`: by the first seven bytes.
  mutating func unknown(_ message: SysExMessage) -> String {
    let start = Array(message.bytes.dropLast().prefix(7))
    let folder = headers[start] ?? "unknown/\(Hex.spaced(start, separator: "-"))"
    headers[start] = folder
    return numbered(folder, message.bytes, "syx")
  }

  /// `stray/0001.bin`; equal bytes get the same path.
  mutating func numbered(_ folder: String, _ bytes: [UInt8], _ ending: String) -> String {
    path(folder, bytes) { number in
      let digits = String(number)
      return "\(folder)/\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).\(ending)"
    }
  }

  /// The path that these bytes have at a place already, else the next one.
  private mutating func path(_ place: String, _ bytes: [UInt8], _ make: (Int) -> String) -> String {
    let key = Key(place: place, bytes: bytes)
    if let path = known[key] { return path }
    let number = counts[place, default: 0] + 1
    counts[place] = number
    let path = make(number)
    known[key] = path
    return path
  }
}
