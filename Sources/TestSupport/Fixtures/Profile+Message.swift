package import MIDI
package import Profiles
package import Simulation

extension Profile {
  /// The content of a message, by its own kind.
  package func decode(_ message: SysExMessage) -> (item: Item, problems: [MessageProblem])? {
    recognise(message)?.kind.decode(message)
  }
}

extension SimulatedUnit {
  /// The profile that the unit is made from.
  package var ownProfile: Profile {
    guard let profile = profile as? Profile else { preconditionFailure("\(profile.id) is no profile") }
    return profile
  }
}
