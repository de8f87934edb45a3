package import Bytes

/// One system exclusive message, verbatim: `F0`, data bytes below 80h, `F7`.
///
/// A message holds no real-time bytes: ``Framer`` takes them out and reports them.
package struct SysExMessage: Hashable, Sendable {
  /// From `F0` through `F7`; two bytes at least.
  package let bytes: [UInt8]

  /// - Throws: ``FormatError`` at the first byte that has no place there: `.unexpected` for a first byte that is not
  ///   `F0`, `.highBit` inside, `.endsEarly` without `F7`, `.trailing` for bytes after it.
  package init(_ bytes: [UInt8]) throws(FormatError) {
    guard let first = bytes.first else { throw FormatError(.endsEarly(needed: 2), at: 0) }
    guard first == Status.start else { throw FormatError(.unexpected(found: Int(first), expected: "F0"), at: 0) }
    guard let end = bytes.dropFirst().firstIndex(where: { $0 >= 0x80 }) else {
      throw FormatError(.endsEarly(needed: 1), at: bytes.count)
    }
    guard bytes[end] == Status.end else { throw FormatError(.highBit(bytes[end]), at: end) }
    guard end == bytes.count - 1 else { throw FormatError(.trailing(count: bytes.count - 1 - end), at: end + 1) }
    self.bytes = bytes
  }

  /// Takes bytes whose shape the framer has already seen to.
  init(framed bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes between `F0` and `F7`.
  package var body: ArraySlice<UInt8> { bytes.dropFirst().dropLast() }

  /// The maker's id: 1 byte, or 3 where the first is 00; fewer when the message ends before.
  package var manufacturer: [UInt8] { Array(body.prefix(body.first == 0 ? 3 : 1)) }
}

/// Status bytes that framing turns on.
package enum Status {
  package static let start: UInt8 = 0xF0
  package static let end: UInt8 = 0xF7
  package static let meta: UInt8 = 0xFF
  package static let firstRealTime: UInt8 = 0xF8
}
