/// Converts the ticks of a Standard MIDI File to seconds.
///
/// - Source: Standard MIDI Files 1.0: the division of the header, and the tempo events.
struct TempoMap {
  /// From a tick on, a quarter note takes so many microseconds.
  struct Change: Hashable {
    let tick: Int
    let quarter: Int
  }

  /// Where a tempo begins: the tick, the time until then, and the seconds a tick takes from there.
  private var segments: [(tick: Int, seconds: Double, each: Double)]

  /// - Parameters:
  ///   - division: as the header has it: ticks a quarter note, or with bit 15 set frames a second and ticks a frame.
  ///   - changes: in any order.
  init(division: Int, _ changes: [Change]) {
    guard division & 0x8000 == 0, division > 0 else {
      segments = [(0, 0, Self.frameTick(division))]
      return
    }
    // 120 quarter notes a minute, until the first tempo event.
    segments = [(0, 0, 0.5 / Double(division))]
    for change in changes.sorted(by: { $0.tick < $1.tick }) {
      segments.append((change.tick, seconds(at: change.tick), Double(change.quarter) / 1e6 / Double(division)))
    }
  }

  /// The time of a tick since the beginning.
  func seconds(at tick: Int) -> Double {
    var (low, high) = (0, segments.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].tick <= tick { low = middle } else { high = middle }
    }
    return segments[low].seconds + Double(tick - segments[low].tick) * segments[low].each
  }

  /// Seconds a tick of a division in frames; 0 where it makes no sense.
  private static func frameTick(_ division: Int) -> Double {
    let (frames, ticks) = (0x100 - (division >> 8 & 0xFF), division & 0xFF)
    guard division & 0x8000 != 0, ticks > 0 else { return 0 }
    return 1 / ((frames == 29 ? 30 / 1.001 : Double(frames)) * Double(ticks))
  }
}
