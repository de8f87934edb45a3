import TestSupport

/// Makes inputs that are nearly valid from valid ones.
struct Mutator {
  private var numbers: SeededNumbers
  private let samples: [[UInt8]]
  /// Longer inputs are cut.
  static let longest = 1 << 16

  init(seed: UInt64, samples: [[UInt8]]) {
    numbers = SeededNumbers(seed: seed)
    self.samples = samples
  }

  /// The next input: a sample with one to eight changes.
  mutating func next() -> [UInt8] {
    var bytes = samples.randomElement(using: &numbers) ?? []
    for _ in 0..<Int.random(in: 1...8, using: &numbers) { change(&bytes) }
    return Array(bytes.prefix(Mutator.longest))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &numbers)
    let span = place..<min(bytes.count, place + size())
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0 where !bytes.isEmpty: bytes[place % bytes.count] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
    case 1 where !bytes.isEmpty: bytes[place % bytes.count] = .random(in: .min ... .max, using: &numbers)
    case 2: bytes.removeSubrange(span)
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: bytes[span], at: place)
    case 5: bytes.insert(contentsOf: numbers.bytes(size()), at: place)
    case 6: splice(&bytes, at: place)
    case 7: overwrite(&bytes, at: place, with: number())
    case 8: replaceDigits(&bytes, from: place)
    case 9: moveLine(&bytes, from: place)
    case 10: bytes.insert(contentsOf: Mutator.words.randomElement(using: &numbers) ?? [], at: place)
    default: bytes += [UInt8](repeating: bytes.last ?? 0, count: size() * 8)
    }
  }

  /// Small mostly.
  private mutating func size() -> Int { 1 << Int.random(in: 0...6, using: &numbers) }

  private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
    let other = samples.randomElement(using: &numbers) ?? []
    bytes = Array(bytes[..<place] + other[Int.random(in: 0...other.count, using: &numbers)...])
  }

  /// A number at the edge of something, in two to eight bytes, either end first.
  private mutating func number() -> [UInt8] {
    let edges: [UInt64] = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 1 << 28, 0x7FFF_FFFF, 0xFFFF_FFFF, .max >> 1, .max]
    let value = (edges.randomElement(using: &numbers) ?? 0) &+ UInt64.random(in: 0...2, using: &numbers) &- 1
    let width = [1, 2, 4, 8].randomElement(using: &numbers) ?? 1
    let bytes = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    return Bool.random(using: &numbers) ? bytes : bytes.reversed()
  }

  private mutating func overwrite(_ bytes: inout [UInt8], at place: Int, with new: [UInt8]) {
    bytes.replaceSubrange(place..<min(bytes.count, place + new.count), with: new)
  }

  /// Puts another decimal number in the place of the next one.
  private mutating func replaceDigits(_ bytes: inout [UInt8], from place: Int) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let texts = [
      "0", "-1", "00", "9223372036854775807", "9223372036854775808", "18446744073709551616", "4294967296", "1e9",
    ]
    bytes.replaceSubrange(start..<end, with: (texts.randomElement(using: &numbers) ?? "").utf8)
  }

  private mutating func moveLine(_ bytes: inout [UInt8], from place: Int) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count > 1 else { return }
    let line = lines[Int.random(in: 0..<lines.count, using: &numbers)]
    if Bool.random(using: &numbers) { lines.remove(at: Int.random(in: 0..<lines.count, using: &numbers)) }
    lines.insert(line, at: Int.random(in: 0...lines.count, using: &numbers))
    bytes = Array(lines.joined(separator: [0x0A]))
  }

  /// Pieces that mean something to one reader or the other.
  private static let words: [[UInt8]] = [
    [0xF0], [0xF7], [0xF8], [0xFF], [0], [0x0A], [0x0D, 0x0A], [0x09], Array("\"".utf8), Array("\\".utf8),
    Array("../".utf8), Array(".git".utf8), Array("refs/heads/".utf8), Array("tree ".utf8), Array("Synvc-".utf8),
    Array("&a [*a, *a]".utf8), Array("- - - - ".utf8), Array("{{{{".utf8), Array("~99999999999999999999".utf8),
    Array("@{99999999999 years ago}".utf8), Array("\u{FEFF}\u{202E}é".utf8), [0xC0, 0x80], [0xED, 0xA0, 0x80],
  ]
}
