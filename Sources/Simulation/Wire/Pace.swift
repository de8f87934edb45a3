/// The speed of a simulated unit and its cable, and the unit's unsolicited messages.
package struct Pace: Hashable, Sendable {
  /// Bits a second; a byte takes ten. 0: as fast as can be.
  package var baud = 31_250
  /// From the end of a request to the first byte of its answer.
  package var thinkTime: Duration = .milliseconds(5)
  /// MIDI clock, 24 bytes a beat: beats a minute; nil: none.
  package var clockTempo: Int?
  /// Whether FE is sent every 250 to 300 ms.
  package var isSensing = false
  /// The most bytes that one read gives.
  package var chunk = 64

  package init() {}

  package init(baud: Int) { self.baud = baud }

  /// The time that one byte takes on the cable.
  package var byteTime: Duration { baud > 0 ? .seconds(10) / baud : .zero }
}
