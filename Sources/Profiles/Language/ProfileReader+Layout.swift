internal import Bytes

extension ProfileReader {
  static let memberKeys = [
    "id", "ids", "type", "size", "pos", "repeat", "until", "initial", "source", "encoding", "terminator", "filler",
    "unset", "endian", "over", "mask", "rows", "none", "parameters", "parts", "count", "of", "doc",
  ]

  static let typeKeys = ["seq", "view", "source", "doc"]

  /// Reads a `seq` and gathers the views of the types in it, by stored name.
  func structure(
    _ node: ProfileNode, at prefix: [String], rules: inout [String: ViewRule], depth: Int = 0, source: String?
  ) throws(ProfileError) -> LayoutType {
    guard depth < 16 else { throw node.fail(.tooDeep) }
    var members: [Member] = []
    var known: Set<String> = []
    for item in try node.list() {
      let fields = try item.fields(Self.memberKeys)
      var ids: [String] = []
      if let list = fields["ids"] { ids = try list.strings() }
      if let id = fields["id"] { ids.append(try id.string()) }
      if ids.isEmpty { ids = ["_\(members.count)"] }
      for id in ids {
        guard known.insert(id).inserted else { throw item.fail(.duplicate(id)) }
        guard id.parts(at: "_").count <= ReadingBudget.Reader.path.limit else { throw item.fail(.tooLarge(.path)) }
        let own = try fields["source"]?.string() ?? source
        let shape = try repeated(item, fields, at: prefix + [id], rules: &rules, depth: depth, source: own)
        members.append(
          Member(
            id: id, shape: shape, position: try position(fields["pos"]),
            initial: UInt64(bitPattern: Int64(try fields["initial"]?.int() ?? 0)), source: own))
      }
    }
    return .structure(members)
  }

  private func repeated(
    _ item: ProfileNode, _ fields: ProfileFields, at prefix: [String], rules: inout [String: ViewRule],
    depth: Int, source: String?
  ) throws(ProfileError) -> LayoutType {
    var shape = try element(item, fields, at: prefix, rules: &rules, depth: depth, source: source)
    guard let over = try fields["repeat"]?.strings() else { return shape }
    var end: EndMark?
    if let until = fields["until"] {
      guard let (member, value) = try until.pairs().first else { throw until.fail(.expected("a member and a value")) }
      end = EndMark(member: member, value: UInt64(bitPattern: Int64(try value.int())))
    }
    for dimension in over.reversed() {
      shape = .repeated(shape, over: dimension, until: end)
      end = nil
    }
    return shape
  }

  private func element(
    _ item: ProfileNode, _ fields: ProfileFields, at prefix: [String], rules: inout [String: ViewRule],
    depth: Int, source: String?
  ) throws(ProfileError) -> LayoutType {
    let type = try fields.need("type", in: item)
    if type.isMapping { return try choice(type, fields, at: prefix, rules: &rules, depth: depth, source: source) }
    let name = try type.string()
    if let number = NumberType(name) {
      guard let of = fields["of"] else { return .number(number) }
      return .count(number, of: try of.string())
    }
    switch name {
    case "str": return .text(try text(item, fields))
    case "bytes": return .bytes(count: try size(item, fields))
    case "pad": return .pad(count: try size(item, fields))
    case "mask":
      return .mask(try mask(item, fields), over: try fields.need("over", in: item).string())
    case "rows": return .rows(try rows(item, fields, at: prefix, rules: &rules, depth: depth, source: source))
    case "list": return .list(try packed(item, fields))
    default:
      guard let named = types[name] else { throw type.fail(.unknownName(name, of: "types")) }
      return try instance(named, at: prefix, rules: &rules, depth: depth, source: source)
    }
  }

  /// A named type where it is used.
  private func instance(
    _ node: ProfileNode, at prefix: [String], rules: inout [String: ViewRule], depth: Int, source: String?
  ) throws(ProfileError) -> LayoutType {
    let fields = try node.fields(Self.typeKeys)
    let own = try fields["source"]?.string() ?? source
    if let view = fields["view"] { try self.view(view, at: prefix, isRelative: true, into: &rules) }
    return try structure(
      try fields.need("seq", in: node), at: prefix, rules: &rules, depth: depth + 1, source: own)
  }

  private func choice(
    _ type: ProfileNode, _ fields: ProfileFields, at prefix: [String], rules: inout [String: ViewRule],
    depth: Int, source: String?
  ) throws(ProfileError) -> LayoutType {
    let keys = try type.fields(["switch-on", "cases", "else"])
    var cases: [UInt64: LayoutType] = [:]
    for (key, value) in try keys.need("cases", in: type).pairs() {
      guard let number = UInt64(key) else { throw value.fail(.expected("a number as key")) }
      cases[number] = try named(value, at: prefix, rules: &rules, depth: depth, source: source)
    }
    var otherwise = LayoutType.structure([])
    if let node = keys["else"] {
      otherwise = try named(node, at: prefix, rules: &rules, depth: depth, source: source)
    }
    return .choice(
      on: try keys.need("switch-on", in: type).string(), cases: cases, otherwise: otherwise)
  }

  private func named(
    _ node: ProfileNode, at prefix: [String], rules: inout [String: ViewRule], depth: Int, source: String?
  ) throws(ProfileError) -> LayoutType {
    let name = try node.string()
    guard let type = types[name] else { throw node.fail(.unknownName(name, of: "types")) }
    return try instance(type, at: prefix, rules: &rules, depth: depth, source: source)
  }

