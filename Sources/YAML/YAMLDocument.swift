internal import Bytes

/// A YAML text that was read whole: its nodes in the order of the text, and the values of its scalars.
///
/// A class: every node points to it. A node is only built on request, because most of a large text is never read.
package final class YAMLDocument: Sendable {
  enum Form: Sendable {
    case scalar
    case sequence
    case mapping
    /// Stands for an earlier node.
    case alias
  }

  /// A node: its children follow directly.
  struct Record: Sendable {
    let form: Form
    let line: UInt32
    let column: UInt32
    /// Of a scalar its first byte in `text`; of an alias the node that it refers to.
    let start: UInt32
    /// Where the scalar ends in `text`.
    let end: UInt32
    /// The node behind this one and all that it holds.
    var next: UInt32
  }

  let records: [Record]
  let text: [UInt8]

  init(records: [Record], text: [UInt8]) {
    self.records = records
    self.text = text
  }

  /// Reads a text that holds one document.
  ///
  /// Anchors and aliases are resolved; tags are ignored, so every scalar is the text as written. Refuses duplicate keys
  /// in one mapping, and texts beyond the budgets of ``ReadingBudget``: bytes, nodes and levels, each counted as if
  /// every alias were written out.
  ///
  /// - Returns: the outermost node; nil where there is none.
  package static func read(_ text: String) throws(YAMLError) -> YAMLNode? {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(YAMLError) in try read(bytes) }
  }

  private static func read(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) -> YAMLNode? {
    guard text.count <= ReadingBudget.Reader.yamlText.limit else {
      throw YAMLError(.tooLarge(.yamlText), at: Mark(line: 1, column: 1))
    }
    var composer = Composer(capacity: text.count)
    try composer.compose(try EventStream(text))
    guard !composer.records.isEmpty else { return nil }
    return YAMLNode(YAMLDocument(records: composer.records, text: composer.text), 0)
  }
}
