/// A node of a document that was read.
package struct YAMLNode: Sendable {
  private let document: YAMLDocument
  /// The node's index; an alias has the index of its target.
  private let index: Int

  init(_ document: YAMLDocument, _ index: Int) {
    let record = document.records[index]
    self.document = document
    self.index = record.form == .alias ? Int(record.start) : index
  }

  private var record: YAMLDocument.Record { document.records[index] }

  package var mark: Mark { Mark(line: Int(record.line), column: Int(record.column)) }

  package var isScalar: Bool { record.form == .scalar }
  package var isSequence: Bool { record.form == .sequence }
  package var isMapping: Bool { record.form == .mapping }

  /// The text of a scalar as it was written, without quotes and escapes; nil for other nodes.
  package var scalar: String? {
    guard isScalar else { return nil }
    return String(decoding: document.text[Int(record.start)..<Int(record.end)], as: UTF8.self)
  }

  /// The nodes of a sequence in order; nil for other nodes.
  package var items: [YAMLNode]? { isSequence ? held : nil }

  /// The keys and values of a mapping in order; nil for other nodes.
  package var pairs: [(key: YAMLNode, value: YAMLNode)]? {
    guard isMapping else { return nil }
    let held = held
    return stride(from: 0, to: held.count - 1, by: 2).map { (held[$0], held[$0 + 1]) }
  }

  /// The value of a key of a mapping.
  package subscript(key: String) -> YAMLNode? { pairs?.first { $0.key.scalar == key }?.value }

  /// Keys and numbers (from 1) of the path to this node; searched from the root, so used only for errors.
  package var place: [String] {
    var place: [String] = []
    var node = YAMLNode(document, 0)
    while node.index < index, let (name, inner) = node.step(towards: index) {
      place.append(name)
      node = inner
    }
    return place
  }

  /// The child that is, or contains, the node with this number.
  private func step(towards wanted: Int) -> (name: String, node: YAMLNode)? {
    let held = held
    guard let number = held.firstIndex(where: { $0.index <= wanted && wanted < $0.record.next }) else { return nil }
    guard isMapping else { return (String(number + 1), held[number]) }
    return (held[number & ~1].scalar ?? "?", held[number])
  }

  private var held: [YAMLNode] {
    var held: [YAMLNode] = []
    var next = index + 1
    while next < record.next {
      held.append(YAMLNode(document, next))
      next = Int(document.records[next].next)
    }
    return held
  }
}
