/// The reason why a pattern may not be sent: an instrument would read several messages in it, or another message.
package enum OutgoingProblem: Hashable, Sendable {
  /// It does not begin with F0.
  case notBegun
  /// It does not end with F7.
  case notEnded
  /// A status byte inside: the end of the message and the begin of something else, or a real-time byte.
  case statusInside(UInt8)
  /// The bytes that name the maker are not settled.
  case openMaker
  /// A question longer than any question: data, such as an update of the operating system.
  case tooLong(Int)
  /// A universal message that is not a question: machine control, a file, an update.
  case universal([UInt8])
}

extension BytePattern {
  /// The use of a message that synvc sends by a profile.
  enum Use: Sendable {
    /// Asks, announces or acknowledges.
    case question
    /// Carries the content of a slot.
    case dump
  }

  /// No question is longer, but for the data that it carries.
  private static let longestQuestion = 64

  /// Why this may not be sent; nil where it may.
  func problem(as use: Use) -> OutgoingProblem? {
    guard case .byte(0xF0, mask: 0xFF)? = pieces.first else { return .notBegun }
    guard pieces.count > 1, case .byte(0xF7, mask: 0xFF)? = pieces.last else { return .notEnded }
    let inside = pieces.dropFirst().dropLast()
    for piece in inside {
      if case .byte(let value, _) = piece, value >= 0x80 { return .statusInside(value) }
    }
    guard let maker = settled(inside.prefix(1)), maker != [0x00] || settled(inside.prefix(3)) != nil else {
      return .openMaker
    }
    guard use == .question else { return nil }
    guard minimumCount <= Self.longestQuestion else { return .tooLong(minimumCount) }
    return isUniversalRefused(maker[0], inside) ? .universal(fill([:])) : nil
  }

  /// Source: MIDI 1.0 detailed specification, table of universal system exclusive messages. Allows these non-real-time
  /// messages: the requests for identity, for a sample and for a tuning, and the acknowledgements.
  private func isUniversalRefused(_ maker: UInt8, _ inside: ArraySlice<Piece>) -> Bool {
    guard maker >= 0x7E else { return false }
    guard maker == 0x7E, let kind = settled(inside.dropFirst(2).prefix(1)) else { return true }
    let detail = settled(inside.dropFirst(3).prefix(1))
    switch kind[0] {
    case 0x03, 0x7B...0x7F: return false
    case 0x06: return detail != [0x01]
    case 0x08: return detail != [0x00] && detail != [0x03]
    default: return true
    }
  }

  /// The bytes of some pieces; nil where there are none, or one is open.
  private func settled(_ pieces: some Collection<Piece>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for piece in pieces {
      guard case .byte(let value, mask: 0xFF) = piece else { return nil }
      bytes.append(value)
    }
    return bytes.isEmpty ? nil : bytes
  }
}
