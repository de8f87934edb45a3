package import MIDI
package import Profiles

/// The first memory of a simulated unit: typical content of a used instrument.
package enum FactoryMemory {
  /// The messages in dump order; equal seeds give equal messages.
  ///
  /// A model without its own memory gets its initial values in every slot that can be requested, numbered by name
  /// where there is one. Slots that are silent while empty stay empty.
  ///
  /// - Throws: ``EncodeError`` where the profile lacks a field of the model's own memory.
  package static func messages(for model: any DeviceModel, seed: UInt64 = 1) throws(EncodeError) -> [SysExMessage] {
    guard let profile = model as? Profile else {
      return model.slotKinds.filter { !$0.isSilentWhenEmpty }.flatMap(\.askableSlots).compactMap { model.blank($0) }
        .flatMap(\.messages)
    }
    switch profile.id {
    case "elektron-monomachine": return try MonomachineMemory(profile: profile, seed: seed).messages()
    case "elektron-digitone": return try DigitoneMemory(profile: profile, seed: seed).messages()
    default: return try BlankMemory(profile: profile).messages()
    }
  }
}
