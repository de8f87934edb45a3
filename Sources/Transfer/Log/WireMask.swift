internal import Bytes
package import MIDI
package import Profiles

/// Removes a musician's own texts from a wire log, so that it may be shown to strangers.
///
/// Replaces all texts of a decoded message by `x`; of an undecoded message only the maker stays. Bytes without a known
/// meaning that look like text become `x` too.
package struct WireMask {
  /// A line of the masked log.
  package enum Line: Hashable, Sendable {
    case entry(WireRecording.Entry)
    /// A message that is not shown.
    case leftOut(time: Duration, isSent: Bool, maker: [UInt8], count: Int, Reason)
  }

  package enum Reason: Hashable, Sendable {
    /// No profile at hand knows it.
    case unknown
    /// A profile knows the message and cannot locate its texts.
    case undecoded(profile: String)
    /// It was never complete.
    case broken
  }

  /// The profiles that may know a message, the likeliest first.
  private let profiles: (SysExMessage) -> [any DeviceModel]
  /// Whether messages that are left out otherwise are shown as they are.
  private let withDumps: Bool
  private let memory = Memory()

  package init(withDumps: Bool, profiles: @escaping (SysExMessage) -> [any DeviceModel]) {
    self.withDumps = withDumps
    self.profiles = profiles
  }

  /// The masked log, a message a line, each at the time of its first byte.
  package func lines(of recording: WireRecording) -> [Line] {
    var lines: [(time: Duration, line: Line)] = []
    var (sent, received) = (Way(), Way())
    for entry in recording.entries {
      switch entry.what {
      case .sent(let bytes): lines += sent.feed(bytes, entry.time).map { ($1, line($0, $1, isSent: true)) }
      case .received(let bytes): lines += received.feed(bytes, entry.time).map { ($1, line($0, $1, isSent: false)) }
      case .event(let words):
        let event = WireRecording.Entry(time: entry.time, what: .event(Self.event(words)))
        lines.append((entry.time, .entry(event)))
      }
    }
    lines += sent.finish().map { ($1, line($0, $1, isSent: true)) }
    lines += received.finish().map { ($1, line($0, $1, isSent: false)) }
    let order = lines.indices.sorted { (lines[$0].time, $0) < (lines[$1].time, $1) }
    return order.map { lines[$0].line }
  }

  /// One direction of the log.
  private struct Way {
    private var framer = Framer()
    /// When the bytes from an offset on came, in rising order.
    private var times: [(offset: Int, time: Duration)] = []

    mutating func feed(_ bytes: [UInt8], _ time: Duration) -> [(Piece, Duration)] {
      times.append((framer.offset, time))
      return framer.feed(bytes).map { ($0, begin($0)) }
    }

    mutating func finish() -> [(Piece, Duration)] { framer.finish().map { ($0, begin($0)) } }

    /// Pieces come in order: times of earlier ones are not asked for again.
    private mutating func begin(_ piece: Piece) -> Duration {
      let next = times.firstIndex { $0.offset > piece.offset } ?? times.count
      times.removeFirst(max(0, next - 1))
      return times[0].time
    }
  }

  /// Events that synvc writes; other words may be anybody's.
  private static let events: Set<Substring> = [
    "unplugged", "lost", "failed", "closed", "gone", "busy", "denied", "already",
  ]

  private static func event(_ words: String) -> String {
    let known = words.split(separator: " ").filter { events.contains($0) || Int($0) != nil }
    return known.isEmpty ? "event" : known.joined(separator: " ")
  }

  private func line(_ piece: Piece, _ time: Duration, isSent: Bool) -> Line {
    switch piece {
    case .other(let bytes, at: _):
      // The rest of a message without its beginning is listed here too.
      return entry(withDumps ? bytes : Item.blurred(bytes), time, isSent)
    case .broken(let bytes, at: _, reason: _):
      if withDumps { return entry(bytes, time, isSent) }
      return .leftOut(time: time, isSent: isSent, maker: Self.maker(bytes), count: bytes.count, .broken)
    case .message(let message, at: _, let raw):
      switch masked(message) {
      case .shown(let bytes): return entry(bytes == message.bytes ? raw : bytes, time, isSent)
      case .hidden where withDumps: return entry(raw, time, isSent)
      case .hidden(let reason):
        return .leftOut(time: time, isSent: isSent, maker: Self.maker(raw), count: raw.count, reason)
      }
    }
  }

  private func entry(_ bytes: [UInt8], _ time: Duration, _ isSent: Bool) -> Line {
    .entry(WireRecording.Entry(time: time, what: isSent ? .sent(bytes) : .received(bytes)))
  }

  /// The id of the maker: one byte, or three where the first is 00.
  private static func maker(_ bytes: [UInt8]) -> [UInt8] {
    let body = bytes.dropFirst().filter { $0 < 0x80 }
    return Array(body.prefix(body.first == 0 ? 3 : 1))
  }

  private enum Masked {
    case shown([UInt8])
    case hidden(Reason)
  }

  /// The masked form of each message, because reading a device twice repeats all of them. A class, for it is filled as
  /// it is used.
  private final class Memory {
    var known: [SysExMessage: Masked] = [:]
  }

  private func masked(_ message: SysExMessage) -> Masked {
    if let known = memory.known[message] { return known }
    let masked = mask(message)
    memory.known[message] = masked
    return masked
  }

  private func mask(_ message: SysExMessage) -> Masked {
    if IdentityRequest(message) != nil || Identity(message) != nil { return .shown(message.bytes) }
    var reason = Reason.unknown
    for profile in profiles(message) {
      if profile.isQuestionOrAnswer(message) { return .shown(message.bytes) }
      guard let slot = profile.locate(message)?.slot else { continue }
      if let masked = profile.withoutTexts(message, slot) { return .shown(masked) }
      reason = .undecoded(profile: profile.id)
    }
    return .hidden(reason)
  }
}

