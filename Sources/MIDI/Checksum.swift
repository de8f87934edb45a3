package import Bytes

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

  /// Compares the checksum bytes found with the computed ones; `offset` is where they were found.
  ///
  /// - Throws: ``FormatError`` `.checksum`, with both as numbers, or `.endsEarly` when checksum bytes are missing.
  package func verify(
    _ found: some Collection<UInt8>, over bytes: some Sequence<UInt8>, at offset: Int
  ) throws(FormatError) {
    guard found.count >= size else {
      throw FormatError(.endsEarly(needed: size - found.count), at: offset + found.count)
    }
    let computed = self.bytes(over: bytes)
    guard !found.elementsEqual(computed) else { return }
    throw FormatError(.checksum(found: number(found), computed: number(computed)), at: offset)
  }

  private func number(_ bytes: some Collection<UInt8>) -> Int {
    let shift = self == .sum8Nibbles ? 4 : 7
    return bytes.reduce(0) { $0 << shift | Int($1) }
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

  /// The two bytes, lower first; bits above the 14th are dropped.
  package static func lowFirst(_ value: Int) -> [UInt8] { highFirst(value).reversed() }

  /// The number of two bytes; bit 7 of either is ignored.
  package static func join(high: UInt8, low: UInt8) -> Int { Int(high & 0x7F) << 7 | Int(low & 0x7F) }
}
