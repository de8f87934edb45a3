import Bytes

/// Groups of a carrier byte and up to seven bytes, see ``Codec/sevenBit(order:emptyGroup:)``.
struct SevenBitGroups {
  let order: Codec.CarrierOrder
  var emptyGroup = false

  func decode(_ encoded: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    try requireSevenBit(encoded)
    let count = encoded.count - (encoded.count + 7) / 8
    try require(count, within: limit, at: min(encoded.count, max(0, limit) / 7 * 8))
    var decoded: [UInt8] = []
    decoded.reserveCapacity(count)
    for start in stride(from: 0, to: encoded.count, by: 8) {
      let carrier = encoded[start]
      for place in 0..<min(7, encoded.count - start - 1) {
        decoded.append(encoded[start + 1 + place] | (carrier >> shift(place) & 1) << 7)
      }
    }
    return decoded
  }

  func encode(_ decoded: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(decoded.count + decoded.count / 7 + 1)
    for start in stride(from: 0, to: decoded.count, by: 7) {
      let group = decoded[start..<min(start + 7, decoded.count)]
      encoded.append(group.enumerated().reduce(0) { $0 | ($1.element >> 7) << shift($1.offset) })
      encoded.append(contentsOf: group.map { $0 & 0x7F })
    }
    if emptyGroup && !decoded.isEmpty && decoded.count.isMultiple(of: 7) { encoded.append(0) }
    return encoded
  }

  /// The carrier's bit for the byte at `place` 0 to 6 of a group.
  private func shift(_ place: Int) -> Int {
    switch order {
    case .firstByteHighest: 6 - place
    case .firstByteLowest: place
    }
  }
}
