/// A problem in a sequence of bytes, and its offset.
package struct FormatError: Error, Hashable, Sendable {
  /// The kind of damage, with the values found.
  package enum Problem: Hashable, Sendable {
    /// The bytes end too early: `needed` more were expected.
    case endsEarly(needed: Int)
    /// A byte above 7Fh where MIDI allows data bytes only.
    case highBit(UInt8)
    /// A value that the format does not allow at this place.
    case unexpected(found: Int, expected: String)
    /// A number or length outside what the format allows.
    case outOfRange(Int, allowed: ClosedRange<Int>)
    /// Bytes left over after the last field.
    case trailing(count: Int)
    /// A checksum that does not agree with the bytes it covers.
    case checksum(found: Int, computed: Int)
    /// Text that is not of the format's grammar.
    case malformed(String)
  }

  package let problem: Problem
  /// Offset of the byte where the problem shows, counted from the start of the sequence.
  package let offset: Int

  package init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }
}
