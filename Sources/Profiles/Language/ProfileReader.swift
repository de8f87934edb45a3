internal import Bytes
internal import YAML

/// Reads the text of a profile: first the form of its messages; then, on first use of each kind, their content.
struct ProfileReader: Sendable {
  var enumerations: [String: [UInt64: String]] = [:]
  var displays: [String: ProfileNode] = [:]
  let namedDisplays = NamedDisplays()
  var types: [String: ProfileNode] = [:]
  /// Members of each type, all types in it written out.
  var typeSizes: [String: Int] = [:]
  var dimensions: [Dimension] = []
  var numberings: [String: SlotNumbering] = [:]
  private let root: ProfileFields
  var kindNodes: [String: ProfileNode] = [:]
  private(set) var whenWrong: (@Sendable (ProfileError) -> Void)?
  /// Kinds whose messages hold slots of others, by the others.
  var holders: [String: Holder] = [:]
  /// The memory that packets read and write; nil where the model has none.
  var memory: MemoryAccess?

  private init(root: ProfileFields) { self.root = root }

  static let keys = [
    "synvc", "id", "name", "maker", "sources", "header", "identity", "probe", "loaded", "transfer", "handshake",
    "steps", "keeping", "memory",
    "not-included", "restore-order", "enums", "displays", "dimensions", "types", "kinds",
  ]

  /// - Parameter whenWrong: given where layouts may be read on first use, because the text was validated before;
  ///   called with every error in them.
  static func read(
    _ text: String, whenWrong: (@Sendable (ProfileError) -> Void)?
  ) throws(ProfileError) -> Profile {
    guard let node = try document(text) else {
      throw ProfileError(problem: .missing(key: "synvc"), place: "", line: 1, column: 1)
    }
    var reader = ProfileReader(root: try node.fields(Self.keys))
    reader.whenWrong = whenWrong
    let profile = try reader.profile(node, text: text)
    if whenWrong == nil {
      try profile.readWhole()
      if profile.kinds.isEmpty { try reader.readTables() }
    }
    return profile
  }

  private static func document(_ text: String) throws(ProfileError) -> ProfileNode? {
    do { return try YAMLDocument.read(text).map(ProfileNode.init) } catch { throw notYAML(error) }
  }

  private static func notYAML(_ error: YAMLError) -> ProfileError {
    let problem: ProfileError.Problem =
      switch error.problem {
      case .syntax(let problem): .notYAML(problem)
      case .duplicateKey(let key): .duplicate(key)
      case .tooLarge(let reader): .tooLarge(reader)
      }
    return ProfileError(problem: problem, place: "", line: error.mark.line, column: error.mark.column)
  }

  mutating func profile(_ root: ProfileNode, text: String) throws(ProfileError) -> Profile {
    let fields = self.root
    guard try fields.need("synvc", in: root).string() == "1" else {
      throw root.fail(.expected("language version 1"))
    }
    memory = try memoryAccess(fields["memory"])
    let kinds = try kinds(try fields.need("kinds", in: root))
    let steps = try fields["steps"]?.fields(["reading", "sending", "after-sending"])
    var order: [String] = kinds.map(\.slots.id)
    if let node = fields["restore-order"] { order = try node.strings() }
    guard order.sorted() == kinds.map(\.slots.id).sorted() else {
      throw root.fail(.expected("every kind once in restore-order"))
    }
    try checkAskable(kinds, fields)
    return Profile(
      id: try fields.need("id", in: root).string(), name: try fields.need("name", in: root).string(),
      maker: try fields.need("maker", in: root).string(), sources: try fields["sources"]?.strings() ?? [],
      header: try pattern(try fields.need("header", in: root)),
      identity: try probe(fields["identity"], asking: Self.universalQuestion), probe: try probe(fields["probe"]),
      loaded: try loaded(fields["loaded"]), kinds: kinds, kindsOfSlots: kinds.map(\.slots),
      restoreOrder: order,
      transfer: try transfer(fields["transfer"]), handshake: try handshake(fields["handshake"]),
      stepsBeforeReading: try self.steps(steps?["reading"]),
      stepsBeforeSending: try self.steps(steps?["sending"]),
      stepsAfterSending: try self.steps(steps?["after-sending"]), persistence: try persistence(fields["keeping"]),
      notIncluded: try fields["not-included"]?.strings() ?? [], text: text)
  }

