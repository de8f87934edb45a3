/// Why a printed item cannot become bytes.
package enum EncodeError: Error, Hashable, Sendable {
  /// A field that the layout needs.
  case missing(FieldPath)
  /// A field that the layout does not know; `near` are fields with similar names.
  case unknown(FieldPath, near: [FieldPath])
  /// A text that is not a value of this field; `allowed` lists the allowed values, where their list is short.
  case illegal(FieldPath, text: String, allowed: String?)
  /// More entries than the instrument has room for.
  case noRoom(FieldPath, capacity: Int)
  /// A kind of slot or a place that the profile does not have.
  case badPlace(String)
  /// The profile that came with the program was damaged.
  case badProfile(ProfileError)
}
