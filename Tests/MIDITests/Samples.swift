/// Numbers that follow from a seed (SplitMix64), for tests that can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func bytes(_ count: Int, in range: ClosedRange<UInt8> = 0...255) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: range, using: &self) }
  }

  /// Bytes with many repeats, as instruments store them.
  mutating func runs(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let length = Int.random(in: 1...300, using: &self)
      bytes += Bool.random(using: &self) ? Array(repeating: self.bytes(1)[0], count: length) : self.bytes(length % 9)
    }
    return Array(bytes.prefix(count))
  }
}

/// Streams that hold every kind of piece.
enum Samples {
  static let streams: [[UInt8]] = [
    [],
    [0xF0, 0xF7],
    [0xF0, 0x7E, 0x7F, 0x06, 0x01, 0xF7],
    [0xF0, 0x43, 0xF8, 0x00, 0xFE, 0xF7, 0xF8, 0xF0, 0x41, 0xF7],
    [0x90, 0x3C, 0x40, 0x3C, 0x00, 0xF0, 0x42, 0x90, 0x01, 0xF0, 0x42, 0xF0, 0x42, 0xF7],
    [0xF7, 0x00, 0xF0, 0x00, 0x20, 0x3C, 0xFA],
    [0xF8, 0xF0, 0xF8, 0xF7, 0xC0, 0x00, 0xF0, 0x01],
  ]

  /// Every prefix of the bytes and every version of them with one bit turned.
  static func damaged(_ bytes: [UInt8]) -> [[UInt8]] {
    let prefixes = bytes.indices.map { Array(bytes.prefix($0)) }
    let flips = bytes.indices.flatMap { index in
      (0..<8).map { bit in
        var flipped = bytes
        flipped[index] ^= 1 << bit
        return flipped
      }
    }
    return prefixes + flips
  }
}
