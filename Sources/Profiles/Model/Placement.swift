package import MIDI

/// Which slot each message of a dump belongs to.
package struct Placement: Sendable {
  /// A slot as it was sent once: the messages that belong together.
  package struct Home: Hashable, Sendable {
    package let slot: Slot
    /// Indices of its messages in the dump, in order.
    package fileprivate(set) var messages: [Int]
    /// The pieces of the slot that they carry.
    fileprivate var pieces: PieceSet
    /// Whether all pieces came.
    package fileprivate(set) var isComplete: Bool
  }

  /// In the order of each one's first message; a slot sent twice is there twice, and the last one counts.
  package fileprivate(set) var homes: [Home] = []
  /// For each message the index of its home; nil for those without a place.
  package fileprivate(set) var homeOf: [Int?] = []
  /// Messages that the model has no place for.
  package fileprivate(set) var unknown: [Int] = []
  /// The problems of messages, by index; without a check only those that concern their place.
  package fileprivate(set) var problems: [Int: [MessageProblem]] = [:]

  /// The home slot of each message; nil for those without a place.
  package var carriers: [Slot?] { homeOf.map { $0.map { homes[$0].slot } } }

  /// The dump of a home.
  package func dump(_ home: Home, of messages: [SysExMessage]) -> SlotDump? {
    SlotDump(home.messages.map { messages[$0] })
  }
}

/// Places messages one after the other, as they come.
package struct Placing {
  /// What became of a message.
  package enum Outcome: Hashable, Sendable {
    /// It belongs to the home with this index.
    case placed(Int)
    case unknown
    /// Its slot is none of the model's.
    case outOfRange(Slot)
  }

  package private(set) var placement = Placement()
  private let model: any DeviceModel
  /// The home of each slot that was sent last.
  private var last: [Slot: Int] = [:]
  /// The number of the next slot of each kind that is placed by order.
  private var next: [String: Int] = [:]

  package init(_ model: any DeviceModel) { self.model = model }

  /// - Parameters:
  ///   - filed: the slot under whose path the message was stored before, if any: it decides for kinds whose messages
  ///     do not name their slot.
  ///   - isChecking: whether checksums and lengths are checked too.
  @discardableResult
  package mutating func take(_ message: SysExMessage, filed: Slot? = nil, isChecking: Bool = false) -> Outcome {
    let index = placement.homeOf.count
    placement.homeOf.append(nil)
    guard let location = model.locate(message), let kind = model.slotKind(location.slot.kind) else {
      placement.unknown.append(index)
      return .unknown
    }
    let slot = kind.isPlacedByOrder ? slotByOrder(kind, filed) : location.slot
    var problems = isChecking ? model.problems(of: message) : []
    defer { if !problems.isEmpty { placement.problems[index] = problems } }
    guard slot.index < kind.count else {
      problems.append(.slotOutOfRange(kind: kind.id, index: slot.index, count: kind.count))
      placement.unknown.append(index)
      return .outOfRange(slot)
    }
    let home = home(of: slot, location.pieces, kind)
    placement.homes[home].messages.append(index)
    placement.homes[home].pieces.insert(location.pieces)
    placement.homes[home].isComplete = placement.homes[home].pieces.count >= kind.pieces
    placement.homeOf[index] = home
    return .placed(home)
  }

  private mutating func slotByOrder(_ kind: SlotKind, _ filed: Slot?) -> Slot {
    let number = filed.flatMap { $0.kind == kind.id ? $0.index : nil } ?? next[kind.id, default: 0]
    next[kind.id] = number + 1
    return Slot(kind: kind.id, index: number)
  }

  /// The home that a message joins: the open one of its slot, else a new one. Pieces that a complete home has already
  /// begin the next one.
  private mutating func home(of slot: Slot, _ pieces: Range<Int>, _ kind: SlotKind) -> Int {
    if let known = last[slot], !placement.homes[known].isComplete || !placement.homes[known].pieces.contains(pieces) {
      return known
    }
    placement.homes.append(Placement.Home(slot: slot, messages: [], pieces: PieceSet(), isComplete: false))
    last[slot] = placement.homes.count - 1
    return placement.homes.count - 1
  }
}

extension DeviceModel {
  /// Places the messages of a dump.
  ///
  /// - Parameters:
  ///   - filed: the slot under whose path each message was stored before, if any.
  ///   - isChecking: whether checksums and lengths are checked too.
  package func place(_ messages: [SysExMessage], filed: [Slot?] = [], isChecking: Bool = false) -> Placement {
    var placing = Placing(self)
    for (index, message) in messages.enumerated() {
      placing.take(message, filed: index < filed.count ? filed[index] : nil, isChecking: isChecking)
    }
    var placement = placing.placement
    guard isChecking else { return placement }
    for home in placement.homes where home.isComplete && slotKind(home.slot.kind)?.bank != nil {
      guard let dump = placement.dump(home, of: messages), let problem = bankProblem(of: home.slot, in: dump),
        let last = home.messages.last
      else { continue }
      placement.problems[last, default: []].append(problem)
    }
    return placement
  }

  /// The slots that a home holds: itself, or those inside its dump.
  package func members(of slot: Slot, in dump: SlotDump) -> [Slot] {
    let inside = slots(in: slot).prefix { content(of: $0, in: dump) != nil }
    return inside.isEmpty ? [slot] : Array(inside)
  }
}
