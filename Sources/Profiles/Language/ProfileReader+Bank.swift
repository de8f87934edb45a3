extension ProfileReader {
  /// A kind whose messages hold the slots of another.
  struct Holder {
    let id: String
    let node: ProfileNode
    let bank: Bank
    let held: ProfileNode
  }

  /// Reads `holds: {kind: voice, count: 32, size: 128, at: 0}` of every kind.
  mutating func readHoldings(_ kinds: [(key: String, value: ProfileNode)]) throws(ProfileError) {
    for (id, node) in kinds {
      guard let holds = try node.fields(Self.kindKeys)["holds"] else { continue }
      let fields = try holds.fields(["kind", "count", "size", "at"])
      let name = try fields.need("kind", in: holds).string()
      guard let held = kinds.first(where: { $0.key == name })?.value, name != id else {
        throw holds.fail(.unknownName(name, of: "kinds"))
      }
      guard holders[name] == nil else { throw holds.fail(.duplicate(name)) }
      let bank = Bank(
        kind: name, count: try fields.need("count", in: holds).int(in: 1...4096),
        size: try fields.need("size", in: holds).int(in: 1...65_536),
        offset: try fields["at"]?.int(in: 0...65_536) ?? 0)
      holders[name] = Holder(id: id, node: node, bank: bank, held: held)
    }
    for (name, holder) in holders where holders[holder.id] != nil {
      throw holder.node.fail(.unknownName(name, of: "kinds with messages"))
    }
  }

  /// The layout of a bank message: the bytes before the slots, then each slot as its own kind describes it.
  func layout(
    of holder: Holder, rules: inout [String: ViewRule], source: String?
  ) throws(ProfileError) -> BoundLayout {
    let name = holder.bank.kind
    let fields = try holder.held.fields(Self.kindKeys)
    let own = try fields["source"]?.string() ?? source
    let seq = try fields.need("seq", in: holder.held)
    try bound(seq)
    let element = try structure(seq, at: [name], rules: &rules, source: own)
    guard Binding.bits(element, dimensions: dimensions) == holder.bank.size * 8 else {
      throw seq.fail(.binding(.badSize(at: name)))
    }
    if let view = fields["view"] { try self.view(view, at: [name], isRelative: true, into: &rules) }
    rules[name] = ViewRule(path: PathTemplate([.word(name), .dimension(name)]))
    let member = Member(
      id: name, shape: .repeated(element, over: name, until: nil), position: holder.bank.offset, source: own)
    do { return try BoundLayout(.structure([member]), view: rules, dimensions: dimensions) } catch {
      throw holder.node.fail(error.problem)
    }
  }

  /// Refuses keys that say nothing here.
  func refuse(_ keys: [String], _ fields: ProfileFields) throws(ProfileError) {
    for key in keys {
      if let node = fields[key] { throw node.fail(.unknownKey(key, near: [])) }
    }
  }
}
