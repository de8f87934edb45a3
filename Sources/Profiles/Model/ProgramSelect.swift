/// How a slot gets into the edit buffer of an instrument that can be asked for nothing else: a bank, then a program.
package struct ProgramSelect: Hashable, Sendable {
  /// A bank by its numbers on the wire.
  package struct Bank: Hashable, Sendable {
    /// Controller 0; nil where the instrument does not look at it.
    package let msb: UInt8?
    /// Controller 32; nil where the instrument does not look at it.
    package let lsb: UInt8?
  }

  /// In slot order; one without numbers where only programs are selected.
  package let banks: [Bank]
  /// Slots of each bank.
  package let programs: Int
  /// Program number of a bank's first slot.
  package let first: Int
  /// The time that the instrument takes to load the program into its edit buffer.
  package let wait: Duration
  package let source: String?

  /// Slots that can be reached.
  package var count: Int { banks.count * programs }

  /// The slot of a bank's program, from 0; nil for programs outside the banks.
  ///
  /// - Parameters:
  ///   - msb: the last one sent to the instrument; nil: none yet.
  ///   - lsb: likewise.
  package func index(msb: UInt8?, lsb: UInt8?, program: UInt8) -> Int? {
    let place = Int(program) - first
    guard (0..<programs).contains(place) else { return nil }
    let bank = banks.firstIndex { ($0.msb ?? msb ?? 0) == msb ?? 0 && ($0.lsb ?? lsb ?? 0) == lsb ?? 0 }
    return bank.map { $0 * programs + place }
  }

  /// The controllers and the program change that select a slot.
  ///
  /// - Parameters:
  ///   - index: of the slot, below ``count``.
  ///   - channel: from 0 to 15.
  /// - Source: MIDI 1.0 detailed specification, bank select: controllers 0 and 32, then the program.
  package func bytes(for index: Int, channel: UInt8) -> [UInt8] {
    let bank = banks[index / programs]
    let controllers = [(UInt8(0), bank.msb), (32, bank.lsb)].flatMap { number, value in
      value.map { [0xB0 | channel, number, $0] } ?? []
    }
    return controllers + [0xC0 | channel, UInt8(first + index % programs)]
  }
}
