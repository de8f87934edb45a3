package import MIDI

/// What synvc needs to know of a model of instrument: how to ask, recognise, place, decode, encode, pace and simulate it.
///
/// ``Profile`` is one, read from data. Nothing above asks which kind of model it has.
package protocol DeviceModel: Sendable {
  var id: String { get }
  var name: String { get }
  var maker: String { get }
  /// The text kept with every snapshot, so that a later reader knows what the model was taken for.
  var text: String { get }
  /// Where its facts come from.
  var sources: [String] { get }
  /// The content that a snapshot cannot contain.
  var notIncluded: [String] { get }

  // MARK: Slots

  /// In the order in which a full dump has them.
  var slotKinds: [SlotKind] { get }
  /// Kinds in the order in which they are sent.
  var restoreOrder: [String] { get }

  // MARK: Talking

  /// The universal identity request, where the model answers it.
  var identity: Probe? { get }
  /// A question of the maker's own.
  var probe: Probe? { get }
  var loaded: LoadedQuestion? { get }
  var transfer: TransferSettings { get }
  /// Nil where messages are not acknowledged.
  var handshake: Handshake? { get }
  var stepsBeforeReading: [FrontPanelStep] { get }
  var stepsBeforeSending: [FrontPanelStep] { get }
  var stepsAfterSending: [FrontPanelStep] { get }
  var persistence: Persistence { get }
  /// Finds what is wrong in the model itself, before anything is done that cannot be taken back.
  func readWhole() throws(ProfileError)

  // MARK: Messages

  /// The bytes at the start of every message of the model; empty where they differ.
  var headerBytes: [UInt8] { get }
  /// Whether a message begins as those of the model do.
  func begins(_ message: SysExMessage) -> Bool
  /// Whether a message is one of those that may go to a device of this model.
  func maySend(_ message: SysExMessage) -> Bool
  /// The place of a message; nil where it has none. An index beyond the kind's slots is possible.
  func locate(_ message: SysExMessage) -> MessageLocation?
  /// Checksum and length.
  func problems(of message: SysExMessage) -> [MessageProblem]
  /// The bytes of the checksum in a message; nil where it has none.
  func checksumRange(in message: SysExMessage) -> Range<Int>?
  /// Why a message that came over a cable is not taken; nil where nothing is wrong that can be seen.
  func flaw(in message: SysExMessage) -> MessageProblem?
  /// Whether a message without a flaw proves itself whole: a checksum covers it, and its length is known.
  func provesItself(_ message: SysExMessage) -> Bool
  /// Structure versions, in the header of a message, that both sides must have alike.
  func isSameVersion(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool

  /// The questions for a slot, in the order of asking; empty where it cannot be asked for.
  func requests(for slot: Slot) -> [SlotRequest]
  /// The messages that put a dump into a slot, in sending order.
  func messages(sending dump: SlotDump, to slot: Slot) -> [SysExMessage]
  /// A step of a handshake around the messages of a slot.
  func fill(_ step: BytePattern, around dump: SlotDump, of slot: Slot) -> [UInt8]

  // MARK: Content

  /// Decodes a slot, which may be inside the dump of a bank. One that does not follow its layout comes back as bytes.
  func decode(_ slot: Slot, in dump: SlotDump) -> (item: Item, problems: [MessageProblem])?
  /// The dump that holds a printed item in a slot.
  ///
  /// - Parameters:
  ///   - dump: the present one; needed for a slot inside a bank, whose other slots stay.
  ///   - isCompleting: whether missing fields get the values of a slot that was never used.
  func encode(_ tree: ItemTree, slot: Slot, into dump: SlotDump?, isCompleting: Bool) throws(EncodeError) -> SlotDump
  /// An item's printed form with some fields changed; a nil text takes the field away.
  func edit(
    _ item: Item, of slot: Slot, _ changes: [(path: FieldPath, text: String?)]
  ) throws(EncodeError) -> ItemTree
  /// The same content, packed as synvc packs it; the dump itself where there is no other packing.
  func packedAgain(_ dump: SlotDump, of slot: Slot) -> SlotDump
  /// Whether the stored content differs, found without making texts; false leaves the answer open.
  func definitelyDiffers(_ left: SlotDump, _ right: SlotDump, of slot: Slot) -> Bool
  /// The bytes that a slot keeps when it moves to another place; nil where they cannot be located.
  func content(of slot: Slot, in dump: SlotDump) -> [UInt8]?
  /// The name stored in a slot, and whether the slot is empty, without decoding other fields.
  func title(of slot: Slot, in dump: SlotDump) -> (name: String?, isEmpty: Bool)
  /// The slots that a slot refers to: the kit of a pattern, the patterns of a song.
  func references(of slot: Slot, in dump: SlotDump) -> [Slot]
  /// A bank with some of its slots replaced by those of other banks; its other slots stay.
  ///
  /// - Parameter slots: the slots to replace, each with its source slot and that slot's dump.
  func compose(
    _ dump: SlotDump, of home: Slot, with slots: [(slot: Slot, from: Slot, of: SlotDump)]
  ) throws(EncodeError) -> SlotDump

  /// Why the slots inside a dump cannot be told apart; nil where they can, and where it holds none.
  func bankProblem(of home: Slot, in dump: SlotDump) -> MessageProblem?

  // MARK: Simulation

  /// The slot, or part of it, that a message asks for.
  func requested(by message: SysExMessage) -> SlotRequest?
  /// The slot that a message stores into, and the dump that it stores, where that is another message.
  func stored(by message: SysExMessage) -> (slot: Slot, dump: SysExMessage)?
  /// The content of a slot after a message for it has come.
  func dump(taking message: SysExMessage, into dump: SlotDump?, at slot: Slot) -> SlotDump
  /// The dump of a slot that was never used; nil where there is none.
  func blank(_ slot: Slot) -> SlotDump?
  /// The same content for another slot of the kind.
  func addressed(_ dump: SlotDump, to slot: Slot) -> SlotDump
  /// The dump as another firmware writes it; nil where the dumps name no version.
  func withNextVersion(_ dump: SlotDump, of slot: Slot) -> SlotDump?
}
