/// How a maker sums the bytes of a message. The bytes that are summed are the caller's choice, and differ by message.
package enum Checksum: Hashable, Sendable {
  /// Sum modulo 4000h as two bytes of seven bits, the higher first. Source: Elektron dumps.
  case sum14
  /// The difference of the sum to a multiple of 80h. Source: Roland, Yamaha.
  case negatedSum7
  /// `start` + sum modulo 80h. Source: Oberheim Matrix (start 0, over the bytes before they became nibbles), Kawai K1
  /// (start A4h in one working adaptation; A5h for its successor, a guess).
  case sum7(start: UInt8)
  /// Exclusive or, modulo 80h.
  case xor7
  /// Sum modulo 100h as two nibbles, the higher first. Source: Kawai K3.
  case sum8Nibbles

  /// Number of bytes it takes on the wire.
  package var size: Int {
    switch self {
    case .sum14, .sum8Nibbles: 2
    case .negatedSum7, .sum7, .xor7: 1
    }
  }

  /// The number that the bytes give.
  package func value(over bytes: some Sequence<UInt8>) -> Int {
    switch self {
    case .sum14: Self.sum(bytes) & 0x3FFF
    case .negatedSum7: -Self.sum(bytes) & 0x7F
    case .sum7(let start): (Int(start) + Self.sum(bytes)) & 0x7F
    case .xor7: Int(bytes.reduce(0, ^)) & 0x7F
    case .sum8Nibbles: Self.sum(bytes) & 0xFF
    }
  }

  /// The checksum as sent on the wire.
  package func bytes(over bytes: some Sequence<UInt8>) -> [UInt8] {
    let value = value(over: bytes)
    return switch self {
    case .sum14: FourteenBit.highFirst(value)
    case .negatedSum7, .sum7, .xor7: [UInt8(value)]
    case .sum8Nibbles: [UInt8(value >> 4), UInt8(value & 15)]
    }
  }

  private static func sum(_ bytes: some Sequence<UInt8>) -> Int {
    // A sum of bytes in memory always fits a word: without overflow checks, several bytes are added at once.
    bytes.withContiguousStorageIfAvailable { $0.reduce(0) { $0 &+ Int($1) } } ?? bytes.reduce(0) { $0 &+ Int($1) }
  }
}

/// Numbers of 14 bits in two bytes of seven.
package enum FourteenBit {
  /// The two bytes, higher first; bits above the 14th are dropped.
  package static func highFirst(_ value: Int) -> [UInt8] {
    [UInt8(value >> 7 & 0x7F), UInt8(value & 0x7F)]
  }

  /// The number of two bytes; bit 7 of either is ignored.
  package static func join(high: UInt8, low: UInt8) -> Int { Int(high & 0x7F) << 7 | Int(low & 0x7F) }
}
