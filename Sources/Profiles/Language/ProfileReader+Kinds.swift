internal import Bytes
internal import MIDI

extension ProfileReader {
  static let kindKeys = [
    "title", "count", "askable", "numbers", "optional", "silent-when-empty", "placed-by", "cuts-the-line", "reach",
    "request",
    "select", "store", "dump", "parts", "at", "step", "zones",
    "initial", "checksum", "length", "body", "holds", "seq", "view", "name", "empty-when-unnamed", "refers-to",
    "source",
    "sources", "doc",
  ]

  mutating func kinds(_ node: ProfileNode) throws(ProfileError) -> [Kind] {
    let pairs = try node.pairs()
    for (id, node) in pairs {
      guard id.isKindName else { throw node.fail(.expected("a kind name of a-z, 0-9 and -")) }
      let fields = try node.fields(Self.kindKeys)
      numberings[id] = try numbering(try fields.need("numbers", in: node))
    }
    try readHoldings(pairs)
    kindNodes = Dictionary(pairs) { first, _ in first }
    let layouts = Layouts(self, whenWrong: whenWrong)
    var kinds: [Kind] = []
    for (id, node) in pairs { kinds.append(try kind(id, node, layouts)) }
    return kinds
  }

  /// `{first: 1, digits: 3}`, `{columns: 16}` or a list of names.
  private func numbering(_ node: ProfileNode) throws(ProfileError) -> SlotNumbering {
    guard node.isMapping else {
      let names = try node.strings()
      guard names.count <= ReadingBudget.Reader.words.limit else { throw node.fail(.tooLarge(.words)) }
      return .listed(names)
    }
    let fields = try node.fields(["first", "digits", "columns"])
    if let columns = fields["columns"] {
      guard (1...99).contains(try columns.int()) else { throw columns.fail(.expected("1 to 99")) }
      return .lettered(columns: try columns.int())
    }
    return .decimal(
      first: try fields["first"]?.int(in: 0...1_000_000) ?? 1, digits: try fields["digits"]?.int(in: 1...9) ?? 1)
  }

  private func kind(_ id: String, _ node: ProfileNode, _ layouts: Layouts) throws(ProfileError) -> Kind {
    let fields = try node.fields(Self.kindKeys)
    if let holder = holders[id] {
      try refuse(
        [
          "count", "askable", "request", "select", "store", "dump", "checksum", "length", "body", "holds", "parts",
          "at",
          "step", "zones",
        ], fields)
      return try kind(id, node, fields, around: try holder.node.fields(Self.kindKeys), holder, layouts)
    }
    let described = try kind(id, node, fields, around: fields, nil, layouts)
    if case .message = described.carrier { try checkPlaces(described.form, fields, in: node) }
    try checkRequest(described, fields, in: node)
    try checkSelect(described, fields, in: node)
    return described
  }

