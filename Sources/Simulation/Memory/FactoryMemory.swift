package import DeviceLibrary
package import MIDI
package import Profiles

/// The first memory of a simulated unit: typical content of a used instrument.
package enum FactoryMemory {
  /// The messages in dump order; equal seeds give equal messages.
  ///
  /// Kinds that the description does not name, and all kinds of a model without one, get their initial values in every
  /// slot that can be requested, numbered by name where there is one. Slots that are silent while empty stay empty.
  ///
  /// - Parameter text: the model's `factory.yaml`; nil where it has none.
  /// - Throws: ``FactoryError``, or ``EncodeError`` where the initial values make no message.
  package static func messages(
    for model: any DeviceModel, from text: FactoryText? = nil, seed: UInt64 = 1
  ) throws -> [SysExMessage] {
    let blank = BlankMemory(model: model)
    guard let text else { return try model.slotKinds.flatMap(blank.messages) }
    let memory = DescribedMemory(try FactoryReader.read(text, for: model), model, seed: seed)
    return try model.slotKinds.flatMap { try memory.messages(of: $0) ?? blank.messages(of: $0) }
  }
}
