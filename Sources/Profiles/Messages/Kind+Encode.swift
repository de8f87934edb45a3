import Bytes
package import MIDI

extension Kind {
  /// The message that a printed item describes, for the slot with this index.
  ///
  /// - Parameter isCompleting: whether missing fields get the values of a slot that was never used.
  package func encode(
    _ tree: ItemTree, slot: Int, isCompleting: Bool = false
  ) throws(EncodeError) -> SysExMessage {
    if isBankMember { throw .badPlace(id) }
    var values = try header(tree, isCompleting: isCompleting)
    values["slot"] = [UInt8(truncatingIfNeeded: slot & 0x7F)]
    let body = try body(tree, isCompleting: isCompleting)
    guard dump.takes(body: body.count) else { throw .badPlace("body of \(body.count) bytes") }
    values["body"] = body
    var bytes = dump.fill(values)
    for (path, value) in tree.group(["padding"])?.leaves ?? [] {
      let place = path.joined(separator: " ")
      guard let offset = LayoutEncoder.number(after: "message ", in: place) else { continue }
      guard let byte = try? Hex.parse(value.text), byte.count == 1, offset < bytes.count else {
        throw .illegal(FieldPath(["padding", place]), text: value.text, allowed: "a hexadecimal pair")
      }
      bytes[offset] = byte[0]
    }
    do { return try SysExMessage(keepWrong(seal(bytes), tree)) } catch {
      throw .illegal(FieldPath(["message"]), text: Hex.spaced(bytes.prefix(16)), allowed: "bytes below 80")
    }
  }

  private static let headerPath = ["message"]

  /// Bytes for the named places of the header.
  private func header(_ tree: ItemTree, isCompleting: Bool) throws(EncodeError) -> [String: [UInt8]] {
    var values: [String: [UInt8]] = [:]
    let computed = [checksum?.over.field, length?.field].compactMap(\.self)
    for name in dump.fieldNames where name != "slot" && !computed.contains(name) {
      guard let value = tree.leaf(Self.headerPath + [name]) else {
        guard isCompleting, let initial = initialHeader[name] else {
          throw .missing(FieldPath(Self.headerPath + [name]))
        }
        values[name] = [initial]
        continue
      }
      guard let bytes = try? Hex.parse(value.text) else {
        throw .illegal(FieldPath(Self.headerPath + [name]), text: value.text, allowed: "hexadecimal pairs")
      }
      values[name] = bytes
    }
    return values
  }

  /// A checksum or length that was printed because it was wrong stays wrong.
  private func keepWrong(_ sealed: [UInt8], _ tree: ItemTree) -> [UInt8] {
    var bytes = sealed
    let places = dump.match(sealed) ?? BytePattern.Places()
    for name in [checksum?.over.field, length?.field].compactMap(\.self) {
      guard let value = tree.leaf(Self.headerPath + [name]), let wrong = try? Hex.parse(value.text),
        let range = places[name], wrong.count == range.count
      else { continue }
      bytes.replaceSubrange(range, with: wrong)
    }
    return bytes
  }

  private func body(_ tree: ItemTree, isCompleting: Bool) throws(EncodeError) -> [UInt8] {
    if let opaque = tree.leaf(Self.opaquePath.components) {
      guard let bytes = try? Hex.parse(opaque.text) else {
        throw .illegal(Self.opaquePath, text: opaque.text, allowed: "hexadecimal pairs")
      }
      return bytes
    }
    var rest = tree
    for name in dump.fieldNames { rest.remove(Self.headerPath + [name]) }
    let payload = try encodingLayout.encode(rest, isCompleting: isCompleting)
    return pack(payload: payload)
  }

  /// The layout for encoding.
  var encodingLayout: BoundLayout {
    get throws(EncodeError) {
      do { return try layout } catch { throw .badProfile(error) }
    }
  }

  func pack(payload: [UInt8]) -> [UInt8] { pack(split(payload)) }

  /// Cuts a payload into its sections: a section with a size on the wire holds the bytes that unpack from it.
  private func split(_ payload: [UInt8]) -> [[UInt8]] {
    var offset = 0
    return sections.map { section in
      let count = min(section.count.map { section.codecs.unpackedCount($0) } ?? payload.count, payload.count - offset)
      defer { offset += count }
      return Array(payload[offset..<offset + count])
    }
  }
}

extension CodecChain {
  /// Bytes that unpack from a section of fixed size; only packings whose size does not depend on content have one.
  func unpackedCount(_ packed: Int) -> Int {
    codecs.reduce(packed) { count, codec in
      switch codec {
      case .sevenBit: count - (count + 7) / 8
      case .nibbles, .sevenPlusOne: count / 2
      case .bitStream: count * 7 / 8
      case .elektronRLE: count
      }
    }
  }
}
