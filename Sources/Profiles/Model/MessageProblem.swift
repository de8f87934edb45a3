package import Bytes

/// A problem of a message that is stored all the same.
package enum MessageProblem: Error, Hashable, Sendable {
  case wrongChecksum(found: Int, computed: Int, offset: Int)
  case wrongLength(found: Int, computed: Int, offset: Int)
  case slotOutOfRange(kind: String, index: Int, count: Int)
  /// The body does not follow the layout; shown as bytes.
  case undecodable(FormatError)
  /// The body packs differently when packed again, or its printed form would give other bytes; shown as bytes.
  case notCanonical
  /// Messages or bytes of the slot that did not come; shown as bytes.
  case incomplete(missing: Int)
  /// The profile that came with the program was damaged; shown as bytes.
  case badProfile(ProfileError)
}
