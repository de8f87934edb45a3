/// The description of a model: how to ask, recognise, place, decode, encode, pace and simulate it.
package struct Profile: DeviceModel {
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
  package let loaded: LoadedQuestion?
  /// In the order in which a full dump has them.
  package let kinds: [Kind]
  /// The same kinds, as all models have them.
  let kindsOfSlots: [SlotKind]
  /// Kinds in the order in which they are sent.
  package let restoreOrder: [String]
  package let transfer: TransferSettings
  /// Nil where messages are not acknowledged.
  package let handshake: Handshake?
  package let stepsBeforeReading: [FrontPanelStep]
  package let stepsBeforeSending: [FrontPanelStep]
  package let stepsAfterSending: [FrontPanelStep]
  package let persistence: Persistence
  /// The content that a snapshot cannot contain.
  package let notIncluded: [String]
  /// The text that it was read from.
  package let text: String

  package func kind(_ id: String) -> Kind? { kinds.first { $0.id == id } }
}