  /// - Parameter message: the keys that describe the messages; for a bank member those of its bank.
  private func kind(
    _ id: String, _ node: ProfileNode, _ fields: ProfileFields, around message: ProfileFields,
    _ holder: Holder?, _ layouts: Layouts
  ) throws(ProfileError) -> Kind {
    let around = holder?.node ?? node
    var request: BytePattern?
    if let node = fields["request"] { request = try pattern(node, sentAs: .question) }
    let (carrier, form) = try carrier(message, in: around)
    var slots = SlotKind(
      id: id, title: try fields["title"]?.string() ?? id,
      count: try message.need("count", in: around).int(in: 1...65_536) * (holder?.bank.count ?? 1),
      askableCount: 0, numbering: numberings[id] ?? .decimal(first: 1, digits: 1))
    slots.select = try select(fields["select"])
    let isAskable = holder == nil && (request != nil || carrier.isAskable)
    slots.askableCount =
      isAskable ? min(slots.count, try askableLimit(slots, fields, carrier)) : 0
    slots.pieces = carrier.pieces
    slots.namePath = try fields["name"].map { node throws(ProfileError) in FieldPath(try node.string()) }
    slots.isOptional = try fields["optional"]?.bool() ?? false
    slots.isSilentWhenEmpty = try fields["silent-when-empty"]?.bool() ?? false
    slots.isPlacedByOrder = try fields["placed-by"]?.string() == "order" || slots.select != nil
    slots.namesItsSlot = slots.count == 1 || form.dump.tells("slot")
    slots.affectsConnection = try (fields["cuts-the-line"] ?? fields["reach"])?.bool() ?? false
    slots.hasChecksum = form.checksum != nil
    slots.bank = holders.values.first { $0.id == id }?.bank
    slots.isBankMember = holder != nil
    var store: BytePattern?
    if let node = fields["store"] { store = try pattern(node, sentAs: .dump) }
    slots.isStorable = slots.select == nil || store != nil
    let references = try references(fields["refers-to"])
    slots.refersTo = references.map(\.kind)
    return Kind(
      slots: slots, request: request, form: form, carrier: carrier, store: store, layouts: layouts,
      name: slots.namePath,
      isEmptyWhenUnnamed: try fields["empty-when-unnamed"]?.bool() ?? false, references: references,
      source: try fields["source"]?.string())
  }

  /// Slots that can be asked for at most: a slot byte counts to 128.
  private func askableLimit(
    _ slots: SlotKind, _ fields: ProfileFields, _ carrier: Carrier
  ) throws(ProfileError) -> Int {
    var limit = try fields["askable"]?.int(in: 0...65_536) ?? slots.count
    if slots.select == nil, !carrier.isMemory { limit = min(limit, 128) }
    return limit
  }

  private func references(_ node: ProfileNode?) throws(ProfileError) -> [Kind.Reference] {
    var references: [Kind.Reference] = []
    for (path, kind) in try node?.pairs() ?? [] {
      let name = try kind.string()
      guard numberings[name] != nil else { throw kind.fail(.unknownName(name, of: "kinds")) }
      references.append(Kind.Reference(field: FieldPath(path), kind: name))
    }
    return references
  }

  /// From the wire inwards.
  static let codecs: [String: Codec] = [
    "7-bit-msb-first": .sevenBit(order: .firstByteHighest, emptyGroup: false),
    "7-bit-msb-first-empty-group": .sevenBit(order: .firstByteHighest, emptyGroup: true),
    "7-bit-lsb-first": .sevenBit(order: .firstByteLowest, emptyGroup: false),
    "elektron-rle": .elektronRLE,
    "nibbles-high-first": .nibbles(order: .highFirst),
    "nibbles-low-first": .nibbles(order: .lowFirst),
    "bit-stream": .bitStream,
    "7-plus-1": .sevenPlusOne,
  ]
}

extension String {
  /// Source: docs/formats/archive.md; names become folders on every file system.
  var isKindName: Bool {
    let allowed = utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    return allowed && !isEmpty && utf8.count <= 32 && !hasPrefix("-")
  }
}

extension Profile {
  /// Reads the text of a profile; whatever is wrong in it is found now.
  package init(text: String) throws(ProfileError) { self = try ProfileReader.read(text, whenWrong: nil) }

  /// Finds whatever is wrong in the layouts, before anything is done that cannot be taken back.
  package func readWhole() throws(ProfileError) {
    for kind in kinds { _ = try kind.layout }
  }

  /// Reads a text that was validated as a whole before, such as the built-in profiles.
  ///
  /// Layouts are read on first use, because most commands need none. An invalid layout is an error then.
  ///
  /// - Parameter whenWrong: called with such an error too, in the thread of the caller: the displayed result is then
  ///   unreliable.
  package init(proved text: String, whenWrong: @escaping @Sendable (ProfileError) -> Void) throws(ProfileError) {
    self = try ProfileReader.read(text, whenWrong: whenWrong)
  }
}
