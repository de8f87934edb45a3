import Bytes
import MIDI

/// The bytes around the body, as fields of the item and back.
extension MessageForm {
  /// Named places of the header that are neither settled, body nor computed.
  private var headerNames: [String] {
    dump.fieldNames.filter { !settledPlaces.contains($0) && !computed.contains($0) }
  }

  private var computed: [String] { [checksum?.over.field, length?.field].compactMap(\.self) }

  /// The fields of the header; wrongly computed places are among them.
  ///
  /// - Parameter prefix: the words before their names: `message`, or `message 2` where a slot has several.
  func header(of message: SysExMessage, _ problems: [MessageProblem], prefix: [String]) -> [Item.Field] {
    let places = dump.match(message.bytes) ?? BytePattern.Places()
    var names = headerNames
    for problem in problems {
      if case .wrongChecksum = problem, let checksum { names.append(checksum.over.field) }
      if case .wrongLength = problem, let length { names.append(length.field) }
    }
    return names.compactMap { name in
      let form: EncodingRule = computed.contains(name) ? .settled : .bytes(highest: 0x7F)
      guard let bytes = places[name].map({ Array(message.bytes[$0]) }) else { return nil }
      return Item.Field(
        key: (prefix + [name]).joined(separator: "/"), path: FieldPath(prefix + [name]),
        value: Value(.bytes, Hex.spaced(bytes)), raw: .bytes(bytes), form: form)
    }
  }

  /// Header bytes of any value that are not zero; the slot byte where the order decides the slot.
  func free(_ message: SysExMessage, withSlot: Bool, prefix: [String]) -> [(place: String, bytes: [UInt8])] {
    var free = dump.freeBytes.filter { message.bytes[$0.offset] & $0.mask != 0 }.map(\.offset)
    if withSlot, let slot = dump.place("slot", in: message.bytes)?.lowerBound { free.append(slot) }
    return free.map { ((prefix + [String($0)]).joined(separator: " "), [message.bytes[$0]]) }
  }

  /// The message around a body.
  ///
  /// - Parameters:
  ///   - settled: the bytes of ``settledPlaces``.
  ///   - isCompleting: whether missing fields get the values of a slot that was never used.
  func message(
    _ tree: ItemTree, body: [UInt8], settled: [String: [UInt8]], isCompleting: Bool, prefix: [String]
  ) throws(EncodeError) -> SysExMessage {
    var values = try header(tree, isCompleting: isCompleting, prefix: prefix)
    values.merge(settled) { $1 }
    guard dump.takes(body: body.count) else { throw .badPlace("body of \(body.count) bytes") }
    values["body"] = body
    var bytes = dump.fill(values)
    let start = (prefix + [""]).joined(separator: " ")
    for (path, value) in tree.group(["padding"])?.leaves ?? [] {
      let place = path.joined(separator: " ")
      guard let offset = LayoutEncoder.number(after: start, in: place) else { continue }
      guard let byte = try? Hex.parse(value.text), byte.count == 1, offset < bytes.count else {
        throw .illegal(FieldPath(["padding", place]), text: value.text, allowed: "a hexadecimal pair")
      }
      bytes[offset] = byte[0]
    }
    do { return try SysExMessage(keepWrong(seal(bytes), tree, prefix)) } catch {
      throw .illegal(FieldPath(prefix), text: Hex.spaced(bytes.prefix(16)), allowed: "bytes below 80")
    }
  }

  /// The tree without the fields of the header.
  func withoutHeader(_ tree: ItemTree, prefix: [String]) -> ItemTree {
    var rest = tree
    for name in dump.fieldNames { rest.remove(prefix + [name]) }
    return rest
  }

  private func header(
    _ tree: ItemTree, isCompleting: Bool, prefix: [String]
  ) throws(EncodeError) -> [String: [UInt8]] {
    var values: [String: [UInt8]] = [:]
    for name in headerNames {
      guard let value = tree.leaf(prefix + [name]) else {
        guard isCompleting, let initial = initialHeader[name] else { throw .missing(FieldPath(prefix + [name])) }
        values[name] = [initial]
        continue
      }
      guard let bytes = try? Hex.parse(value.text) else {
        throw .illegal(FieldPath(prefix + [name]), text: value.text, allowed: "hexadecimal pairs")
      }
      values[name] = bytes
    }
    return values
  }

  /// A checksum or length that was printed because it was wrong stays wrong.
  private func keepWrong(_ sealed: [UInt8], _ tree: ItemTree, _ prefix: [String]) -> [UInt8] {
    var bytes = sealed
    let places = dump.match(sealed) ?? BytePattern.Places()
    for name in computed {
      guard let value = tree.leaf(prefix + [name]), let wrong = try? Hex.parse(value.text),
        let range = places[name], wrong.count == range.count
      else { continue }
      bytes.replaceSubrange(range, with: wrong)
    }
    return bytes
  }
}

extension BytePattern {
  /// Named places of fixed width around the body, in order.
  package var fieldNames: [String] {
    pieces.compactMap { if case .field(let name, _) = $0, name != "body" { name } else { nil } }
  }
}