extension DeviceModel {
  /// Whether a message is a request, an identity or a program number: none holds text from a person.
  fileprivate func isQuestionOrAnswer(_ message: SysExMessage) -> Bool {
    let asked = questions.flatMap { [$0.request, $0.reply] } + (loaded.map { [$0.request, $0.reply] } ?? [])
    return asked.contains { $0.matches(message.bytes) } || requested(by: message) != nil
  }

  /// The bytes of a message with every text replaced by `x`; nil where it does not decode completely, as the parts of
  /// a slot of several messages do not.
  fileprivate func withoutTexts(_ message: SysExMessage, _ slot: Slot) -> [UInt8]? {
    // The content of a bank is decoded slot by slot only.
    guard slotKind(slot.kind)?.bank == nil, let item = decode(slot, in: SlotDump(message))?.item else { return nil }
    guard !item.fields.contains(where: { $0.path.components.first == "unnamed" }) else { return nil }
    if !item.hasTexts { return message.bytes }
    // Some instruments have capital letters only, and some hardly any letters.
    for filler in ["x", "X", "-", " "] {
      let tree = item.withoutTexts(filler)
      // Another filler may be legal where this one is not.
      guard let masked = try? encode(tree, slot: slot, into: nil, isCompleting: false) else { continue }
      return decode(slot, in: masked)?.item.hasTexts(besides: filler) == false ? masked.bytes : nil
    }
    return nil
  }
}

extension Item {
  fileprivate func withoutTexts(_ filler: String) -> ItemTree {
    var tree = ItemTree(self)
    for field in fields {
      if field.value.kind == .text {
        let text = String(repeating: filler, count: field.value.text.count)
        tree.set(field.path.components, to: Value(.text, text))
      } else if let bytes = Self.unread(field) {
        tree.set(field.path.components, to: Value(.bytes, Hex.spaced(Self.blurred(bytes))))
      }
    }
    for (place, bytes) in padding {
      tree.set(["padding", place], to: Value(.bytes, Hex.spaced(Self.blurred(bytes))))
    }
    return tree
  }

  /// The bytes of a field that has no other readable form.
  private static func unread(_ field: Field) -> [UInt8]? {
    guard case .bytes = field.form, case .bytes(let bytes) = field.raw else { return nil }
    return bytes
  }

  /// Whether it holds a text, or bytes that may be one.
  fileprivate var hasTexts: Bool {
    let unread = fields.compactMap(Self.unread) + padding.map(\.bytes)
    return fields.contains { $0.value.kind == .text && !$0.value.text.isEmpty }
      || unread.contains { Self.blurred($0) != $0 }
  }

  fileprivate func hasTexts(besides filler: String) -> Bool {
    fields.contains { $0.value.kind == .text && !$0.value.text.allSatisfy { String($0) == filler } }
  }

  /// Two printable bytes in a row may be a name.
  fileprivate static func blurred(_ bytes: [UInt8]) -> [UInt8] {
    let isPrintable = bytes.map { (0x20...0x7E).contains($0) }
    return bytes.indices.map { index in
      let before = index > 0 && isPrintable[index - 1]
      let after = index + 1 < bytes.count && isPrintable[index + 1]
      return isPrintable[index] && (before || after) ? 0x78 : bytes[index]
    }
  }
}
