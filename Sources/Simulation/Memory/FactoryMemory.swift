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
  package static func messages(for profile: Profile, seed: UInt64 = 1) throws(EncodeError) -> [SysExMessage] {
    switch profile.id {
    case "elektron-monomachine": try MonomachineMemory(profile: profile, seed: seed).messages()
    case "elektron-digitone": try DigitoneMemory(profile: profile, seed: seed).messages()
    default: try BlankMemory(profile: profile).messages()
    }
  }
}
