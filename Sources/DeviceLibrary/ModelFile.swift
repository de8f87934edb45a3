/// A profile that the library found, as text.
package struct ModelFile: Sendable {
  /// The file of the profile.
  package let path: String
  package let text: String
  /// Whether it is in the user's own folder.
  package let isOwn: Bool

  /// The name of the profile in a model's folder.
  static let profileName = "profile.yaml"
}
