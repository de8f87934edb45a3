/// DigiPRO waveforms as drawn by a user; the other slots are silent.
struct Waveforms {
  /// The number of samples of a waveform, and the highest sample.
  private static let count = 2044
  private static let peak = 8_000_000

  func draft(_ slot: Int) -> Draft? {
    switch slot {
    case 0: return draft("RAMP") { Self.peak - 2 * Self.peak * $0 / Self.count }
    case 1: return draft("HOLW") { $0 < Self.count / 2 ? Self.arc($0) : -Self.arc($0 - Self.count / 2) }
    case 7: return draft("GLAS") { (Self.arc($0 % 511 * 2) - Self.peak / 2) * ($0 / 512 + 1) / 4 }
    default: return nil
    }
  }

  private func draft(_ name: String, _ sample: (Int) -> Int) -> Draft {
    var waveform = Draft()
    waveform.set("name", name)
    for index in 0..<Self.count { waveform.set("sample \(index + 1)", sample(index)) }
    return waveform
  }

  /// Half a wave, as a parabola.
  private static func arc(_ index: Int) -> Int {
    let half = count / 2
    return 4 * peak / half * index / half * (half - index)
  }
}