  private func position(_ node: ProfileNode?) throws(ProfileError) -> Int? {
    try node.map { node throws(ProfileError) in try node.int(in: 0...MessageForm.payloadLimit) }
  }

  private func size(_ item: ProfileNode, _ fields: ProfileFields) throws(ProfileError) -> Int {
    let node = try fields.need("size", in: item)
    let size = try node.int()
    guard (1...MessageForm.payloadLimit).contains(size) else {
      throw node.fail(.expected("1 to \(MessageForm.payloadLimit)"))
    }
    return size
  }

  private func byte(_ node: ProfileNode?) throws(ProfileError) -> UInt8? {
    guard let node else { return nil }
    guard let byte = UInt8(exactly: try node.int()) else { throw node.fail(.expected("a byte")) }
    return byte
  }

  private func text(_ item: ProfileNode, _ fields: ProfileFields) throws(ProfileError) -> TextType {
    let encoding: TextEncoding
    switch try fields["encoding"]?.string() ?? "ascii" {
    case "ascii": encoding = .ascii
    case "windows-1252": encoding = .windows1252
    default: throw item.fail(.expected("the encoding ascii or windows-1252"))
    }
    return TextType(
      count: try size(item, fields), encoding: encoding, terminator: try byte(fields["terminator"]),
      filler: try byte(fields["filler"]) ?? 0, unset: try byte(fields["unset"]))
  }

  private func mask(_ item: ProfileNode, _ fields: ProfileFields) throws(ProfileError) -> MaskType {
    let size = try size(item, fields)
    guard size <= 8 else { throw item.fail(.expected("a mask of at most 8 bytes")) }
    return MaskType(byteCount: size, isLittleEndian: try fields["endian"]?.string() == "little")
  }

  private func rows(
    _ item: ProfileNode, _ fields: ProfileFields, at prefix: [String], rules: inout [String: ViewRule],
    depth: Int, source: String?
  ) throws(ProfileError) -> RowsType {
    RowsType(
      mask: try fields.need("mask", in: item).string(), capacity: try fields.need("rows", in: item).int(in: 1...65_536),
      over: try fields.need("over", in: item).string(), none: try byte(fields["none"]) ?? 0xFF,
      parameters: try named(
        try fields.need("parameters", in: item), at: prefix, rules: &rules, depth: depth, source: source))
  }

  private func packed(_ item: ProfileNode, _ fields: ProfileFields) throws(ProfileError) -> ListType {
    var parts: [(id: String, bits: Int)] = []
    for (name, bits) in try fields.need("parts", in: item).pairs() { parts.append((name, try bits.int(in: 1...16))) }
    let width = parts.reduce(0) { $0 + $1.bits }
    guard width % 8 == 0, (8...64).contains(width) else {
      throw item.fail(.expected("parts that fill whole bytes"))
    }
    return ListType(
      capacity: try size(item, fields), wordBits: width, parts: parts,
      count: try fields["count"]?.string() ?? "", none: UInt64(bitPattern: Int64(try fields["none"]?.int() ?? 0)))
  }

  /// A path: words and `{dimensions}` with dots between.
  private func path(_ node: ProfileNode) throws(ProfileError) -> PathTemplate {
    let template = PathTemplate(try node.string())
    guard template.pieces.count <= ReadingBudget.Reader.path.limit else { throw node.fail(.tooLarge(.path)) }
    for piece in template.pieces {
      switch piece {
      case .word(let word):
        if word.utf8.contains(where: { "{} ".utf8.contains($0) }) {
          throw node.fail(.expected("words and {dimensions} with dots"))
        }
      case .dimension(let id):
        guard id == "parameter" || dimensions.contains(where: { $0.id == id }) else {
          throw node.fail(.unknownName(id, of: "dimensions"))
        }
      }
    }
    return template
  }

  /// Reads a view: stored names to paths and displays.
  func view(
    _ node: ProfileNode, at prefix: [String], isRelative: Bool, into rules: inout [String: ViewRule]
  ) throws(ProfileError) {
    for (name, value) in try node.pairs() {
      let key = (prefix + name.parts(at: ".")).joined(separator: "/")
      if value.isScalar {
        rules[key] = ViewRule(path: try path(value), isRelative: isRelative)
        continue
      }
      let fields = try value.fields(["path", "as", "none"])
      var display: Display?
      if let node = fields["as"] { display = try self.display(node) }
      rules[key] = ViewRule(
        path: try fields["path"].map { node throws(ProfileError) in try path(node) },
        display: display,
        omitted: try fields["none"].map { node throws(ProfileError) in UInt64(bitPattern: Int64(try node.int())) },
        isRelative: isRelative)
    }
  }
}

extension NumberType {
  /// `u1` … `u8`, `s1` … `s8` (bytes; `le` behind for little endian), `b1` … `b64` (bits).
  init?(_ name: String) {
    guard let first = name.unicodeScalars.first, first == "u" || first == "s" || first == "b" else { return nil }
    let rest = Substring(name.utf8.dropFirst())
    let digits = Substring(rest.utf8.prefix { (0x30...0x39).contains($0) })
    let suffix = rest[digits.endIndex...]
    guard let count = Int(digits), suffix.isEmpty || suffix == "le" || suffix == "be" else { return nil }
    guard (1...64).contains(count), first == "b" || count <= 8 else { return nil }
    self.init(bits: first == "b" ? count : count * 8, isSigned: first == "s", isLittleEndian: suffix == "le")
  }
}
