import Bytes
package import MIDI

extension Kind {
  /// Decodes a message of this kind. One that does not follow the layout comes back as bytes, with the reason.
  package func decode(_ message: SysExMessage) -> (item: Item, problems: [MessageProblem]) {
    var problems = problems(of: message)
    let places = dump.match(message.bytes) ?? BytePattern.Places()
    let body = places["body"].map { message.bytes[$0] } ?? []
    var fields = header(message, places, problems)
    var padding = free(message, places)
    do throws(MessageProblem) {
      let decoded = try decode(body: body)
      fields += decoded.fields
      padding += decoded.padding
    } catch {
      problems.append(error)
      fields += opaque(body).fields
    }
    return (item(fields, padding), problems)
  }

  /// Bytes that do not follow the layout.
  func opaque(_ body: ArraySlice<UInt8>) -> Item {
    let value = Value(.bytes, Hex.spaced(body))
    let field = Item.Field(key: "body", path: Self.opaquePath, value: value, raw: .bytes(Array(body)), form: .settled)
    return Item(fields: [field], padding: [], name: nil, isEmpty: false)
  }

  /// The path of a body that does not follow the layout.
  static let opaquePath = FieldPath(["unnamed", "body"])

  func item(_ fields: [Item.Field], _ padding: [(place: String, bytes: [UInt8])]) -> Item {
    let named = name.flatMap { path in fields.first { $0.path == path } }
    let text = named.map(\.value.text).flatMap { $0.isEmpty ? nil : $0 }
    let isOpaque = fields.contains { $0.path == Self.opaquePath }
    return Item(
      fields: fields, padding: padding, name: text,
      isEmpty: isEmptyWhenUnnamed && named == nil && !isOpaque)
  }

  private func decode(
    body: ArraySlice<UInt8>
  ) throws(MessageProblem) -> (fields: [Item.Field], padding: [(place: String, bytes: [UInt8])]) {
    let payloads: [[UInt8]]
    do { payloads = try unpack(body) } catch { throw .undecodable(error) }
    guard pack(payloads) == Array(body) else { throw .notCanonical }
    return try decode(payload: payloads.flatMap(\.self))
  }

  func decode(
    payload: [UInt8]
  ) throws(MessageProblem) -> (fields: [Item.Field], padding: [(place: String, bytes: [UInt8])]) {
    let layout: BoundLayout
    do { layout = try self.layout } catch { throw .badProfile(error) }
    var decoder = LayoutDecoder(layout, payload)
    do { try decoder.run() } catch { throw .undecodable(error) }
    let fields = layout.fields(of: decoder)
    guard Self.bringsBack(payload, fields, decoder.padding, layout) else { throw .notCanonical }
    return (fields, decoder.padding)
  }

  /// Whether the printed form alone reproduces the payload: the printed form is then complete.
  private static func bringsBack(
    _ payload: [UInt8], _ fields: [Item.Field], _ padding: [(place: String, bytes: [UInt8])], _ layout: BoundLayout
  ) -> Bool {
    do throws(EncodeError) {
      return try layout.encode(ItemTree(Item(fields: fields, padding: padding, name: nil, isEmpty: false))) == payload
    } catch {
      return false
    }
  }

  /// The payload of a body, section by section.
  func unpack(_ body: ArraySlice<UInt8>) throws(FormatError) -> [[UInt8]] {
    var reader = ByteReader(body)
    var payloads: [[UInt8]] = []
    for section in sections {
      let raw = try section.count.map { size throws(FormatError) in try reader.take(size) } ?? reader.rest()
      payloads.append(try section.codecs.decode(raw, limit: Self.payloadLimit))
    }
    guard reader.isAtEnd else { throw FormatError(.trailing(count: reader.remaining), at: reader.offset) }
    return payloads
  }

  func pack(_ payloads: [[UInt8]]) -> [UInt8] {
    zip(sections, payloads).flatMap { $0.codecs.encode($1) }
  }

  /// Named places of the header that are neither slot, body nor computed; and wrongly computed places.
  private func header(
    _ message: SysExMessage, _ places: BytePattern.Places, _ problems: [MessageProblem]
  ) -> [Item.Field] {
    let computed = [checksum?.over.field, length?.field].compactMap(\.self)
    var names = dump.fieldNames.filter { $0 != "slot" && !computed.contains($0) }
    for problem in problems {
      if case .wrongChecksum = problem, let checksum { names.append(checksum.over.field) }
      if case .wrongLength = problem, let length { names.append(length.field) }
    }
    return names.compactMap { name in
      let form: EncodingRule = computed.contains(name) ? .settled : .bytes(highest: 0x7F)
      guard let bytes = places[name].map({ Array(message.bytes[$0]) }) else { return nil }
      return Item.Field(
        key: "message/\(name)", path: FieldPath(["message", name]), value: Value(.bytes, Hex.spaced(bytes)),
        raw: .bytes(bytes), form: form)
    }
  }

  /// Header bytes of any value that are not zero; the slot byte where the order decides the slot.
  private func free(_ message: SysExMessage, _ places: BytePattern.Places) -> [(place: String, bytes: [UInt8])] {
    var free = dump.freeBytes.filter { message.bytes[$0.offset] & $0.mask != 0 }.map(\.offset)
    if isPlacedByOrder, let slot = places["slot"]?.lowerBound { free.append(slot) }
    return free.map { ("message \($0)", [message.bytes[$0]]) }
  }
}

extension BytePattern {
  /// Named places of fixed width around the body, in order.
  package var fieldNames: [String] {
    pieces.compactMap { if case .field(let name, _) = $0, name != "body" { name } else { nil } }
  }
}
