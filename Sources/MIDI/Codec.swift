package import Bytes

/// A reversible packing of bytes that makers put between the stored structure and the wire.
///
/// Decoding goes from the wire to the structure, and tolerates deviations (unused bits set, an odd grouping). The encoded
/// bytes must then be kept, for encoding would give others.
package enum Codec: Hashable, Sendable {
  /// Groups of a carrier byte, which holds the top bits, and up to seven bytes without theirs.
  ///
  /// - Shape: n bytes to n + ⌈n/7⌉. With `emptyGroup`, data of 7, 14, … bytes is followed by a carrier 00 without
  ///   bytes; the decoder takes it either way.
  /// - Source: Elektron dumps (`.firstByteHighest`); Korg and Sequential dumps (`.firstByteLowest`). The empty group
  ///   is the Monomachine's, as noted for one kit of 581 packed bytes; no dump at hand shows it again.
  case sevenBit(order: CarrierOrder, emptyGroup: Bool)
  /// The Monomachine's run lengths: a byte below 80h is literal, 80h + n means n copies of the next byte.
  case elektronRLE
  /// Each byte as two bytes of four bits. Source: Roland, Kawai (`.highFirst`); Oberheim (`.lowFirst`).
  case nibbles(order: NibbleOrder)
  /// One string of bits, lowest first, cut into sevens: n bytes to ⌈8n/7⌉. Source: Alesis, Moog.
  case bitStream
  /// Each byte as two: its top bit, then the seven others. Source: Yamaha TG-33, SY series.
  case sevenPlusOne

  /// Which bit of the carrier belongs to the first byte of its group.
  package enum CarrierOrder: Hashable, Sendable, CaseIterable {
    /// Bit 6 for the first byte, bit 0 for the seventh (most significant first).
    case firstByteHighest
    /// Bit 0 for the first byte, bit 6 for the seventh (least significant first).
    case firstByteLowest
  }

  package enum NibbleOrder: Hashable, Sendable, CaseIterable {
    case highFirst
    case lowFirst
  }

  /// Unpacks bytes from the wire.
  ///
  /// - Throws: ``FormatError`` with the offset in `encoded`; `.outOfRange` where the result would pass `limit` bytes.
  package func decode(_ encoded: some Collection<UInt8>, limit: Int) throws(FormatError) -> [UInt8] {
    let bytes = Array(encoded)
    return switch self {
    case .sevenBit(let order, emptyGroup: _): try SevenBitGroups(order: order).decode(bytes, limit: limit)
    case .elektronRLE: try ElektronRLE.decode(bytes, limit: limit)
    case .nibbles(let order): try Nibbles(order: order).decode(bytes, limit: limit)
    case .bitStream: try BitStream.decode(bytes, limit: limit)
    case .sevenPlusOne: try SevenPlusOne.decode(bytes, limit: limit)
    }
  }

  /// Packs bytes for the wire, as the instrument itself does.
  package func encode(_ decoded: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(decoded)
    return switch self {
    case .sevenBit(let order, let emptyGroup): SevenBitGroups(order: order, emptyGroup: emptyGroup).encode(bytes)
    case .elektronRLE: ElektronRLE.encode(bytes)
    case .nibbles(let order): Nibbles(order: order).encode(bytes)
    case .bitStream: BitStream.encode(bytes)
    case .sevenPlusOne: SevenPlusOne.encode(bytes)
    }
  }

  /// Offset in `encoded` of the bytes that hold the decoded byte at `index`; at most the number of encoded bytes.
  package func offset(of index: Int, in encoded: some Collection<UInt8>) -> Int {
    let offset =
      switch self {
      case .sevenBit: index / 7 * 8 + 1 + index % 7
      case .elektronRLE: ElektronRLE.offset(of: index, in: Array(encoded))
      case .nibbles, .sevenPlusOne: index * 2
      case .bitStream: index * 8 / 7
      }
    return min(offset, encoded.count)
  }
}
