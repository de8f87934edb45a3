/// Makes git deltas from one base: programs that build other objects from it.
///
/// Edits of a message replace bytes in place, so the two are first compared position by position. Unless that covers
/// nearly all, repeats are found by the hash of four bytes at every position of the base. At most the first sixteen
/// positions of a hash are tried, and the continuation of the last copy. Time is linear in base and target. Memory is
/// at most sixteen bytes per byte of the base, and no base above ``limit`` is taken.
struct DeltaEncoder {
  /// Longer objects are stored whole.
  static let limit = 1 << 24

  private static let width = 4
  private static let tries = 16
  private static let longestCopy = 0x10000
  /// A delta this short is not worth a search for a shorter one.
  private static let short = 40

  private let base: [UInt8]
  private var index: Index?

  init(_ base: [UInt8]) {
    precondition(base.count <= DeltaEncoder.limit, "places are 32-bit numbers")
    self.base = base
  }

  /// The delta that builds `target`; nil when it would be longer than `limit`.
  mutating func encode(_ target: [UInt8], limit: Int) -> [UInt8]? {
    let aligned = target.count == base.count ? inPlace(target, limit: min(limit, DeltaEncoder.short)) : nil
    if let aligned { return aligned }
    if index == nil { index = Index(base) }
    guard let index else { return nil }
    var output = DeltaOutput(base: base.count, target: target.count, limit: limit)
    let isWithin = base.withUnsafeBufferPointer { base in
      index.first.withUnsafeBufferPointer { first in
        index.next.withUnsafeBufferPointer { next in
          target.withUnsafeBufferPointer { target in
            Search(base: base, target: target, first: first, next: next, shift: index.shift).run(into: &output)
          }
        }
      }
    }
    return isWithin ? output.bytes : nil
  }

  /// The delta that copies bytes equal at the same position and inserts the others.
  private func inPlace(_ target: [UInt8], limit: Int) -> [UInt8]? {
    var output = DeltaOutput(base: base.count, target: target.count, limit: limit)
    return base.withUnsafeBufferPointer { base in
      target.withUnsafeBufferPointer { target in
        var (done, place) = (0, 0)
        while done < target.count {
          while place < target.count, base[place] == target[place] { place += 1 }
          // Copies of a few bytes cost as much as the bytes.
          if place - done > 6 || place == target.count {
            output.copyAll(done, place - done)
          } else {
            place = done
          }
          done = place
          var equal = 0
          while place < target.count, equal < 7 {
            equal = base[place] == target[place] ? equal + 1 : 0
            place += 1
          }
          place -= equal
          output.insert(target[done..<place])
          done = place
          if output.bytes.count > limit { return nil }
        }
        return output.bytes.count <= limit ? output.bytes : nil
      }
    }
  }

  /// The positions of each four bytes of the base.
  private struct Index {
    /// The first place of each hash, and for each place the next one of the same hash; -1 for none.
    var first: [Int32]
    var next: [Int32]
    let shift: UInt32

    init(_ base: [UInt8]) {
      var bits: UInt32 = 8
      while 1 << bits < base.count { bits += 1 }
      shift = 32 - bits
      first = [Int32](repeating: -1, count: 1 << Int(bits))
      next = [Int32](repeating: -1, count: max(0, base.count - width + 1))
      let shift = shift
      base.withUnsafeBufferPointer { base in
        first.withUnsafeMutableBufferPointer { first in
          next.withUnsafeMutableBufferPointer { next in
            for place in next.indices.reversed() {
              let hash = DeltaEncoder.hash(base, place, shift)
              let other = Int(first[hash])
              // Of a byte repeated for long only the start of the run counts; otherwise runs would hide one another.
              next[place] = other == place + 1 ? next[other] : first[hash]
              first[hash] = Int32(truncatingIfNeeded: place)
            }
          }
        }
      }
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ shift: UInt32) -> Int {
    let word =
      UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
    return Int((word &* 0x9E37_79B1) >> shift)
  }

  /// A part of the base that occurs in the target too.
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
    let first: UnsafeBufferPointer<Int32>
    let next: UnsafeBufferPointer<Int32>
    let shift: UInt32

    /// False when the output got too long.
    func run(into output: inout DeltaOutput) -> Bool {
      var (start, place, expected) = (0, 0, 0)
      while place < target.count {
        var match = best(at: place, after: start, expected: expected + place - start)
        guard match.gain > 0 else {
          place += 1
          // Bytes that are not copied must be inserted.
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
      var (from, longest) = (0, width - 1)
      func look(_ candidate: Int) {
        let count = forward(candidate, place, beyond: longest)
        if count > longest { (from, longest) = (candidate, count) }
      }
      if expected + width <= base.count { look(expected) }
      var candidate = Int(first[hash(target, place, shift)])
      for _ in 0..<tries where candidate >= 0 {
        look(candidate)
        candidate = Int(next[candidate])
      }
      guard longest >= width else { return Match() }
      var back = 0
      while back < place - start, back < from, longest + back < longestCopy,
        base[from - back - 1] == target[place - back - 1]
      { back += 1 }
      return Match(base: from - back, target: place - back, count: longest + back)
    }

    /// How many bytes are equal from a position of the base and one of the target on; 0 where that is at most `beyond`.
    /// The byte at `beyond` is compared first: it rules out most matches.
    private func forward(_ from: Int, _ place: Int, beyond: Int) -> Int {
      let longest = min(base.count - from, target.count - place, longestCopy)
      guard beyond < longest, base[from + beyond] == target[place + beyond] else { return 0 }
      var count = 0
      while count < longest, base[from + count] == target[place + count] { count += 1 }
      return count
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

  /// Copies of any length, at one offset or on from it.
  mutating func copyAll(_ offset: Int, _ count: Int) {
    var done = 0
    while done < count {
      let piece = min(count - done, 0x10000)
      copy(offset + done, piece)
      done += piece
    }
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
