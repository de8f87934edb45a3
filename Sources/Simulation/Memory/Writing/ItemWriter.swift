import YAML

/// Writes the item of one slot, step by step.
struct ItemWriter {
  let memory: DescribedMemory
  /// From 0.
  let slot: Int
  var random: SplitMix64
  var draft = Draft()
  /// What the paths of the present step begin with.
  private(set) var prefix = ""
  /// The entry of the innermost repetition: its number from 1, and its number or name for templates.
  private(set) var entry: (number: Int, text: String) = (1, "1")
  private var draws: [String: String] = [:]
  /// The rhythms drawn so far, with the prefix of each.
  var rhythms: [(prefix: String, rhythm: Rhythm)] = []
  /// The last rhythm.
  var rhythm: Rhythm?
  var scale: Scale?
  private var count = 0

  init(memory: DescribedMemory, slot: Int, random: SplitMix64) {
    (self.memory, self.slot, self.random) = (memory, slot, random)
  }

  /// Steps and fields for one slot: a description with nested repetitions could go on for ever.
  static let limit = 200_000
  /// Entries of one repetition.
  private static let entries = 0...65_536

  func fail(_ problem: FactoryError.Problem, at mark: Mark) -> FactoryError {
    FactoryError(problem, file: memory.factory.file, at: mark)
  }

  private mutating func take(at mark: Mark) throws(FactoryError) {
    count += 1
    guard count <= Self.limit else { throw fail(.tooManySteps(limit: Self.limit), at: mark) }
  }

  // MARK: Steps

  mutating func run(_ steps: [FactoryStep]) throws(FactoryError) {
    for step in steps { try run(step) }
  }

  private mutating func run(_ step: FactoryStep) throws(FactoryError) {
    try take(at: step.mark)
    if let entries = step.entries, !entries.contains(entry.number) { return }
    if let chance = step.chance, !random.chance(chance) { return }
    let outer = prefix
    if let inside = step.inside { prefix = path(try fill(inside)) }
    if let each = step.each { try run(step.actions, each, step.mark) } else { try perform(step.actions, at: step.mark) }
    prefix = outer
  }

  private mutating func run(
    _ actions: [FactoryAction], _ each: FactoryEach, _ mark: Mark
  ) throws(FactoryError) {
    let names: [String]
    switch each.over {
    case .names(let own): names = own
    case .count(let amount):
      let count = try number(amount, at: mark)
      guard Self.entries.contains(count) else {
        throw fail(.expected("0 to \(Self.entries.upperBound) entries"), at: mark)
      }
      names = (0..<count).map { String($0 + 1) }
    }
    let (outer, around) = (prefix, entry)
    for (index, name) in names.enumerated() {
      try begin((index + 1, name), each, below: outer, mark)
      try perform(actions, at: mark)
    }
    if !each.then.isEmpty {
      try begin((names.count + 1, String(names.count + 1)), each, below: outer, mark)
      try run(each.then)
    }
    (prefix, entry) = (outer, around)
  }

  private mutating func begin(
    _ entry: (Int, String), _ each: FactoryEach, below outer: String, _ mark: Mark
  ) throws(FactoryError) {
    try take(at: mark)
    (prefix, self.entry) = (outer, entry)
    prefix = path(try fill(each.path))
  }

  private mutating func perform(_ actions: [FactoryAction], at mark: Mark) throws(FactoryError) {
    for action in actions {
      switch action {
      case .set(let assignments): try set(assignments)
      case .draw(let values):
        for (name, value) in values { draws[name] = try text(value) ?? "" }
      case .choose(let alternatives): try run(random.pick(alternatives))
      case .steps(let steps): try run(steps)
      case .rhythm(let rule): try draw(rule, at: mark)
      case .scale(let rule): try draw(rule)
      case .notes(let rule): try write(rule)
      case .locks(let rule): try write(rule, at: mark)
      case .wave(let wave): try write(wave)
      }
    }
  }

  private mutating func set(_ assignments: [FactoryAssignment]) throws(FactoryError) {
    for assignment in assignments {
      guard let value = try text(assignment.value) else { continue }
      try set(assignment.path, value)
    }
  }

  // MARK: Paths and templates

  /// Puts a value at a path below the prefix.
  ///
  /// - Parameter also: values for places of this template alone.
  mutating func set(
    _ template: FactoryTemplate, _ value: String, below prefix: String? = nil, also: [String: String] = [:]
  ) throws(FactoryError) {
    try take(at: template.mark)
    draft.set(Self.join(prefix ?? self.prefix, try fill(template, also: also)), value, at: template.mark)
  }

  func path(_ path: String) -> String { Self.join(prefix, path) }

  private static func join(_ prefix: String, _ path: String) -> String {
    prefix.isEmpty ? path : prefix + " " + path
  }

  func fill(_ template: FactoryTemplate, also: [String: String] = [:]) throws(FactoryError) -> String {
    var text = ""
    for piece in template.pieces {
      switch piece {
      case .text(let own): text += own
      case .place(let name):
        guard let value = also[name] ?? value(of: name) else {
          throw fail(.unknownName(name, of: "draws before this step", near: []), at: template.mark)
        }
        text += value
      }
    }
    return text
  }

  private func value(of place: String) -> String? {
    switch place {
    case "slot": String(slot + 1)
    case "n": entry.text
    default: draws[place]
    }
  }

  // MARK: Numbers

  func number(_ number: FactoryNumber) throws(FactoryError) -> Int {
    switch number {
    case .fixed(let number): return number
    case .template(let template):
      guard let number = Int(try fill(template)), abs(number) <= 1 << 32 else {
        throw fail(.expected("a whole number"), at: template.mark)
      }
      return number
    }
  }

  mutating func number(_ amount: FactoryAmount, at mark: Mark) throws(FactoryError) -> Int {
    switch amount {
    case .number(let own): return try number(own)
    case .range(let low, let high): return try drawn(low, high, at: mark)
    }
  }

  mutating func drawn(_ low: FactoryNumber, _ high: FactoryNumber, at mark: Mark) throws(FactoryError) -> Int {
    let (low, high) = (try number(low), try number(high))
    guard low <= high else { throw fail(.expected("two numbers, the lower one first"), at: mark) }
    return random.number(low...high)
  }
}
