import Bytes
package import MIDI

extension Profile {
  /// The kind whose messages hold the slots of another; nil where each slot has its own messages.
  package func holder(of kind: String) -> Kind? { kinds.first { $0.bank?.kind == kind } }

  /// Decodes the content of a slot from its message or its bank's message.
  package func decode(_ slot: Slot, in message: SysExMessage) -> (item: Item, problems: [MessageProblem])? {
    guard let kind = kind(slot.kind) else { return nil }
    guard let holder = holder(of: slot.kind), let bank = holder.bank else { return kind.decode(message) }
    guard recognise(message)?.kind.id == holder.id else { return nil }
    let problems = holder.problems(of: message)
    do throws(MessageProblem) {
      return (try kind.decode(bankMember: try holder.payload(of: message), at: bank.range(of: slot.index)), problems)
    } catch {
      return (
        kind.opaque(holder.dump.match(message.bytes)?["body"].map { message.bytes[$0] } ?? []), problems + [error]
      )
    }
  }

  /// The message of a slot with another item in its place; other slots in the message stay.
  ///
  /// - Parameter message: the present message; for a slot with its own message only the header of the others counts.
  package func encode(
    _ tree: ItemTree, slot: Slot, into message: SysExMessage
  ) throws(EncodeError) -> SysExMessage {
    guard let kind = kind(slot.kind) else { throw .badPlace(slot.kind) }
    guard let holder = holder(of: slot.kind), let bank = holder.bank else {
      return try kind.encode(tree, slot: slot.index)
    }
    guard recognise(message)?.kind.id == holder.id else { throw .badPlace(holder.id) }
    let range = bank.range(of: slot.index)
    let item = try kind.encodingLayout.encode(tree)
    do throws(MessageProblem) {
      var payload = try holder.payload(of: message)
      guard range.upperBound <= payload.count, item.count == bank.size else { throw .notCanonical }
      payload.replaceSubrange(range, with: item)
      return try holder.replace(payload: payload, in: message)
    } catch {
      throw .badPlace(name(slot))
    }
  }
}

extension Profile {
  /// The slot whose message holds a slot: the slot itself, where it has its own messages.
  package func home(of slot: Slot) -> Slot {
    guard let holder = holder(of: slot.kind), let bank = holder.bank else { return slot }
    return Slot(kind: holder.id, index: slot.index / bank.count)
  }

  /// The slots that the messages of a slot hold; empty for one that is its own.
  package func slots(in home: Slot) -> [Slot] {
    guard let bank = kind(home.kind)?.bank else { return [] }
    return (0..<bank.count).map { Slot(kind: bank.kind, index: home.index * bank.count + $0) }
  }

  /// The bytes of a slot inside a bank message; nil where they cannot be located.
  package func memberBytes(of slot: Slot, in message: SysExMessage) -> [UInt8]? {
    guard let holder = holder(of: slot.kind), let bank = holder.bank,
      recognise(message)?.kind.id == holder.id, let payload = try? holder.payload(of: message)
    else { return nil }
    let range = bank.range(of: slot.index)
    return range.upperBound <= payload.count ? Array(payload[range]) : nil
  }

  /// A bank message with some of its slots replaced by those of other messages; its other slots stay.
  ///
  /// - Parameter slots: the slots to replace, each with its source slot and that slot's message.
  package func compose(
    _ message: SysExMessage, with slots: [(slot: Slot, from: Slot, of: SysExMessage)]
  ) throws(EncodeError) -> SysExMessage {
    guard let holder = recognise(message)?.kind, let bank = holder.bank else { throw .badPlace(holder(message)) }
    do throws(MessageProblem) {
      var payload = try holder.payload(of: message)
      for (slot, from, other) in slots {
        let range = bank.range(of: slot.index)
        guard let bytes = memberBytes(of: from, in: other), range.upperBound <= payload.count else {
          throw .notCanonical
        }
        payload.replaceSubrange(range, with: bytes)
      }
      return try holder.replace(payload: payload, in: message)
    } catch {
      throw .badPlace(slots.first.map { name($0.slot) } ?? "")
    }
  }

  private func holder(_ message: SysExMessage) -> String { recognise(message)?.kind.id ?? "" }
}

extension Profile {
  /// Every slot that a message holds, decoded.
  func members(in message: SysExMessage, of kind: Kind) -> [(kind: Kind, item: Item)] {
    guard let bank = kind.bank, let own = self.kind(bank.kind) else { return [] }
    return (0..<bank.count).compactMap { index in
      decode(Slot(kind: own.id, index: index), in: message).map { (own, $0.item) }
    }
  }
}

extension Kind {
  /// The message with other decoded bytes; length and checksum are put right.
  package func replace(payload: [UInt8], in message: SysExMessage) throws(MessageProblem) -> SysExMessage {
    guard let body = dump.match(message.bytes)?["body"] else { throw .notCanonical }
    var bytes = message.bytes
    bytes.replaceSubrange(body, with: pack(payload: payload))
    do { return try SysExMessage(seal(bytes)) } catch { throw .undecodable(error) }
  }

  /// The decoded bytes of a message, where packing them again gives the message.
  package func payload(of message: SysExMessage) throws(MessageProblem) -> [UInt8] {
    guard let body = dump.match(message.bytes)?["body"] else { throw .notCanonical }
    let payloads: [[UInt8]]
    do { payloads = try unpack(message.bytes[body]) } catch { throw .undecodable(error) }
    guard pack(payloads) == Array(message.bytes[body]) else { throw .notCanonical }
    return payloads.flatMap(\.self)
  }

  /// The number of bank members in a message.
  func memberCount(in message: SysExMessage) throws(MessageProblem) -> Int {
    guard let bank else { return 0 }
    return bank.memberCount(in: try payload(of: message).count)
  }

  fileprivate func decode(bankMember payload: [UInt8], at range: Range<Int>) throws(MessageProblem) -> Item {
    guard range.upperBound <= payload.count else {
      throw .undecodable(FormatError(.endsEarly(needed: range.upperBound - payload.count), at: payload.count))
    }
    let own = Array(payload[range])
    do throws(MessageProblem) {
      let decoded = try decode(payload: own)
      return item(decoded.fields, decoded.padding)
    } catch {
      return opaque(own[...])
    }
  }
}
