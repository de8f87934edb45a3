import Bytes

/// Bytes as two halves, see ``Codec/nibbles(order:)``.
struct Nibbles {
  let order: Codec.NibbleOrder

  func decode(_ encoded: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    try requirePairs(encoded, first: 15, second: 15)
    try require(encoded.count / 2, within: limit, at: min(encoded.count, max(0, limit) * 2))
    return stride(from: 0, to: encoded.count, by: 2).map { offset in
      switch order {
      case .highFirst: encoded[offset] << 4 | encoded[offset + 1]
      case .lowFirst: encoded[offset + 1] << 4 | encoded[offset]
      }
    }
  }

  func encode(_ decoded: [UInt8]) -> [UInt8] {
    decoded.flatMap { byte in
      switch order {
      case .highFirst: [byte >> 4, byte & 15]
      case .lowFirst: [byte & 15, byte >> 4]
      }
    }
  }
}

/// Bytes as a top bit and seven others, see ``Codec/sevenPlusOne``.
enum SevenPlusOne {
  static func decode(_ encoded: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    try requirePairs(encoded, first: 1, second: 0x7F)
    try require(encoded.count / 2, within: limit, at: min(encoded.count, max(0, limit) * 2))
    return stride(from: 0, to: encoded.count, by: 2).map { encoded[$0] << 7 | encoded[$0 + 1] }
  }

  static func encode(_ decoded: [UInt8]) -> [UInt8] {
    decoded.flatMap { [$0 >> 7, $0 & 0x7F] }
  }
}
