/// The description of a model: how to ask, recognise, place, decode, encode, pace and simulate it.
package struct Profile: Sendable {
  /// A question by which a device is known, and the answer.
  package struct Probe: Sendable {
    package let request: BytePattern
    package let reply: BytePattern
    /// The part of the reply with the firmware; nil where the reply has none.
    package let firmware: ReplyText?
    /// The part of the firmware that must agree for dumps to be exchanged; nil: the whole firmware version.
    package let family: ReplyText?
    package let source: String?
  }

  /// How to ask which slot of a kind the instrument has loaded.
  package struct Loaded: Sendable {
    /// With the place `{type}`.
    package let request: BytePattern
    /// With the places `{type}` and `{value}`.
    package let reply: BytePattern
    /// The type byte of every kind that can be asked.
    package let types: [String: UInt8]
    package let source: String?
  }

  /// A step for a person at the front panel.
  package struct Step: Hashable, Sendable {
    package let text: String
    package let source: String?
  }

  /// The memory in which sent data ends up.
  package enum Persistence: String, Hashable, Sendable, CaseIterable {
    case stored
    case saveProject = "save-project"
    case saveAndReloadProject = "save-and-reload-project"
  }

  package let id: String
  package let name: String
  package let maker: String
  package let sources: [String]
  /// The bytes at the start of every message of the model.
  package let header: BytePattern
  /// The universal identity request, where the model answers it.
  package let identity: Probe?
  /// A question of the maker's own.
  package let probe: Probe?
  package let loaded: Loaded?
  /// In the order in which a full dump has them.
  package let kinds: [Kind]
  /// Kinds in the order in which they are sent.
  package let restoreOrder: [String]
  package let transfer: Transfer
  /// Nil where messages are not acknowledged.
  package let handshake: Handshake?
  package let stepsBeforeReading: [Step]
  package let stepsBeforeSending: [Step]
  package let stepsAfterSending: [Step]
  package let persistence: Persistence
  /// The content that a snapshot cannot contain.
  package let notIncluded: [String]
  /// The text that it was read from.
  package let text: String

  package func kind(_ id: String) -> Kind? { kinds.first { $0.id == id } }

  /// The questions that identify a device of the model, in the order of asking.
  package var questions: [Probe] { [identity, probe].compactMap(\.self) }
}

/// How bytes travel to and from a device.
package struct Transfer: Hashable, Sendable {
  /// Pause between messages sent.
  package var gap: Duration = .zero
  /// Bytes a second that are sent at most; nil: as fast as the port takes them.
  package var rate: Int? = 3125
  /// The number of bytes sent without a pause inside a message; nil: all.
  package var chunk: Int?
  /// Pause between such chunks.
  package var chunkGap: Duration = .zero
  /// Silence after which an answer is given up.
  package var idleTimeout: Duration = .seconds(2)
  /// Silence that means "this slot is empty", where a kind is silent when empty.
  package var emptyTimeout: Duration = .seconds(1)
  /// Further requests after one without a good answer.
  package var retries = 2
  /// How a dump from the front panel is listened to; nil where the device need not be dumped so.
  package var byHand: ByHand?
  /// Questions that may be on their way at once.
  package var requestAhead = 1
  /// Whether the device accepts data but cannot be read.
  package var isOneWay = false
  package var source: String?

  package init() {}

  /// A dump that a person sends from the front panel.
  package struct ByHand: Hashable, Sendable {
    /// Kinds of which every slot makes the dump complete; empty: all that are not optional.
    package var complete: [String] = []
    /// Silence after which the dump is over.
    package var quiet: Duration = .seconds(3)
    /// How long the first message is waited for.
    package var wait: Duration = .seconds(300)

    package init() {}
  }
}

extension Profile {
  /// Whether any of its content can be requested, so that it can be read without hands and read back.
  package var isAskable: Bool {
    !transfer.isOneWay && transfer.byHand == nil && kinds.contains { $0.request != nil }
  }

  /// The slots of a whole dump from the front panel, optional kinds left out.
  package var slotsOfDump: [Slot] {
    kinds.filter { !$0.isOptional && !$0.isBankMember }.flatMap { kind in
      (0..<kind.count).map { Slot(kind: kind.id, index: $0) }
    }
  }
}
