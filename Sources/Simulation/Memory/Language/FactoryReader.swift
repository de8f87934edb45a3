import DeviceLibrary
import Profiles
import YAML
import Bytes

/// Reads the description of a first memory, `docs/formats/factory.md`.
struct FactoryReader {
  let profile: any DeviceModel
  private let root: FactoryFields
  private var names: [String: NameList] = [:]
  private var partNodes: [String: FactoryNode] = [:]
  private var parts: [String: [FactoryStep]] = [:]
  /// Parts that are being read: a part must not use itself.
  private var open: [String] = []
  /// All names that any `draw` gives.
  private var draws: [String] = []
  /// The kinds read so far: a later kind may look into their slots.
  private(set) var kinds: [String] = []
  private var followed: Set<String> = []

  static func read(_ text: FactoryText, for profile: any DeviceModel) throws(FactoryError) -> Factory {
    let node: YAMLNode?
    do { node = try YAMLDocument.read(text.text) } catch {
      throw FactoryError(error, file: text.path)
    }
    guard let node else {
      throw FactoryError(.missing(key: "factory"), file: text.path, at: Mark(line: 1, column: 1))
    }
    var reader = try FactoryReader(FactoryNode(node: node, file: text.path), profile)
    return try reader.factory()
  }

  private init(_ node: FactoryNode, _ profile: any DeviceModel) throws(FactoryError) {
    root = try node.fields(["factory", "names", "parts", "kinds"])
    self.profile = profile
    draws = Self.drawnNames(node.node)
  }

  private mutating func factory() throws(FactoryError) -> Factory {
    let version = try root.need("factory")
    guard try version.text() == "1" else { throw version.fail(.expected("version 1")) }
    for (key, node) in try root["names"]?.pairs() ?? [] { names[try key.text()] = try nameList(node) }
    for (key, node) in try root["parts"]?.pairs() ?? [] { partNodes[try key.text()] = node }
    for (key, node) in try root["parts"]?.pairs() ?? [] { _ = try part(key.text(), at: node) }
    var factory = Factory(file: root.node.file)
    for (key, node) in try root.need("kinds").pairs() {
      let id = try key.name(among: profile.slotKinds.map(\.id), "kinds of the profile")
      factory.kinds[id] = try kind(id, key, node)
      kinds.append(id)
    }
    factory.followed = followed
    return factory
  }

  // MARK: Names

  private func nameList(_ node: FactoryNode) throws(FactoryError) -> NameList {
    if node.isSequence { return NameList(own: try node.texts()) }
    let fields = try node.fields(["list", "pairs", "longest", "shuffled"])
    var list = NameList(own: try fields["list"]?.texts() ?? [])
    if let pairs = fields["pairs"] {
      let lists = try pairs.list()
      guard lists.count == 2 else { throw pairs.fail(.expected("two lists")) }
      (list.first, list.second) = (try lists[0].texts(), try lists[1].texts())
    }
    list.longest = try fields.int("longest", in: 1...1000)
    list.isShuffled = try fields["shuffled"]?.bool() ?? false
    return list
  }

  // MARK: Kinds

  private mutating func kind(
    _ id: String, _ key: FactoryNode, _ node: FactoryNode
  ) throws(FactoryError) -> FactoryKind {
    let fields = try node.fields(["filled", "names", "steps", "slots"])
    guard let kind = profile.slotKind(id) else { throw key.fail(.expected("a kind of the profile")) }
    let count = kind.memoryCount
    var names: NameList?
    if let node = fields["names"] {
      guard kind.namePath != nil else { throw node.fail(.expected("a kind whose items have a name")) }
      names = self.names[try node.name(among: self.names.keys.sorted(), "names")]
    }
    var filled = fields["steps"] == nil && fields["names"] == nil ? 0 : count
    if let names { filled = min(filled, names.count) }
    filled = min(filled, try fields.int("filled", in: 0...count, default: filled))
    var slots: [Int: [FactoryStep]] = [:]
    for (key, node) in try fields["slots"]?.pairs() ?? [] {
      guard let slot = kind.numbering.read(try key.text()), (0..<count).contains(slot) else {
        throw key.fail(.unknownName(try key.text(), of: "slots", near: []))
      }
      slots[slot] = try steps(node)
    }
    return FactoryKind(
      filled: filled, names: names, steps: try steps(ifAny: fields["steps"]), slots: slots, mark: key.mark)
  }

  // MARK: Parts

  /// The steps of a part; each part is read once.
  mutating func part(_ name: String, at node: FactoryNode) throws(FactoryError) -> [FactoryStep] {
    if let known = parts[name] { return known }
    guard let own = partNodes[name] else {
      throw node.fail(
        .unknownName(name, of: "parts", near: EditDistance.nearest(to: name, among: partNodes.keys.sorted())))
    }
    guard !open.contains(name) else { throw node.fail(.circle(name)) }
    open.append(name)
    let steps = try steps(own)
    open.removeLast()
    parts[name] = steps
    return steps
  }

  // MARK: Templates

  func template(
    _ node: FactoryNode, also places: [String] = [], isPath: Bool = false
  ) throws(FactoryError) -> FactoryTemplate {
    let text = try node.text()
    guard let template = FactoryTemplate(text, at: node.mark) else { throw node.fail(.expected("a } behind every {")) }
    if isPath, text.isEmpty { throw node.fail(.expected("the path of a field")) }
    let known = draws + FactoryTemplate.known + places
    for name in template.places where !known.contains(name) {
      throw node.fail(.unknownName(name, of: "draws", near: EditDistance.nearest(to: name, among: known)))
    }
    return template
  }

  func number(_ node: FactoryNode) throws(FactoryError) -> FactoryNumber {
    guard try node.text().contains("{") else { return .fixed(try node.int()) }
    return .template(try template(node))
  }

  /// A number or a list of two.
  func amount(_ node: FactoryNode) throws(FactoryError) -> FactoryAmount {
    guard node.isSequence else { return .number(try number(node)) }
    let (low, high) = try bounds(node)
    return .range(low, high)
  }

  /// The two numbers of a range; those that are known are in order.
  func bounds(_ node: FactoryNode) throws(FactoryError) -> (FactoryNumber, FactoryNumber) {
    let items = try node.list()
    guard items.count == 2 else { throw node.fail(.expected("two numbers, the lower one first")) }
    let (low, high) = (try number(items[0]), try number(items[1]))
    if case .fixed(let low) = low, case .fixed(let high) = high, low > high {
      throw node.fail(.expected("two numbers, the lower one first"))
    }
    return (low, high)
  }

  func kindNumbering(_ node: FactoryNode) throws(FactoryError) -> SlotNumbering {
    let id = try node.name(among: profile.slotKinds.map(\.id), "kinds of the profile")
    return profile.slotKind(id)?.numbering ?? .decimal(first: 1, digits: 1)
  }

  mutating func follow(_ kind: String) { followed.insert(kind) }

  /// The names under every `draw` of the text.
  private static func drawnNames(_ node: YAMLNode) -> [String] {
    if let pairs = node.pairs {
      return pairs.flatMap { key, value -> [String] in
        let own = key.scalar == "draw" ? (value.pairs ?? []).compactMap(\.key.scalar) : []
        return own + drawnNames(value)
      }
    }
    return (node.items ?? []).flatMap(drawnNames)
  }
}

extension SlotKind {
  /// How many slots a memory has content for: those that can be requested, or all where none can.
  var memoryCount: Int { askableCount == 0 ? count : askableCount }
}
