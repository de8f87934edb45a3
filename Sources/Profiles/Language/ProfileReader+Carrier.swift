internal import Bytes
internal import MIDI

/// The forms of messages, and how they carry the content of a slot.
extension ProfileReader {
  static let formKeys = ["dump", "checksum", "length", "body", "initial"]

  /// What carries the slots of a kind, and the form of its first message.
  func carrier(_ fields: ProfileFields, in node: ProfileNode) throws(ProfileError) -> (Carrier, MessageForm) {
    if let parts = fields["parts"] {
      try refuse(Self.formKeys + ["at", "step", "zones", "select", "store"], fields)
      let read = try self.parts(parts)
      guard read.count > 1 else { throw parts.fail(.expected("two messages at least")) }
      return (.parts(read), read[0].form)
    }
    guard fields["at"] != nil || fields["zones"] != nil else { return (.message, try form(fields, in: node)) }
    try refuse(Self.formKeys + ["request", "select", "store", "placed-by"], fields)
    guard let memory else { throw node.fail(.missing(key: "memory")) }
    return (.memory(try place(fields, memory, in: node)), memory.write)
  }

  private func form(_ fields: ProfileFields, in node: ProfileNode) throws(ProfileError) -> MessageForm {
    MessageForm(
      dump: try pattern(try fields.need("dump", in: node), sentAs: .dump), checksum: try checksum(fields["checksum"]),
      length: try length(fields["length"]), sections: try sections(fields["body"]),
      initialHeader: try initialHeader(fields["initial"]))
  }

  private func parts(_ list: ProfileNode) throws(ProfileError) -> [Carrier.Part] {
    let nodes = try list.list()
    var parts: [Carrier.Part] = []
    for (index, node) in nodes.enumerated() {
      let fields = try node.fields(Self.formKeys + ["request", "size"])
      let form = try form(fields, in: node)
      try checkPlaces(form, fields, in: node)
      let isLast = index == nodes.count - 1
      let size = try fields["size"].map { size throws(ProfileError) in
        try size.int(in: 1...MessageForm.payloadLimit)
      }
      guard size != nil || isLast else { throw node.fail(.missing(key: "size")) }
      if parts.contains(where: { $0.form.dump.pieces == form.dump.pieces }) { throw node.fail(.duplicate("dump")) }
      let request = try fields["request"].map { node throws(ProfileError) in try pattern(node, sentAs: .question) }
      parts.append(Carrier.Part(form: form, request: request, size: size))
    }
    return parts
  }

  private func length(_ node: ProfileNode?) throws(ProfileError) -> MessageForm.Coverage? {
    guard let node else { return nil }
    let fields = try node.fields(["from", "field"])
    return MessageForm.Coverage(
      field: try fields["field"]?.string() ?? "length", from: try fields.need("from", in: node).string())
  }

  private func initialHeader(_ node: ProfileNode?) throws(ProfileError) -> [String: UInt8] {
    var values: [String: UInt8] = [:]
    for (name, value) in try node?.pairs() ?? [] {
      guard let byte = UInt8(exactly: try value.int()), byte < 0x80 else { throw value.fail(.expected("a data byte")) }
      values[name] = byte
    }
    return values
  }

  private func checksum(_ node: ProfileNode?) throws(ProfileError) -> MessageForm.Sum? {
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
    let over = MessageForm.Coverage(
      field: try fields["field"]?.string() ?? "checksum", from: try fields.need("from", in: node).string())
    let isUnpacked = try fields["unpacked"]?.bool() ?? false
    guard !isUnpacked || over.from == "body" else { throw node.fail(.expected("from: body where it is unpacked")) }
    return MessageForm.Sum(rule: rule, over: over, isUnpacked: isUnpacked)
  }

  /// Sections of the body; without any, it is one that is not packed.
  private func sections(_ node: ProfileNode?) throws(ProfileError) -> [MessageForm.Section] {
    guard let node else { return [MessageForm.Section(count: nil, codecs: CodecChain([]))] }
    var sections: [MessageForm.Section] = []
    for item in try node.list() {
      let fields = try item.fields(["size", "codec"])
      var codecs: [Codec] = []
      for name in try fields["codec"]?.strings() ?? [] {
        guard let codec = Self.codecs[name] else { throw item.fail(.unknownName(name, of: "codecs")) }
        codecs.append(codec)
      }
      let size = try fields["size"].map { node throws(ProfileError) in try node.int(in: 1...MessageForm.payloadLimit) }
      sections.append(MessageForm.Section(count: size, codecs: CodecChain(codecs)))
    }
    return sections
  }

