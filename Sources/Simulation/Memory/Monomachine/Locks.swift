/// Parameter locks: sweeps and accents over the steps that play.
struct Locks {
  let length: Int

  private static let parameters: [(name: String, range: ClosedRange<Int>)] = [
    ("filter base", 0...90), ("filter wdth", 20...127), ("filter lpq", 0...110), ("amp vol", 50...120),
    ("amp pan", -60...60), ("amp dec", 10...100), ("effects dsnd", 0...120), ("effects srr", 0...90),
    ("lfo1 dpth", 0...127), ("lfo2 spd", 8...120), ("synth 1", 0...127), ("synth 3", 0...127), ("synth 5", 0...127),
    ("synth 8", 40...88),
  ]

  /// Up to twenty rows, several to a track.
  func write(_ trigs: [Role: [Int]], into pattern: inout Draft, _ random: inout SplitMix64) {
    let rows = random.pick([0, 2, 4, 6, 9, 12, 16, 20])
    let playing = Role.allCases.filter { !(trigs[$0] ?? []).isEmpty }
    guard !playing.isEmpty else { return }
    var free = random.shuffled(playing.flatMap { role in Self.parameters.map { (role, $0) } })
    for _ in 0..<rows {
      guard let (role, parameter) = free.popLast() else { return }
      writeRow(role, parameter, trigs[role] ?? [], into: &pattern, &random)
    }
  }

  private func writeRow(
    _ role: Role, _ parameter: (name: String, range: ClosedRange<Int>), _ places: [Int], into pattern: inout Draft,
    _ random: inout SplitMix64
  ) {
    let isSweep = random.chance(50)
    let (low, span) = (parameter.range.lowerBound, parameter.range.count - 1)
    for (index, place) in places.enumerated() where isSweep || index == 0 || random.chance(55) {
      let value = isSweep ? low + span * index / max(1, places.count - 1) : random.number(parameter.range)
      pattern.set("track \(role.rawValue + 1) step \(place + 1) lock \(parameter.name)", value)
    }
  }
}
