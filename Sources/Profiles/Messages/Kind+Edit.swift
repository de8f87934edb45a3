extension Kind {
  /// An item's printed form with some fields changed; a nil text takes the field away.
  ///
  /// - Parameter changes: by paths as the item has them. A changed field may rename others (a machine its knobs). The
  ///   renamed fields keep their stored values, and accept the new names and labels or the old ones.
  package func edit(_ item: Item, _ changes: [(path: FieldPath, text: String?)]) throws(EncodeError) -> ItemTree {
    let layout = try encodingLayout
    let places = Dictionary(item.fields.enumerated().map { ($1.path.folded, $0) }) { first, _ in first }
    var fields = item.fields
    var rest: [(path: FieldPath, text: String?)] = []
    for change in changes {
      guard let place = places[change.path.folded], let text = change.text, layout.isReferenced(fields[place]) else {
        rest.append(change)
        continue
      }
      try fields[place].set(text)
    }
    if rest.count < changes.count { fields = layout.reworded(fields) }
    var edited = item
    edited.fields = fields
    var tree = ItemTree(edited)
    for change in rest {
      guard let place = places[change.path.folded] else {
        tree.set(change.path, to: change.text, kind: .word)
        continue
      }
      let (old, new) = (item.fields[place], fields[place])
      tree.set(
        new.path, to: change.text.map { new.understands($0) ? $0 : old.respelled($0, as: new) }, kind: new.value.kind)
    }
    return tree
  }
}

extension ItemTree {
  fileprivate mutating func set(_ path: FieldPath, to text: String?, kind: Value.Kind) {
    if let text { set(path.components, to: Value(kind, text)) } else { remove(path.components) }
  }
}

extension FieldPath {
  /// Compared without case.
  var folded: [String] { components.map { $0.lowercased() } }
}

extension Item.Field {
  fileprivate func understands(_ text: String) -> Bool {
    guard case .number(let display, let type, _) = form else { return true }
    return display.read(text, type: type) != nil
  }

  /// A text in this field's words as the other one says it; as it is where it means nothing here either.
  fileprivate func respelled(_ text: String, as other: Item.Field) -> String {
    guard case .number(let display, let type, _) = form, let raw = display.read(text, type: type),
      case .number(let words, let width, _) = other.form
    else { return text }
    return words.print(raw, type: width).text
  }

  /// Takes another value by its words.
  fileprivate mutating func set(_ text: String) throws(EncodeError) {
    guard case .number(let display, let type, _) = form else {
      throw .illegal(path, text: text, allowed: nil)
    }
    guard let raw = display.read(text, type: type), type.fits(raw) else {
      throw .illegal(path, text: text, allowed: display.allowed(type))
    }
    self.raw = .number(raw)
    value = display.print(raw, type: type)
  }
}

extension BoundLayout {
  /// Whether this field decides the names or labels of others.
  func isReferenced(_ field: Item.Field) -> Bool {
    guard let origin = field.origin else { return false }
    return leaves[origin.leaf].isReferenced && !leaves[origin.leaf].isSelector
  }

  /// The same stored values with the names and labels derived from them.
  func reworded(_ fields: [Item.Field]) -> [Item.Field] {
    var words = LabelResolver(self)
    for field in fields {
      guard let origin = field.origin, case .number(let raw) = field.raw else { continue }
      let leaf = leaves[origin.leaf]
      guard leaf.isReferenced, field.key == words.key(leaf.key, origin.indices) else { continue }
      words.learn(leaf, raw, at: origin.indices)
    }
    return fields.map { field in
      guard let origin = field.origin, leaves[origin.leaf].isDependent else { return field }
      let leaf = leaves[origin.leaf]
      var field = field
      field.path = FieldPath(words.path(leaf, at: origin.indices))
      guard case .number(let raw) = field.raw, case .number(_, let type, let except) = field.form else { return field }
      let display = words.display(leaf, at: origin.indices)
      field.value = display.print(raw, type: type)
      field.form = .number(display, type, except: except)
      return field
    }
  }
}
