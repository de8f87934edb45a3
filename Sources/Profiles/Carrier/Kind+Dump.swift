import Bytes
import MIDI

/// The dump of a slot, whatever carries it.
extension Kind {
  /// The slot and the pieces that a message is of; nil where it is none of this kind.
  func locate(_ message: SysExMessage) -> MessageLocation? {
    switch carrier {
    case .message: return dump.matches(message.bytes) ? location(message, dump, 0) : nil
    case .parts(let parts):
      guard let index = parts.firstIndex(where: { $0.form.dump.matches(message.bytes) }) else { return nil }
      return location(message, parts[index].form.dump, index)
    case .memory(let place):
      guard let (address, bytes) = place.access.written(by: message),
        let (index, payload) = place.locate(address, count: bytes.count)
      else { return nil }
      return MessageLocation(slot: Slot(kind: slots.id, index: index), pieces: payload)
    }
  }

  private func location(_ message: SysExMessage, _ pattern: BytePattern, _ piece: Int) -> MessageLocation {
    let index = pattern.place("slot", in: message.bytes).map { Int(message.bytes[$0.lowerBound]) } ?? 0
    return MessageLocation(slot: Slot(kind: slots.id, index: index), pieces: piece..<piece + 1)
  }

  /// The form of a message of this kind.
  func form(of message: SysExMessage) -> MessageForm {
    switch carrier {
    case .message: form
    case .parts(let parts): parts.first { $0.form.dump.matches(message.bytes) }?.form ?? form
    case .memory(let place): place.access.write
    }
  }

  // MARK: Payload

  /// The payload of a dump.
  ///
  /// - Throws: `.incomplete` where messages are missing.
  package func payload(of dump: SlotDump) throws(MessageProblem) -> [UInt8] {
    switch carrier {
    case .message: return try form.payload(of: dump.messages[dump.messages.count - 1])
    case .parts(let parts):
      var payload: [UInt8] = []
      for part in parts {
        guard let message = dump.messages.last(where: { part.form.dump.matches($0.bytes) }) else {
          throw .incomplete(
            missing: parts.count { part in !dump.messages.contains { part.form.dump.matches($0.bytes) } })
        }
        let own = try part.form.payload(of: message)
        if let size = part.size, own.count != size {
          throw .undecodable(
            FormatError(
              own.count < size ? .endsEarly(needed: size - own.count) : .trailing(count: own.count - size),
              at: own.count))
        }
        payload += own
      }
      return payload
    case .memory(let place): return try payload(of: dump, in: place)
    }
  }

  private func payload(of dump: SlotDump, in place: MemoryPlace) throws(MessageProblem) -> [UInt8] {
    var payload = [UInt8](repeating: 0, count: place.size)
    var known = PieceSet()
    for message in dump.messages {
      guard let (address, bytes) = place.access.written(by: message),
        let (_, range) = place.locate(address, count: bytes.count)
      else { continue }
      payload.replaceSubrange(range, with: bytes)
      known.insert(range)
    }
    guard known.count == place.size else { throw .incomplete(missing: place.size - known.count) }
    return payload
  }

  /// The dump with another payload; the bytes around it stay, checksums and lengths are put right.
  func replace(payload: [UInt8], in dump: SlotDump, slot: Int) throws(MessageProblem) -> SlotDump {
    var messages: [SysExMessage] = []
    switch carrier {
    case .message: messages = [try form.replace(payload: payload, in: dump.messages[dump.messages.count - 1])]
    case .parts(let parts):
      var rest = payload[...]
      for part in parts {
        guard let message = dump.messages.last(where: { part.form.dump.matches($0.bytes) }) else {
          throw .incomplete(missing: 1)
        }
        messages.append(try part.form.replace(payload: Array(rest.prefix(part.size ?? rest.count)), in: message))
        rest = rest.dropFirst(part.size ?? rest.count)
      }
    case .memory(let place):
      do throws(FormatError) {
        for packet in place.packets(payload, index: slot) { messages.append(try SysExMessage(packet)) }
      } catch { throw .undecodable(error) }
    }
    guard let dump = SlotDump(messages) else { throw .notCanonical }
    return dump
  }

  /// The same content, packed as synvc packs it.
  func packedAgain(_ dump: SlotDump) -> SlotDump {
    if case .memory = carrier { return dump }
    return SlotDump(dump.messages.map { form(of: $0).packedAgain($0) ?? $0 }) ?? dump
  }

  // MARK: Content

  /// Decodes a dump of this kind. One that does not follow the layout comes back as bytes, with the reason.
  package func decode(_ dump: SlotDump) -> (item: Item, problems: [MessageProblem]) {
    if case .message = carrier { return decode(dump.messages[dump.messages.count - 1]) }
    var problems: [MessageProblem] = []
    var fields: [Item.Field] = []
    var padding: [(place: String, bytes: [UInt8])] = []
    for message in dump.messages {
      let form = form(of: message)
      let wrong = form.problems(of: message)
      let prefix = prefix(of: locate(message)?.pieces.lowerBound ?? 0)
      problems += wrong
      fields += form.header(of: message, wrong, prefix: prefix)
      padding += form.free(message, withSlot: slots.isPlacedByOrder, prefix: prefix)
    }
    do throws(MessageProblem) {
      let decoded = try decode(payload: try payload(of: dump))
      return (item(fields + decoded.fields, padding + decoded.padding), problems)
    } catch {
      return (opaque(dump), problems + [error])
    }
  }

