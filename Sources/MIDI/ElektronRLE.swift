import Bytes

/// The Monomachine's run lengths, see ``Codec/elektronRLE``.
///
/// The encoder is greedy: runs of two and more, and single bytes above 7Fh, are written as a count and the byte; a run
/// is cut after 127.
enum ElektronRLE {
  static func decode(_ encoded: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    var decoded: [UInt8] = []
    var offset = 0
    while offset < encoded.count {
      let token = try token(at: offset, in: encoded)
      try require(decoded.count + token.count, within: limit, at: offset)
      decoded.append(contentsOf: repeatElement(token.value, count: token.count))
      offset += token.size
    }
    return decoded
  }

  static func encode(_ decoded: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    var start = 0
    while start < decoded.count {
      let value = decoded[start]
      let count = decoded[start...].prefix(127).prefix { $0 == value }.count
      if count > 1 || value >= 0x80 { encoded.append(0x80 | UInt8(count)) }
      encoded.append(value)
      start += count
    }
    return encoded
  }

  /// Offset of the token that holds the decoded byte at `index`; the end where there is none.
  static func offset(of index: Int, in encoded: [UInt8]) -> Int {
    var offset = 0
    var decoded = 0
    while offset < encoded.count {
      let isRun = encoded[offset] >= 0x80
      decoded += isRun ? Int(encoded[offset] & 0x7F) : 1
      if decoded > index { return offset }
      offset += isRun ? 2 : 1
    }
    return encoded.count
  }

  private static func token(
    at offset: Int, in encoded: [UInt8]
  ) throws(FormatError) -> (value: UInt8, count: Int, size: Int) {
    let first = encoded[offset]
    guard first >= 0x80 else { return (first, 1, 1) }
    guard first > 0x80 else { throw FormatError(.outOfRange(0, allowed: 1...127), at: offset) }
    guard offset + 1 < encoded.count else { throw FormatError(.endsEarly(needed: 1), at: encoded.count) }
    return (encoded[offset + 1], Int(first & 0x7F), 2)
  }
}
