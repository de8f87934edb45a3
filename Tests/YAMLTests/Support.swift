import YAML

/// A text as another writes it: scalars in quotes, lists in brackets, mappings in braces, in their order.
func written(_ text: String) throws -> String? { try YAMLDocument.read(text).map(written) }

private func written(_ node: YAMLNode) -> String {
  if let items = node.items { return "[" + items.map(written).joined(separator: ", ") + "]" }
  if let pairs = node.pairs {
    return "{" + pairs.map { "\(written($0.key)): \(written($0.value))" }.joined(separator: ", ") + "}"
  }
  return node.scalar.map { "\"\($0)\"" } ?? "?"
}

/// What is wrong with a text; nil where it can be read.
func failure(_ text: String) -> YAMLError? {
  do {
    _ = try YAMLDocument.read(text)
    return nil
  } catch {
    return error
  }
}
