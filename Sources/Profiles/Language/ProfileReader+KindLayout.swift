extension ProfileReader {
  /// Reads the layout of one kind and joins it with its view; the tables were read before.
  func layout(of id: String) throws(ProfileError) -> BoundLayout {
    guard let node = kindNodes[id] else {
      throw ProfileError(problem: .unknownName(id, of: "kinds"), place: "", line: 0, column: 0)
    }
    let fields = try node.fields(Self.kindKeys)
    let layout = try layout(id, node, fields, source: try fields["source"]?.string())
    if holders[id] == nil, let name = fields["name"] { try check(name, in: layout) }
    return layout
  }

  private func layout(
    _ id: String, _ node: ProfileNode, _ fields: ProfileFields, source: String?
  ) throws(ProfileError) -> BoundLayout {
    var rules: [String: ViewRule] = [:]
    if let holder = holders.values.first(where: { $0.id == id }) {
      try refuse(["seq", "view", "sources"], fields)
      return try layout(of: holder, rules: &rules, source: source)
    }
    let seq = try fields.need("seq", in: node)
    try bound(seq)
    let shape = try structure(seq, at: [], rules: &rules, source: source)
    if let view = fields["view"] { try self.view(view, at: [], isRelative: false, into: &rules) }
    let sources = try sources(fields["sources"])
    do { return try BoundLayout(shape, view: rules, dimensions: dimensions, sources: sources) } catch {
      throw node.fail(error.problem)
    }
  }

  private func check(_ name: ProfileNode, in layout: BoundLayout) throws(ProfileError) {
    let path = FieldPath(try name.string())
    let template = PathTemplate(path.components.map { .word($0) })
    guard layout.leaves.contains(where: { $0.path == template }) else {
      throw name.fail(.unknownName(path.description, of: "seq"))
    }
  }

  /// `- {of: [stored names], source: text}`: the sources of a kind for its use of a type.
  private func sources(_ node: ProfileNode?) throws(ProfileError) -> [String: String] {
    var sources: [String: String] = [:]
    for item in try node?.list() ?? [] {
      let fields = try item.fields(["of", "source"])
      let source = try fields.need("source", in: item).string()
      for name in try fields.need("of", in: item).strings() {
        guard sources.updateValue(source, forKey: name.replacing(".", with: "/")) == nil else {
          throw item.fail(.duplicate(name))
        }
      }
    }
    return sources
  }
}
