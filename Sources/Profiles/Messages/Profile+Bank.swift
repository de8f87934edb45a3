import Bytes
import MIDI

/// Slots inside the dumps of others: the voices of a bank.
extension Profile {
  /// The kind whose dumps hold the slots of another.
  func bankKind(of slot: Slot) -> (kind: Kind, bank: Bank)? {
    guard let kind = kinds.first(where: { $0.slots.bank?.kind == slot.kind }), let bank = kind.slots.bank else {
      return nil
    }
    return (kind, bank)
  }

  package func decode(_ slot: Slot, in dump: SlotDump) -> (item: Item, problems: [MessageProblem])? {
    guard let kind = kind(slot.kind) else { return nil }
    guard let (holder, bank) = bankKind(of: slot) else {
      return holds(dump, kind) ? kind.decode(dump) : nil
    }
    guard holds(dump, holder) else { return nil }
    let problems = problems(of: dump)
    do throws(MessageProblem) {
      return (try kind.decode(bankMember: try holder.payload(of: dump), at: bank.range(of: slot.index)), problems)
    } catch {
      let body = holder.dump.match(dump.bytes)?["body"].map { dump.bytes[$0] } ?? dump.bytes[...]
      return (kind.opaque(body), problems + [error])
    }
  }

  /// Whether a dump is one of a kind.
  func holds(_ dump: SlotDump, _ kind: Kind) -> Bool { recognise(dump.messages[0])?.kind.slots.id == kind.slots.id }

  package func encode(
    _ tree: ItemTree, slot: Slot, into dump: SlotDump?, isCompleting: Bool
  ) throws(EncodeError) -> SlotDump {
    guard let kind = kind(slot.kind) else { throw .badPlace(slot.kind) }
    guard let (holder, bank) = bankKind(of: slot) else {
      return try kind.dump(tree, slot: slot.index, isCompleting: isCompleting)
    }
    guard let dump, holds(dump, holder) else { throw .badPlace(holder.slots.id) }
    let range = bank.range(of: slot.index)
    let item = try kind.encodingLayout.encode(tree)
    do throws(MessageProblem) {
      var payload = try holder.payload(of: dump)
      guard range.upperBound <= payload.count, item.count == bank.size else { throw .notCanonical }
      payload.replaceSubrange(range, with: item)
      return try holder.replace(payload: payload, in: dump, slot: home(of: slot).index)
    } catch {
      throw .badPlace(name(slot))
    }
  }

  package func edit(
    _ item: Item, of slot: Slot, _ changes: [(path: FieldPath, text: String?)]
  ) throws(EncodeError) -> ItemTree {
    guard let kind = kind(slot.kind) else { throw .badPlace(slot.kind) }
    return try kind.edit(item, changes)
  }

  package func content(of slot: Slot, in dump: SlotDump) -> [UInt8]? {
    if let (holder, bank) = bankKind(of: slot) {
      guard holds(dump, holder), let payload = try? holder.payload(of: dump) else { return nil }
      let range = bank.range(of: slot.index)
      return range.upperBound <= payload.count ? Array(payload[range]) : nil
    }
    guard let kind = kind(slot.kind), holds(dump, kind) else { return nil }
    if case .message = kind.carrier {
      let message = dump.messages[0]
      return kind.dump.match(message.bytes)?["body"].map { Array(message.bytes[$0]) }
    }
    return try? kind.payload(of: dump)
  }

  package func compose(
    _ dump: SlotDump, of home: Slot, with slots: [(slot: Slot, from: Slot, of: SlotDump)]
  ) throws(EncodeError) -> SlotDump {
    guard let holder = kind(home.kind), let bank = holder.slots.bank, holds(dump, holder) else {
      throw .badPlace(home.kind)
    }
    do throws(MessageProblem) {
      var payload = try holder.payload(of: dump)
      for (slot, from, other) in slots {
        let range = bank.range(of: slot.index)
        guard let bytes = content(of: from, in: other), range.upperBound <= payload.count else { throw .notCanonical }
        payload.replaceSubrange(range, with: bytes)
      }
      return try holder.replace(payload: payload, in: dump, slot: home.index)
    } catch {
      throw .badPlace(slots.first.map { name($0.slot) } ?? "")
    }
  }

  package func bankProblem(of home: Slot, in dump: SlotDump) -> MessageProblem? {
    guard let kind = kind(home.kind), kind.slots.bank != nil else { return nil }
    do {
      _ = try kind.payload(of: dump)
      return nil
    } catch { return error }
  }
}

extension Kind {
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
