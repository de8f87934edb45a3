import MIDI
import Profiles
import Simulation

/// The memory of a unit after any number of rounds of five edits: cheap to make, and no message ever comes again.
struct Rounds {
  /// How many messages change in a round.
  static let edits = 5

  private let kind: Kind
  /// The offsets of two levels of a kit in its decoded bytes.
  private let places: [Int]
  /// Index of each kit in the dump.
  private let kits: [Int]
  private var messages: [SysExMessage]
  private var round = 0

  init(_ messages: [SysExMessage], profile: Profile) throws {
    guard let kind = profile.kind("kit"), let first = messages.first else { throw Failure.noKits }
    self.kind = kind
    self.messages = messages
    kits = messages.indices.filter { profile.recognise(messages[$0])?.kind.id == kind.id }
    places = try ["track 1 level", "track 2 level"].map { path in
      try Self.place(of: FieldPath(path), in: first, profile, kind)
    }
  }

  enum Failure: Error { case noKits, noPlace, backwards }

  /// The dump after `wanted` rounds; rounds are requested in order.
  mutating func dump(_ wanted: Int) throws -> [SysExMessage] {
    guard wanted >= round else { throw Failure.backwards }
    while round < wanted {
      for edit in 0..<Self.edits { try change(round * Self.edits + edit) }
      round += 1
    }
    return messages
  }

  private mutating func change(_ edit: Int) throws {
    let index = kits[edit % kits.count]
    let turn = edit / kits.count + 1
    var payload = try kind.form.payload(of: messages[index])
    payload[places[0]] = UInt8(turn & 0x7F)
    payload[places[1]] = UInt8(turn >> 7 & 0x7F)
    messages[index] = try kind.form.replace(payload: payload, in: messages[index])
  }

  /// The one decoded byte in which two values of a field differ.
  private static func place(of path: FieldPath, in message: SysExMessage, _ profile: Profile, _ kind: Kind) throws
    -> Int
  {
    let payloads = try ["1", "2"].map { value in
      var unit = SimulatedUnit(profile: profile, memory: [message])
      try unit.edit(Slot(kind: kind.id, index: 0), path, to: value)
      return try unit.memory.first.map { try kind.form.payload(of: $0) } ?? []
    }
    guard let place = payloads[0].indices.first(where: { payloads[0][$0] != payloads[1][$0] }) else {
      throw Failure.noPlace
    }
    return place
  }
}
