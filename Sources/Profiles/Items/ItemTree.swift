import Bytes

/// An item as nested groups, as it is printed and read back.
package struct ItemTree: Sendable {
  package indirect enum Node: Sendable {
    case leaf(Value)
    case group(ItemTree)
  }

  /// In reading order.
  package private(set) var names: [String] = []
  private var nodes: [String: Node] = [:]

  package init() {}

  package init(_ item: Item) {
    for field in item.fields { set(field.path.components[...], to: field.value) }
    for (place, bytes) in item.padding {
      set(["padding", place], to: Value(.bytes, Hex.spaced(bytes)))
    }
  }

  package subscript(name: String) -> Node? { nodes[name.lowercased()] }

  package var isEmpty: Bool { names.isEmpty }

  /// Every node with its name, in reading order.
  package var children: [(name: String, node: Node)] {
    names.compactMap { name in self[name].map { (name, $0) } }
  }

  package func leaf(_ path: [String]) -> Value? { leaf(path[...]) }

  private func leaf(_ path: ArraySlice<String>) -> Value? {
    guard let first = path.first, let node = self[first] else { return nil }
    switch node {
    case .leaf(let value): return path.count == 1 ? value : nil
    case .group(let group): return group.leaf(path.dropFirst())
    }
  }

  package func group(_ path: [String]) -> ItemTree? {
    var tree = self
    for component in path {
      guard case .group(let next)? = tree[component] else { return nil }
      tree = next
    }
    return tree
  }

  /// Puts a value at a path; the groups on the way are made.
  package mutating func set(_ path: [String], to value: Value) { set(path[...], to: value) }

  private mutating func set(_ path: ArraySlice<String>, to value: Value) {
    guard let first = path.first else { return }
    let key = first.lowercased()
    if nodes[key] == nil { names.append(first) }
    if path.count == 1 {
      nodes[key] = .leaf(value)
      return
    }
    var group = ItemTree()
    if case .group(let present)? = nodes.removeValue(forKey: key) { group = present }
    group.set(path.dropFirst(), to: value)
    nodes[key] = .group(group)
  }

  /// Takes the value at a path away; groups left empty go too.
  package mutating func remove(_ path: [String]) { remove(path[...]) }

  private mutating func remove(_ path: ArraySlice<String>) {
    guard let first = path.first, let node = self[first] else { return }
    let key = first.lowercased()
    if path.count > 1, case .group(var group) = node {
      group.remove(path.dropFirst())
      nodes[key] = .group(group)
      if !group.isEmpty { return }
    }
    nodes[key] = nil
    names.removeAll { $0.lowercased() == key }
  }

  /// Gathers every value by its path: joined with blanks, in lower case, behind the prefix.
  func gather(_ prefix: String = "", into values: inout [String: Value]) {
    for (name, node) in nodes {
      switch node {
      case .leaf(let value): values[prefix + name] = value
      case .group(let group): group.gather(prefix + name + " ", into: &values)
      }
    }
  }

  /// Every leaf with its path, in reading order.
  package var leaves: [(path: [String], value: Value)] {
    children.flatMap { name, node -> [([String], Value)] in
      switch node {
      case .leaf(let value): [([name], value)]
      case .group(let group): group.leaves.map { ([name] + $0.0, $0.1) }
      }
    }
  }
}
