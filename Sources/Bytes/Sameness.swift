internal import Glibc

extension ArraySlice<UInt8> {
  /// Whether both hold the same bytes: `==` compares one byte at a time, this many at once.
  package func isSame(as other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
  }
}

extension Array<UInt8> {
  /// Whether both hold the same bytes.
  package func isSame(as other: [UInt8]) -> Bool { self[...].isSame(as: other) }
}
