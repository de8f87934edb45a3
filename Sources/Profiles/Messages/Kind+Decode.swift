import Bytes
package import MIDI

extension Kind {
  /// Decodes a message of this kind. One that does not follow the layout comes back as bytes, with the reason.
  package func decode(_ message: SysExMessage) -> (item: Item, problems: [MessageProblem]) {
    var problems = form.problems(of: message)
    let body = dump.match(message.bytes)?["body"].map { message.bytes[$0] } ?? []
    var fields = form.header(of: message, problems, prefix: Self.headerPath)
    var padding = form.free(message, withSlot: slots.isPlacedByOrder, prefix: Self.headerPath)
    do throws(MessageProblem) {
      let decoded = try decode(payload: try form.payload(of: body))
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
}
