import Bytes

/// Refuses a byte above 7Fh, with its offset.
func requireSevenBit(_ bytes: [UInt8]) throws(FormatError) {
  guard let offset = bytes.firstIndex(where: { $0 >= 0x80 }) else { return }
  throw FormatError(.highBit(bytes[offset]), at: offset)
}

/// Refuses a result of `count` bytes above the caller's `limit`; `offset` is where the result exceeded it.
func require(_ count: Int, within limit: Int, at offset: Int) throws(FormatError) {
  guard count > limit else { return }
  throw FormatError(.outOfRange(count, allowed: 0...max(0, limit)), at: offset)
}

/// Refuses bytes that do not come in pairs, and values above `highest` in a pair's place `index`.
func requirePairs(_ bytes: [UInt8], first: UInt8, second: UInt8) throws(FormatError) {
  for (offset, byte) in bytes.enumerated() {
    let highest = offset.isMultiple(of: 2) ? first : second
    guard byte > highest else { continue }
    let problem: FormatError.Problem =
      byte >= 0x80 ? .highBit(byte) : .outOfRange(Int(byte), allowed: 0...Int(highest))
    throw FormatError(problem, at: offset)
  }
  guard bytes.count.isMultiple(of: 2) else { throw FormatError(.endsEarly(needed: 1), at: bytes.count) }
}
