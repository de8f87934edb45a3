import MIDI
package import Profiles

extension SimulatedUnit {
  /// The memory as a file that any SysEx tool opens: the messages one after the other.
  package var fileBytes: [UInt8] { memory.flatMap(\.bytes) }

  /// The loaded slots, one printed name a line, in the profile's order; stored in a file next to the memory.
  package var loadedText: String {
    profile.slotKinds.compactMap { kind in
      loaded[kind.id].map { profile.name(Slot(kind: kind.id, index: $0)) + "\n" }
    }.joined()
  }

  /// Reads the output of ``fileBytes`` and ``loadedText``; skips lines that name no slot of the model.
  package init(profile: any DeviceModel, file: some Collection<UInt8>, loadedText: String = "") {
    let slots = loadedText.split(separator: "\n").compactMap { profile.slot($0) }
    self.init(
      profile: profile, memory: FramedStream(file).messages,
      loaded: Dictionary(slots.map { ($0.kind, $0.index) }) { $1 })
  }
}
