/// The text that describes the first memory of a simulated unit: `docs/formats/factory.md`.
package struct FactoryText: Sendable {
  /// The file, for errors.
  package let path: String
  package let text: String

  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// The name of the file in a model's folder.
  static let name = "factory.yaml"
}
