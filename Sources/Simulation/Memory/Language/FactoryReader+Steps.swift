extension FactoryReader {
  /// What decides whether and where a step is done.
  private static let conditions = ["entries", "chance", "in", "each", "then"]
  private static let actions = [
    "set", "ranges", "draw", "choose", "use", "do", "rhythm", "scale", "notes", "locks", "wave",
  ]

  /// One step or a list of steps.
  mutating func steps(_ node: FactoryNode) throws(FactoryError) -> [FactoryStep] {
    guard node.isSequence else { return [try step(node)] }
    var steps: [FactoryStep] = []
    for item in try node.list() { steps.append(try step(item)) }
    return steps
  }

  mutating func steps(ifAny node: FactoryNode?) throws(FactoryError) -> [FactoryStep] {
    guard let node else { return [] }
    return try steps(node)
  }

  private mutating func step(_ node: FactoryNode) throws(FactoryError) -> FactoryStep {
    let fields = try node.fields(Self.conditions + Self.actions)
    var actions: [FactoryAction] = []
    for (key, value) in try node.pairs() {
      if let action = try action(try key.text(), value) { actions.append(action) }
    }
    let each = try fields["each"].map { node throws(FactoryError) in try repetition(node, then: fields["then"]) }
    if each == nil, let then = fields["then"] { throw then.fail(.missing(key: "each")) }
    return FactoryStep(
      entries: try fields["entries"]?.range(), chance: try fields.int("chance", in: 0...100),
      inside: try fields["in"].map { node throws(FactoryError) in try template(node, isPath: true) }, each: each,
      actions: actions, mark: node.mark)
  }

  private mutating func repetition(_ node: FactoryNode, then: FactoryNode?) throws(FactoryError) -> FactoryEach {
    let fields = try node.fields(["path", "count", "of"])
    let over: FactoryEach.Over
    switch (fields["count"], fields["of"]) {
    case (let count?, nil): over = .count(try amount(count))
    case (nil, let names?): over = .names(try names.texts())
    default: throw node.fail(.expected("either count or of"))
    }
    return FactoryEach(
      over: over, path: try template(try fields.need("path"), isPath: true), then: try steps(ifAny: then))
  }

  /// Nil for a key that is a condition.
  private mutating func action(_ key: String, _ node: FactoryNode) throws(FactoryError) -> FactoryAction? {
    switch key {
    case "set": .set(try assignments(node))
    case "ranges": .set(try ranges(node))
    case "draw": .draw(try drawn(node))
    case "choose": .choose(try alternatives(node))
    case "use": .steps(try part(try node.text(), at: node))
    case "do": .steps(try steps(node))
    case "rhythm": .rhythm(try rhythm(node))
    case "scale": .scale(try scale(node))
    case "notes": .notes(try notes(node))
    case "locks": .locks(try locks(node))
    case "wave": .wave(try wave(node))
    default: nil
    }
  }

  private mutating func assignments(_ node: FactoryNode) throws(FactoryError) -> [FactoryAssignment] {
    var assignments: [FactoryAssignment] = []
    for (key, value) in try node.pairs() {
      assignments.append(FactoryAssignment(path: try template(key, isPath: true), value: try self.value(value)))
    }
    return assignments
  }

  /// `ranges: {tune: [52, 76]}`, short for `set: {tune: {range: [52, 76]}}`.
  private func ranges(_ node: FactoryNode) throws(FactoryError) -> [FactoryAssignment] {
    var assignments: [FactoryAssignment] = []
    for (key, value) in try node.pairs() {
      let (low, high) = try bounds(value)
      assignments.append(
        FactoryAssignment(
          path: try template(key, isPath: true),
          value: FactoryValue(rule: .range(low, high), display: nil, mark: value.mark)))
    }
    return assignments
  }

  private mutating func drawn(_ node: FactoryNode) throws(FactoryError) -> [(name: String, value: FactoryValue)] {
    var draws: [(name: String, value: FactoryValue)] = []
    for (key, value) in try node.pairs() {
      let name = try key.text()
      guard !FactoryTemplate.known.contains(name), !name.isEmpty, !name.contains(where: { "{}".contains($0) }) else {
        throw key.fail(.expected("a name of your own"))
      }
      draws.append((name, try self.value(value)))
    }
    return draws
  }

  /// Each alternative is the name of a part, a step or a list of steps.
  private mutating func alternatives(_ node: FactoryNode) throws(FactoryError) -> [[FactoryStep]] {
    var alternatives: [[FactoryStep]] = []
    for item in try node.choices() {
      alternatives.append(item.isScalar ? try part(try item.text(), at: item) : try steps(item))
    }
    return alternatives
  }
}