  private func persistence(_ node: ProfileNode?) throws(ProfileError) -> Persistence {
    guard let node else { return .stored }
    guard let known = Persistence(rawValue: try node.string()) else {
      throw node.fail(.expected(Persistence.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    return known
  }

  func pattern(_ node: ProfileNode) throws(ProfileError) -> BytePattern {
    let text = try node.string()
    guard text.utf8.count <= ReadingBudget.Reader.pattern.limit else { throw node.fail(.tooLarge(.pattern)) }
    let pattern: BytePattern
    do { pattern = try BytePattern(text) } catch { throw node.fail(.pattern(text)) }
    guard pattern.minimumCount <= ReadingBudget.Reader.payload.limit else { throw node.fail(.tooLarge(.payload)) }
    return pattern
  }

  /// A pattern that is sent: one message.
  func pattern(_ node: ProfileNode, sentAs use: BytePattern.Use) throws(ProfileError) -> BytePattern {
    let pattern = try pattern(node)
    if let problem = pattern.problem(as: use) { throw node.fail(.notOneMessage(problem)) }
    return pattern
  }

  /// - Source: MIDI 1.0 detailed specification, general information.
  private static let universalQuestion = "F0 7E 7F 06 01 F7"

  /// - Parameter question: the default where `request` is left out.
  private func probe(_ node: ProfileNode?, asking question: String? = nil) throws(ProfileError) -> Probe? {
    guard let node else { return nil }
    let fields = try node.fields(["request", "reply", "firmware", "firmware-family", "source"])
    let reply = try pattern(try fields.need("reply", in: node))
    let request: BytePattern
    if let question, fields["request"] == nil {
      do { request = try BytePattern(question) } catch { throw node.fail(.pattern(question)) }
    } else {
      request = try pattern(try fields.need("request", in: node), sentAs: .question)
    }
    return Probe(
      request: request, reply: reply,
      firmware: try replyText(fields["firmware"], of: reply),
      family: try replyText(fields["firmware-family"], of: reply),
      source: try fields["source"]?.string())
  }

  private func replyText(_ node: ProfileNode?, of reply: BytePattern) throws(ProfileError) -> ReplyText? {
    guard let node else { return nil }
    guard let text = ReplyText(try node.string()) else { throw node.fail(.expected("a text such as {major}.{minor}")) }
    for name in text.places where !reply.placeNames.contains(name) { throw node.fail(.unknownName(name, of: "reply")) }
    return text
  }

  private func loaded(_ node: ProfileNode?) throws(ProfileError) -> LoadedQuestion? {
    guard let node else { return nil }
    let fields = try node.fields(["request", "reply", "types", "source"])
    var types: [String: UInt8] = [:]
    for (kind, value) in try fields.need("types", in: node).pairs() {
      guard let type = UInt8(exactly: try value.int()), type < 0x80 else { throw value.fail(.expected("a data byte")) }
      guard numberings[kind] != nil else { throw value.fail(.unknownName(kind, of: "kinds")) }
      types[kind] = type
    }
    return LoadedQuestion(
      request: try pattern(try fields.need("request", in: node), sentAs: .question),
      reply: try pattern(try fields.need("reply", in: node)), types: types,
      source: try fields["source"]?.string())
  }

  private func steps(_ node: ProfileNode?) throws(ProfileError) -> [FrontPanelStep] {
    var steps: [FrontPanelStep] = []
    for item in try node?.list() ?? [] {
      let fields = try item.fields(["text", "source"])
      steps.append(
        FrontPanelStep(text: try fields.need("text", in: item).string(), source: try fields["source"]?.string()))
    }
    return steps
  }

  // MARK: Tables that kinds refer to

  /// Reads the tables; bank members are dimensions too.
  mutating func readTables() throws(ProfileError) {
    for (name, table) in try root["enums"]?.pairs() ?? [] { enumerations[name] = try words(table) }
    for (name, node) in try root["displays"]?.pairs() ?? [] { displays[name] = node }
    for (name, node) in try root["types"]?.pairs() ?? [] { types[name] = node }
    try boundTypes()
    for (name, node) in try root["dimensions"]?.pairs() ?? [] {
      let dimension = try dimension(name, node)
      try checkLabels(dimension, in: node)
      dimensions.append(dimension)
    }
    for (id, holder) in holders.sorted(by: { $0.key < $1.key }) {
      guard !dimensions.contains(where: { $0.id == id }) else { throw holder.node.fail(.duplicate(id)) }
      let labels = (0..<holder.bank.count).map { numberings[id]?.print($0) ?? "" }
      dimensions.append(Dimension(id: id, count: holder.bank.count, labels: .names(labels)))
    }
  }

  func words(_ node: ProfileNode) throws(ProfileError) -> [UInt64: String] {
    var words: [UInt64: String] = [:]
    var seen: Set<String> = []
    if !node.isMapping {
      for (index, item) in try node.list(.words).enumerated() { words[UInt64(index)] = try word(item, besides: &seen) }
      return words
    }
    for (key, value) in try node.pairs(.words) {
      let number = key.hasPrefix("0x") ? UInt64(key.dropFirst(2), radix: 16) : UInt64(key)
      guard let number else { throw value.fail(.expected("a number as key")) }
      guard words[number] == nil else { throw value.fail(.duplicate(key)) }
      words[number] = try word(value, besides: &seen)
    }
    return words
  }

  /// Reads a word of a closed list; refuses a word that reads as a number, because it would hide that number.
  ///
  /// - Parameter seen: the words of the list so far, in lower case.
  func word(_ node: ProfileNode, besides seen: inout Set<String>) throws(ProfileError) -> String {
    let word = try node.string()
    guard Double(word) == nil, !word.isEmpty, !word.hasPrefix("#") else { throw node.fail(.ambiguous(word)) }
    guard seen.insert(word.lowercased()).inserted else { throw node.fail(.duplicate(word)) }
    return word
  }

  /// Refuses two indices of one name: their fields would have one path.
  private func checkLabels(_ dimension: Dimension, in node: ProfileNode) throws(ProfileError) {
    var lists: [[String]] = []
    switch dimension.labels {
    case .numbers: return
    case .names(let names): lists = [names]
    case .choice(_, let cases, let otherwise): lists = Array(cases.values) + [otherwise]
    }
    for names in lists {
      guard names.count <= dimension.count else { throw node.fail(.expected("\(dimension.count) names at most")) }
      let labels = (0..<dimension.count).map { LabelResolver.name($0, in: names).lowercased() }
      if let twice = Dictionary(grouping: labels, by: \.self).first(where: { $1.count > 1 }) {
        throw node.fail(.duplicate(twice.key))
      }
    }
  }

  private func dimension(_ name: String, _ node: ProfileNode) throws(ProfileError) -> Dimension {
    if node.isScalar { return Dimension(id: name, count: try bounded(node), labels: .numbers(first: 1)) }
    let fields = try node.fields(["count", "first", "names", "switch-on", "cases"])
    let names = try fields["names"]?.strings() ?? []
    let count = try fields["count"].map { node throws(ProfileError) in try bounded(node) } ?? names.count
    guard Self.dimensionCounts.contains(count) else { throw node.fail(.expected("1 to 65536 names")) }
    if let on = fields["switch-on"] {
      var cases: [String: [String]] = [:]
      for (key, value) in try fields.need("cases", in: node).pairs() { cases[key] = try value.strings() }
      return Dimension(
        id: name, count: count, labels: .choice(on: try on.string(), cases: cases, otherwise: names))
    }
    let labels: Dimension.Labels =
      names.isEmpty
      ? .numbers(first: try fields["first"]?.int(in: -1_000_000...1_000_000) ?? 1) : .names(names)
    return Dimension(id: name, count: count, labels: labels)
  }

  private func bounded(_ node: ProfileNode) throws(ProfileError) -> Int { try node.int(in: Self.dimensionCounts) }

  private static let dimensionCounts = 1...65_536
}