  /// The words before the header fields of a message: a slot of several numbers them.
  private func prefix(of piece: Int) -> [String] {
    if case .parts = carrier { ["message", String(piece + 1)] } else { ["message"] }
  }

  /// Messages that cannot be decoded together.
  private func opaque(_ dump: SlotDump) -> Item {
    let bytes = dump.bytes
    let field = Item.Field(
      key: "messages", path: Self.opaqueMessages, value: Value(.bytes, Hex.spaced(bytes)), raw: .bytes(bytes),
      form: .settled)
    return Item(fields: [field], padding: [], name: nil, isEmpty: false)
  }

  private static let opaqueMessages = FieldPath(["unnamed", "messages"])

  /// The dump that a printed item describes, for the slot with this index.
  ///
  /// - Parameter isCompleting: whether missing fields get the values of a slot that was never used.
  package func dump(
    _ tree: ItemTree, slot: Int, isCompleting: Bool = false
  ) throws(EncodeError) -> SlotDump {
    if slots.isBankMember { throw .badPlace(slots.id) }
    if let opaque = tree.leaf(Self.opaqueMessages.components) {
      guard let bytes = try? Hex.parse(opaque.text), let dump = SlotDump(bytes: bytes) else {
        throw .illegal(Self.opaqueMessages, text: opaque.text, allowed: "whole messages as hexadecimal pairs")
      }
      return dump
    }
    switch carrier {
    case .message: return SlotDump(try encode(tree, slot: slot, isCompleting: isCompleting))
    case .parts(let parts): return try dump(tree, parts, slot, isCompleting)
    case .memory(let place):
      let payload = try encodingLayout.encode(
        place.access.write.withoutHeader(tree, prefix: ["message"]),
        isCompleting: isCompleting)
      guard payload.count == place.size else { throw .badPlace("body of \(payload.count) bytes") }
      return try dump(place.packets(payload, index: slot))
    }
  }

  private func dump(
    _ tree: ItemTree, _ parts: [Carrier.Part], _ slot: Int, _ isCompleting: Bool
  ) throws(EncodeError) -> SlotDump {
    var rest = tree
    for (index, part) in parts.enumerated() { rest = part.form.withoutHeader(rest, prefix: prefix(of: index)) }
    var payload = try encodingLayout.encode(rest, isCompleting: isCompleting)[...]
    var messages: [[UInt8]] = []
    for (index, part) in parts.enumerated() {
      let own = Array(payload.prefix(part.size ?? payload.count))
      payload = payload.dropFirst(own.count)
      messages.append(
        try part.form.message(
          tree, body: part.form.pack(payload: own), settled: ["slot": Self.slotByte(slot)],
          isCompleting: isCompleting, prefix: prefix(of: index)
        ).bytes)
    }
    return try dump(messages)
  }

  private func dump(_ messages: [[UInt8]]) throws(EncodeError) -> SlotDump {
    guard let dump = SlotDump(bytes: messages.flatMap(\.self)) else {
      throw .illegal(FieldPath(["message"]), text: Hex.spaced(messages.joined().prefix(16)), allowed: "bytes below 80")
    }
    return dump
  }

  static func slotByte(_ slot: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: slot & 0x7F)] }

  // MARK: Requests

  /// The questions for a slot, in the order of asking.
  func requests(for slot: Int) -> [SlotRequest] {
    let place = Slot(kind: slots.id, index: slot)
    switch carrier {
    case .memory(let memory):
      return memory.zones(of: slot).compactMap { address, payload in
        memory.access.request(address, count: payload.count).map {
          SlotRequest(slot: place, bytes: $0, pieces: payload)
        }
      }
    case .parts(let parts) where request == nil:
      return parts.enumerated().compactMap { index, part in
        part.request.map {
          SlotRequest(slot: place, bytes: fill($0, slot), pieces: index..<index + 1)
        }
      }
    case .parts, .message:
      return request.map { [SlotRequest(slot: place, bytes: fill($0, slot), pieces: 0..<carrier.pieces)] } ?? []
    }
  }

  private func fill(_ request: BytePattern, _ slot: Int) -> [UInt8] {
    form.seal(request.fill(["slot": Self.slotByte(slot)]), as: request)
  }

  /// The slot that a message asks for, and the pieces that are wanted.
  func requested(by message: SysExMessage) -> SlotRequest? {
    switch carrier {
    case .memory(let memory):
      guard let (address, count) = memory.access.requested(by: message),
        let (index, payload) = memory.locate(address, count: count)
      else { return nil }
      return SlotRequest(slot: Slot(kind: slots.id, index: index), bytes: message.bytes, pieces: payload)
    case .parts(let parts) where request == nil:
      for (index, part) in parts.enumerated() {
        if let slot = slot(of: message, asking: part.request) {
          return SlotRequest(slot: slot, bytes: message.bytes, pieces: index..<index + 1)
        }
      }
      return nil
    case .parts, .message:
      return slot(of: message, asking: request).map {
        SlotRequest(slot: $0, bytes: message.bytes, pieces: 0..<carrier.pieces)
      }
    }
  }

  /// The slot that a request names; nil for another message, and for one with a wrong checksum.
  private func slot(of message: SysExMessage, asking request: BytePattern?) -> Slot? {
    guard let request, let places = request.match(message.bytes), form.seal(message.bytes, as: request) == message.bytes
    else { return nil }
    return Slot(kind: slots.id, index: places["slot"].map { Int(message.bytes[$0.lowerBound]) } ?? 0)
  }
}
