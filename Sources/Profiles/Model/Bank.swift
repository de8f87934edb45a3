/// Slots of another kind inside a message: the voices of a bank.
package struct Bank: Hashable, Sendable {
  /// The kind of the slots.
  package let kind: String
  package let count: Int
  /// Bytes of each in the decoded payload.
  package let size: Int
  /// Where the first begins in the decoded payload.
  package let offset: Int

  /// The range of a slot's bytes in the decoded payload.
  ///
  /// - Parameter index: from 0 in the whole device; indices beyond one message continue in the next.
  package func range(of index: Int) -> Range<Int> {
    let start = offset + index % count * size
    return start..<start + size
  }
}
