/// Makes git deltas from one base: programs that build other objects from it.
///
/// Repeats are found by the hash of four bytes at every place of the base, the latest sixteen places of a hash at most,
/// and first of all where the last copy would go on: edits of a message put bytes in place of others. Time is linear in
/// base and target; memory eight bytes for one of the base, and no base above ``limit`` is taken.
struct DeltaEncoder {
  /// Longer objects are stored whole.
  static let limit = 1 << 26

  private static let width = 4
  private static let tries = 16
  private static let longestCopy = 0x10000

  private let base: [UInt8]
  /// The last place of each hash, and for each place the one before of the same hash; -1 for none.
  private var last: [Int32]
  private var before: [Int32]
  private let shift: UInt32

  init(_ base: [UInt8]) {
    precondition(base.count <= DeltaEncoder.limit, "places are 32-bit numbers")
    self.base = base
    var bits: UInt32 = 8
    while 1 << bits < base.count { bits += 1 }
    shift = 32 - bits
    last = [Int32](repeating: -1, count: 1 << Int(bits))
    before = [Int32](repeating: -1, count: max(0, base.count - DeltaEncoder.width + 1))
    let shift = shift
    base.withUnsafeBufferPointer { base in
      last.withUnsafeMutableBufferPointer { last in
        before.withUnsafeMutableBufferPointer { before in
          for place in before.indices {
            let hash = DeltaEncoder.hash(base, place, shift)
            before[place] = last[hash]
            last[hash] = Int32(truncatingIfNeeded: place)
          }
        }
      }
    }
  }

  /// The delta that builds `target`; nil when it would be longer than `limit`.
  func encode(_ target: [UInt8], limit: Int) -> [UInt8]? {
    var output = DeltaOutput(base: base.count, target: target.count, limit: limit)
    let isWithin = base.withUnsafeBufferPointer { base in
      last.withUnsafeBufferPointer { last in
        before.withUnsafeBufferPointer { before in
          target.withUnsafeBufferPointer { target in
            Search(base: base, target: target, last: last, before: before, shift: shift).run(into: &output)
          }
        }
      }
    }
    return isWithin ? output.bytes : nil
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ shift: UInt32) -> Int {
    let word =
      UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
    return Int(word &* 0x9E37_79B1 >> shift)
  }

  /// A part of the base that stands in the target too.
  private struct Match {
    var base = 0
    var target = 0
    var count = 0

    /// Bytes saved by copying instead of inserting.
    var gain: Int { count - 1 - DeltaOutput.size(base, bytes: 4) - (count == longestCopy ? 0 : count > 0xFF ? 2 : 1) }
  }

  private struct Search {
    let base: UnsafeBufferPointer<UInt8>
    let target: UnsafeBufferPointer<UInt8>
    let last: UnsafeBufferPointer<Int32>
    let before: UnsafeBufferPointer<Int32>
    let shift: UInt32

    /// False when the output got too long.
    func run(into output: inout DeltaOutput) -> Bool {
      var (start, place, expected) = (0, 0, 0)
      while place < target.count {
        var match = best(at: place, after: start, expected: expected + place - start)
        guard match.gain > 0 else {
          place += 1
          // What is not copied must be inserted.
          if output.bytes.count + place - start > output.limit { return false }
          continue
        }
        let next = best(at: place + 1, after: start, expected: expected + place + 1 - start)
        if next.gain > match.gain + 1 { match = next }
        output.insert(target[start..<match.target])
        output.copy(match.base, match.count)
        start = match.target + match.count
        place = start
        expected = match.base + match.count
        if output.bytes.count > output.limit { return false }
      }
      output.insert(target[start...])
      return output.bytes.count <= output.limit
    }

    /// - Parameter expected: the place of the base where the last copy would go on.
    private func best(at place: Int, after start: Int, expected: Int) -> Match {
      guard place + width <= target.count, base.count >= width else { return Match() }
      var best = Match()
      if expected + width <= base.count, let match = match(expected, place, start) { best = match }
      var candidate = Int(last[hash(target, place, shift)])
      for _ in 0..<tries where candidate >= 0 {
        // Only what goes on beyond the best one can be better.
        if let match = match(candidate, place, start), match.gain > best.gain { best = match }
        candidate = Int(before[candidate])
      }
      return best
    }

    /// The equal bytes around a place of the base and one of the target; nil when fewer than four follow.
    private func match(_ from: Int, _ place: Int, _ start: Int) -> Match? {
      let longest = min(base.count - from, target.count - place, longestCopy)
      var count = 0
      while count < longest, base[from + count] == target[place + count] { count += 1 }
      guard count >= width else { return nil }
      var back = 0
      while back < place - start, back < from, count + back < longestCopy,
        base[from - back - 1] == target[place - back - 1]
      { back += 1 }
      return Match(base: from - back, target: place - back, count: count + back)
    }
  }
}

/// The bytes of a delta under way.
///
/// - Source: git, Documentation/gitformat-pack.txt, "Deltified representation".
private struct DeltaOutput {
  var bytes: [UInt8] = []
  let limit: Int

  init(base: Int, target: Int, limit: Int) {
    self.limit = limit
    size(base)
    size(target)
  }

  private mutating func size(_ value: Int) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func insert(_ new: Slice<UnsafeBufferPointer<UInt8>>) {
    var rest = new
    while !rest.isEmpty {
      let piece = rest.prefix(0x7F)
      bytes.append(UInt8(piece.count))
      bytes.append(contentsOf: piece)
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Only the bytes that are not zero are written of offset and count; a count of 0x10000 is none.
  mutating func copy(_ offset: Int, _ count: Int) {
    let code = bytes.count
    bytes.append(0x80)
    for index in 0..<4 { put(offset >> (8 * index), code, bit: index) }
    if count == 0x10000 { return }
    for index in 0..<2 { put(count >> (8 * index), code, bit: 4 + index) }
  }

  private mutating func put(_ value: Int, _ code: Int, bit: Int) {
    let byte = UInt8(truncatingIfNeeded: value)
    if byte == 0 { return }
    bytes[code] |= 1 << UInt8(bit)
    bytes.append(byte)
  }

  /// How many of the lowest bytes of a number are not zero.
  static func size(_ value: Int, bytes: Int) -> Int {
    (0..<bytes).reduce(0) { $0 + (value >> (8 * $1) & 0xFF == 0 ? 0 : 1) }
  }
}
