extension FactoryReader {
  private static let rules = ["range", "near", "choice", "cycle", "flag", "sequence", "follow", "steps", "grid"]

  /// A text, or a mapping with one rule.
  mutating func value(_ node: FactoryNode) throws(FactoryError) -> FactoryValue {
    if node.isScalar { return FactoryValue(rule: .text(try template(node)), display: nil, mark: node.mark) }
    let fields = try node.fields(Self.rules + ["as"])
    let rules = fields.values.filter { $0.key != "as" }
    guard rules.count == 1, let (key, value) = rules.first else {
      throw node.fail(.expected("one of \(Self.rules.joined(separator: ", "))"))
    }
    let display = try fields["as"].map { node throws(FactoryError) in try self.display(node) }
    return FactoryValue(rule: try rule(key, value), display: display, mark: node.mark)
  }

  private mutating func rule(_ key: String, _ node: FactoryNode) throws(FactoryError) -> FactoryValue.Rule {
    switch key {
    case "range":
      let (low, high) = try bounds(node)
      return .range(low, high)
    case "near":
      let fields = try node.fields(["number", "by"])
      return .near(try number(try fields.need("number")), by: try fields.need("by").int(in: 0...1_000_000))
    case "choice": return .choice(try values(node))
    case "cycle": return .cycle(try values(node))
    case "flag": return .flag(try node.int(in: 0...100))
    case "sequence": return .sequence(try sequence(node))
    case "follow": return .follow(try reference(node))
    case "steps": return .steps(try gridSteps(node))
    default: return .grid(try grid(node))
    }
  }

  private mutating func values(_ node: FactoryNode) throws(FactoryError) -> [FactoryValue] {
    var values: [FactoryValue] = []
    for item in try node.choices() { values.append(try value(item)) }
    return values
  }

  /// `{note: 4}` or `{slot: kit}`.
  func display(_ node: FactoryNode) throws(FactoryError) -> FactoryDisplay {
    let fields = try node.fields(["note", "slot"])
    switch (fields["note"], fields["slot"]) {
    case (let note?, nil): return .note(middleC: try note.int(in: -10...20))
    case (nil, let slot?): return .slot(try kindNumbering(slot))
    default: throw node.fail(.expected("{note: 4} or {slot: KIND}"))
    }
  }

  private func sequence(_ node: FactoryNode) throws(FactoryError) -> FactorySequence {
    let fields = try node.fields(["by", "first", "step", "hold", "wrap"])
    let by = try fields.need("by")
    let name = try by.name(among: FactorySequence.Counted.allCases.map(\.rawValue), "words slot and entry")
    return FactorySequence(
      counted: FactorySequence.Counted(rawValue: name) ?? .slot,
      first: try fields["first"].map { node throws(FactoryError) in try number(node) } ?? .fixed(0),
      step: try fields.int("step", in: -100_000...100_000, default: 1),
      hold: try fields.int("hold", in: 1...100_000, default: 1), wrap: try fields.int("wrap", in: 1...1_000_000))
  }

  private mutating func reference(_ node: FactoryNode) throws(FactoryError) -> FactoryReference {
    let fields = try node.fields(["kind", "field", "take"])
    let kind = try fields.need("kind")
    // A kind that is described further down could follow this one.
    let id = try kind.name(among: kinds, "kinds above")
    follow(id)
    return FactoryReference(
      kind: id, numbering: try kindNumbering(kind), path: try template(try fields.need("field"), isPath: true),
      other: try template(try fields.need("take"), isPath: true))
  }

  /// `all`, or one of `{first: 8}`, `{every: 4}`, `{chance: 25}`, `{after: 1, chance: 40}`.
  private func gridSteps(_ node: FactoryNode) throws(FactoryError) -> FactorySteps {
    if node.isScalar {
      _ = try node.name(among: ["all"], "words for steps")
      return .all
    }
    let fields = try node.fields(["first", "every", "after", "chance"])
    let chance = try fields.int("chance", in: 0...100)
    if let after = try fields.int("after", in: 1...64) { return .after(after, chance: chance) }
    if let first = try fields.int("first", in: 0...1000) { return .first(first) }
    if let every = try fields.int("every", in: 1...64) { return .every(every) }
    guard let chance else { throw node.fail(.expected("first, every, after or chance")) }
    return .chance(chance)
  }

  private func grid(_ node: FactoryNode) throws(FactoryError) -> FactoryGrid {
    let fields = try node.fields(["count", "every", "from", "chance", "build-up"])
    let count = try number(try fields.need("count"))
    if let every = try fields.int("every", in: 1...64) {
      return FactoryGrid(count: count, rule: .every(every, from: try fields.int("from", in: 1...64, default: 1)))
    }
    return FactoryGrid(
      count: count,
      rule: .chance(try fields.need("chance").int(in: 0...100), buildUp: try fields.int("build-up", in: 0...64)))
  }
}
