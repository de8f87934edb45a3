package import MIDI

/// Which slot each message of a dump belongs to.
package struct Placement: Sendable {
  /// Part of a slot: bytes of one message.
  package struct Part: Hashable, Sendable {
    /// Index of the message in the dump.
    package let message: Int
    /// Bytes that belong to the slot: of the message where that is one slot, of its decoded payload where it is many.
    package let range: Range<Int>
  }

  /// A slot with its sent message; a slot sent twice has two entries, and the last one counts.
  package struct Placed: Hashable, Sendable {
    package let slot: Slot
    package let parts: [Part]
  }

  /// In the order of the dump.
  package fileprivate(set) var placed: [Placed] = []
  /// Messages that the profile has no place for.
  package fileprivate(set) var unknown: [Int] = []
  /// The slot under whose path each message is stored; nil for those without a place.
  package fileprivate(set) var carriers: [Slot?] = []
  /// The problems of messages, by index; without a check only those that concern their place.
  package fileprivate(set) var problems: [Int: [MessageProblem]] = [:]

  /// The content of each slot: the last message sent.
  package var values: [Slot: [Part]] {
    Dictionary(placed.map { ($0.slot, $0.parts) }) { $1 }
  }
}

extension Profile {
  /// The kind of a message and the slot it names; nil where no kind fits.
  ///
  /// A kind that is placed by order has a slot byte too; only the order decides.
  package func recognise(_ message: SysExMessage) -> (kind: Kind, slot: Int)? {
    guard header.matchesPrefix(of: message.bytes) else { return nil }
    guard let kind = kinds.first(where: { !$0.isBankMember && $0.dump.matches(message.bytes) }) else { return nil }
    return (kind, kind.dump.place("slot", in: message.bytes).map { Int(message.bytes[$0.lowerBound]) } ?? 0)
  }

  /// Places the messages of a dump.
  ///
  /// - Parameters:
  ///   - filed: the slot under whose path each message was stored before, if any: it decides for kinds whose messages
  ///     do not name their slot.
  ///   - isChecking: whether checksums and lengths are checked too.
  package func place(_ messages: [SysExMessage], filed: [Slot?] = [], isChecking: Bool = false) -> Placement {
    var placement = Placement()
    placement.carriers = Array(repeating: nil, count: messages.count)
    var next: [String: Int] = [:]
    for (index, message) in messages.enumerated() {
      guard let (kind, told) = recognise(message) else {
        placement.unknown.append(index)
        continue
      }
      var number = told
      if kind.isPlacedByOrder {
        let before = index < filed.count ? filed[index] : nil
        number = before.flatMap { $0.kind == kind.id ? $0.index : nil } ?? next[kind.id, default: 0]
        next[kind.id] = number + 1
      }
      var problems = isChecking ? kind.problems(of: message) : []
      guard number < kind.count else {
        problems.append(.slotOutOfRange(kind: kind.id, index: number, count: kind.count))
        placement.problems[index] = problems
        placement.unknown.append(index)
        continue
      }
      placement.carriers[index] = Slot(kind: kind.id, index: number)
      placement.placed += placed(message, index, Slot(kind: kind.id, index: number), kind, &problems)
      if !problems.isEmpty { placement.problems[index] = problems }
    }
    return placement
  }

  /// The slots of one message: itself, or those that it holds.
  private func placed(
    _ message: SysExMessage, _ index: Int, _ slot: Slot, _ kind: Kind, _ problems: inout [MessageProblem]
  ) -> [Placement.Placed] {
    let whole = Placement.Part(message: index, range: 0..<message.bytes.count)
    guard let bank = kind.bank else { return [Placement.Placed(slot: slot, parts: [whole])] }
    do throws(MessageProblem) {
      return (0..<(try kind.memberCount(in: message))).map { place in
        let number = slot.index * bank.count + place
        let part = Placement.Part(message: index, range: bank.range(of: number))
        return Placement.Placed(slot: Slot(kind: bank.kind, index: number), parts: [part])
      }
    } catch {
      problems.append(error)
      return [Placement.Placed(slot: slot, parts: [whole])]
    }
  }

  /// Decodes the content of a slot.
  package func decode(_ message: SysExMessage) -> (item: Item, problems: [MessageProblem])? {
    recognise(message)?.kind.decode(message)
  }
}
