/// How to ask which slot of a kind the instrument has loaded.
package struct LoadedQuestion: Sendable {
  /// With the place `{type}`.
  package let request: BytePattern
  /// With the places `{type}` and `{value}`.
  package let reply: BytePattern
  /// The type byte of every kind that can be asked.
  package let types: [String: UInt8]
  package let source: String?
}
