extension Item {
  /// - Parameter name: the name stored inside; nil where there is none.
  package init(fields: [Field], name: String?, isEmpty: Bool) {
    self.init(fields: fields, padding: [], name: name, isEmpty: isEmpty)
  }
}

extension Item.Field {
  /// A field of a model that is no profile.
  ///
  /// - Parameters:
  ///   - key: the same for the same place in every item of the kind.
  ///   - path: how it is called.
  ///   - raw: as it is stored: two items are compared by it.
  package init(key: String, path: FieldPath, value: Value, raw: RawValue) {
    self.init(key: key, path: path, value: value, raw: raw, form: .settled, origin: nil)
  }
}
