internal import Bytes
internal import MIDI

extension ProfileReader {
  static let kindKeys = [
    "title", "count", "askable", "numbers", "optional", "silent-when-empty", "placed-by", "cuts-the-line", "reach",
    "request",
    "select", "store", "dump",
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
        ["count", "askable", "request", "select", "store", "dump", "checksum", "length", "body", "holds"], fields)
      return try kind(id, node, fields, around: try holder.node.fields(Self.kindKeys), holder, layouts)
    }
    let described = try kind(id, node, fields, around: fields, nil, layouts)
    try checkPlaces(described, fields, in: node)
    try checkSelect(described, fields, in: node)
    return described
  }

  /// - Parameter message: the keys that describe the messages; for a bank member those of its bank.
  private func kind(
    _ id: String, _ node: ProfileNode, _ fields: ProfileFields, around message: ProfileFields,
    _ holder: Holder?, _ layouts: Layouts
  ) throws(ProfileError) -> Kind {
    let source = try fields["source"]?.string()
    let around = holder?.node ?? node
    var request: BytePattern?
    if let node = fields["request"] { request = try pattern(node, sentAs: .question) }
    var length: Kind.Coverage?
    if let node = message["length"] {
      let fields = try node.fields(["from", "field"])
      length = Kind.Coverage(
        field: try fields["field"]?.string() ?? "length", from: try fields.need("from", in: node).string())
    }
    let count = try message.need("count", in: around).int(in: 1...65_536) * (holder?.bank.count ?? 1)
    let select = try select(fields["select"])
    let isInOrder = try fields["placed-by"]?.string() == "order" || select != nil
    var store: BytePattern?
    if let node = fields["store"] { store = try pattern(node, sentAs: .dump) }
    return Kind(
      id: id, title: try fields["title"]?.string() ?? id, count: count,
      askableCount: request == nil
        ? 0
        : min(
          count, select == nil ? 128 : count, try fields["askable"]?.int(in: 0...65_536) ?? count),
      numbering: numberings[id] ?? .decimal(first: 1, digits: 1),
      isOptional: try fields["optional"]?.bool() ?? false,
      isSilentWhenEmpty: try fields["silent-when-empty"]?.bool() ?? false,
      isPlacedByOrder: isInOrder, affectsConnection: try (fields["cuts-the-line"] ?? fields["reach"])?.bool() ?? false,
      initialHeader: try initialHeader(message["initial"]), request: request,
      dump: try pattern(try message.need("dump", in: around), sentAs: .dump), select: select, store: store,
      checksum: try checksum(message["checksum"]),
      length: length, sections: try sections(message["body"]), layouts: layouts,
      name: try fields["name"].map { node throws(ProfileError) in FieldPath(try node.string()) },
      isEmptyWhenUnnamed: try fields["empty-when-unnamed"]?.bool() ?? false,
      references: try references(fields["refers-to"]), bank: holders.values.first { $0.id == id }?.bank,
      isBankMember: holder != nil, source: source)
  }

  private func initialHeader(_ node: ProfileNode?) throws(ProfileError) -> [String: UInt8] {
    var values: [String: UInt8] = [:]
    for (name, value) in try node?.pairs() ?? [] {
      guard let byte = UInt8(exactly: try value.int()), byte < 0x80 else { throw value.fail(.expected("a data byte")) }
      values[name] = byte
    }
    return values
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

  private func checksum(_ node: ProfileNode?) throws(ProfileError) -> Kind.Sum? {
    guard let node else { return nil }
    let fields = try node.fields(["algorithm", "from", "field", "start", "unpacked"])
    let algorithm = try fields.need("algorithm", in: node)
    let rule: Checksum
    switch try algorithm.string() {
    case "sum14": rule = .sum14
    case "negated-sum7": rule = .negatedSum7
    case "sum7": rule = .sum7(start: UInt8(truncatingIfNeeded: try fields["start"]?.int() ?? 0))
    case "xor7": rule = .xor7
    case "sum8-nibbles": rule = .sum8Nibbles
    default: throw algorithm.fail(.expected("sum14, negated-sum7, sum7, xor7 or sum8-nibbles"))
    }
    let over = Kind.Coverage(
      field: try fields["field"]?.string() ?? "checksum", from: try fields.need("from", in: node).string())
    let isUnpacked = try fields["unpacked"]?.bool() ?? false
    guard !isUnpacked || over.from == "body" else { throw node.fail(.expected("from: body where it is unpacked")) }
    return Kind.Sum(rule: rule, over: over, isUnpacked: isUnpacked)
  }

  /// Sections of the body; without any, it is one that is not packed.
  private func sections(_ node: ProfileNode?) throws(ProfileError) -> [Kind.Section] {
    guard let node else { return [Kind.Section(count: nil, codecs: CodecChain([]))] }
    var sections: [Kind.Section] = []
    for item in try node.list() {
      let fields = try item.fields(["size", "codec"])
      var codecs: [Codec] = []
      for name in try fields["codec"]?.strings() ?? [] {
        guard let codec = Self.codecs[name] else { throw item.fail(.unknownName(name, of: "codecs")) }
        codecs.append(codec)
      }
      let size = try fields["size"].map { node throws(ProfileError) in try node.int(in: 1...Kind.payloadLimit) }
      sections.append(Kind.Section(count: size, codecs: CodecChain(codecs)))
    }
    return sections
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
