/// The samples of a drawn waveform.
struct Waveform {
  private let wave: FactoryWave

  init(_ wave: FactoryWave) { self.wave = wave }

  /// A sample by its index, from minus the peak to the peak.
  func sample(_ index: Int) -> Int {
    let length = max(1, wave.count / wave.cycles)
    let cycle = min(wave.cycles - 1, index / length)
    let value = value(min(length - 1, index - cycle * length), of: length)
    return wave.isGrowing ? value * (cycle + 1) / wave.cycles : value
  }

  private func value(_ index: Int, of length: Int) -> Int {
    let (half, peak) = (max(1, length / 2), wave.peak)
    switch wave.shape {
    case .ramp: return peak - 2 * peak * index / length
    case .arc: return index < half ? arc(index, half) : -arc(min(half, index - half), half)
    }
  }

  /// Half a cycle, as a parabola.
  private func arc(_ index: Int, _ half: Int) -> Int { 4 * wave.peak / half * index / half * (half - index) }
}
