/// A cursor over bytes that never reads past their end.
package struct ByteReader: Sendable {
  package let bytes: ArraySlice<UInt8>
  /// Offset of the next byte, counted from the first byte given.
  package private(set) var offset = 0

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  package var remaining: Int { bytes.count - offset }
  package var isAtEnd: Bool { remaining == 0 }

  /// Throws: ``FormatError`` `.endsEarly` when no byte is left.
  package mutating func byte() throws(FormatError) -> UInt8 {
    guard remaining > 0 else { throw FormatError(.endsEarly(needed: 1), at: offset) }
    defer { offset += 1 }
    return bytes[bytes.startIndex + offset]
  }

  /// Throws: ``FormatError`` `.endsEarly` when fewer than `count` are left; `.outOfRange` below zero.
  package mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    guard count >= 0 else { throw FormatError(.outOfRange(count, allowed: 0...remaining), at: offset) }
    guard count <= remaining else {
      throw FormatError(.endsEarly(needed: count - remaining), at: offset)
    }
    let start = bytes.startIndex + offset
    offset += count
    return bytes[start..<start + count]
  }

  /// Returns the remaining bytes.
  package mutating func rest() -> ArraySlice<UInt8> {
    defer { offset = bytes.count }
    return bytes[(bytes.startIndex + offset)...]
  }

  /// An unsigned number of `size` bytes, highest byte first; `size` 1 to 7.
  package mutating func bigEndian(_ size: Int) throws(FormatError) -> Int {
    precondition((1...7).contains(size), "a number of 1 to 7 bytes")
    return try take(size).reduce(0) { $0 << 8 | Int($1) }
  }
}
