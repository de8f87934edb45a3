import Bytes

/// One string of bits, lowest first, see ``Codec/bitStream``.
enum BitStream {
  static func decode(_ encoded: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    try requireSevenBit(encoded)
    let count = encoded.count * 7 / 8
    try require(count, within: limit, at: min(encoded.count, max(0, limit) * 8 / 7))
    return recut(encoded, from: 7, to: 8, count: count)
  }

  static func encode(_ decoded: [UInt8]) -> [UInt8] {
    recut(decoded, from: 8, to: 7, count: (decoded.count * 8 + 6) / 7)
  }

  /// Reads `width` bits of each byte as one string and cuts it anew; a last cut without enough bits ends in zeros.
  private static func recut(_ bytes: [UInt8], from width: Int, to cut: Int, count: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var bits = 0
    var held = 0
    for byte in bytes {
      bits |= Int(byte) << held
      held += width
      while held >= cut {
        result.append(UInt8(bits & (1 << cut - 1)))
        bits >>= cut
        held -= cut
      }
    }
    if result.count < count { result.append(UInt8(bits)) }
    return result
  }
}