  // MARK: Memory

  /// `{read: …, write: …, checksum: …, packet: 128}`.
  func memoryAccess(_ node: ProfileNode?) throws(ProfileError) -> MemoryAccess? {
    guard let node else { return nil }
    let fields = try node.fields(["read", "write", "checksum", "packet", "source"])
    let read = try fields["read"].map { node throws(ProfileError) in try pattern(node, sentAs: .question) }
    let write = try fields.need("write", in: node)
    var form = MessageForm(
      dump: try pattern(write, sentAs: .dump), checksum: try checksum(fields["checksum"]), length: nil,
      sections: [MessageForm.Section(count: nil, codecs: CodecChain([]))], initialHeader: [:])
    form.settledPlaces = ["address"]
    try checkPlaces(form, fields, in: write)
    for name in form.dump.placeNames where !["address", "body", form.checksum?.over.field].contains(name) {
      throw write.fail(.unknownName(name, of: "write"))
    }
    for name in ["address", "size"] where read.map({ !$0.placeNames.contains(name) }) ?? false {
      throw (fields["read"] ?? node).fail(.unknownName(name, of: "read"))
    }
    guard form.dump.placeNames.contains("address") else { throw write.fail(.unknownName("address", of: "write")) }
    return MemoryAccess(
      read: read, write: form, packet: try fields["packet"]?.int(in: 1...MessageForm.payloadLimit) ?? 128)
  }

  private func place(
    _ fields: ProfileFields, _ memory: MemoryAccess, in node: ProfileNode
  ) throws(ProfileError) -> MemoryPlace {
    var zones: [MemoryPlace.Zone] = []
    var end = 0
    for item in try fields.need("zones", in: node).list() {
      let keys = try item.fields(["at", "step", "count", "size"])
      let start = try keys["at"].map { node throws(ProfileError) in try address(node) } ?? end
      let count = try keys["count"]?.int(in: 1...4096) ?? 1
      let size = try keys.need("size", in: item).int(in: 1...MessageForm.payloadLimit)
      let step = try keys["step"].map { node throws(ProfileError) in try address(node) } ?? size
      guard step >= size, start >= end else { throw item.fail(.expected("zones in order that do not overlap")) }
      zones += (0..<count).map { MemoryPlace.Zone(start: start + $0 * step, count: size) }
      end = start + (count - 1) * step + size
      guard zones.count <= 4096, zones.reduce(0, { $0 + $1.count }) <= MessageForm.payloadLimit else {
        throw item.fail(.tooLarge(.payload))
      }
    }
    let count = try fields.need("count", in: node).int(in: 1...65_536)
    let step = try fields["step"].map { node throws(ProfileError) in try address(node) } ?? (count > 1 ? end : 0)
    guard count == 1 || step >= end else { throw (fields["step"] ?? node).fail(.expected("a step over all zones")) }
    return MemoryPlace(
      access: memory, at: try address(try fields.need("at", in: node)), step: step, count: count, zones: zones)
  }

  /// `"11 00 00 00"`: seven bits a byte, the highest first.
  private func address(_ node: ProfileNode) throws(ProfileError) -> Int {
    let text = try node.string()
    guard let bytes = try? Hex.parse(text), (1...4).contains(bytes.count), bytes.allSatisfy({ $0 < 0x80 }) else {
      throw node.fail(.expected("an address such as \"11 00 00 00\""))
    }
    return bytes.reduce(0) { $0 << 7 | Int($1) }
  }
}

extension Carrier {
  var isMemory: Bool { if case .memory = self { true } else { false } }

  /// Whether its own requests ask for the slots.
  var isAskable: Bool {
    switch self {
    case .message: false
    case .parts(let parts): parts.allSatisfy { $0.request != nil }
    case .memory(let place): place.access.read != nil
    }
  }
}
