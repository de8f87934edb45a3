import Bytes

extension Display {
  /// The label of a stored bit pattern. The caller, who knows the other field, resolves a `choice` before.
  package func print(_ raw: UInt64, type: NumberType) -> Value {
    let number = type.meaning(raw)
    switch self {
    case .number(let scale): return Value(.number, scale.print(number), unit: scale.unit)
    case .words(let words, let otherwise):
      guard let word = words[raw] else { return otherwise.print(raw, type: type) }
      return Value(.word, word)
    case .bands(let names, let count):
      guard let band = Self.band(raw, of: count, names.count) else { return Value(.number, String(number)) }
      let lowest = (band * count + names.count - 1) / names.count
      return Value(.word, raw == lowest ? names[band] : "\(names[band]) (\(raw))")
    case .flag: return raw > 1 ? Value(.number, String(number)) : Value(.flag, raw == 1 ? "on" : "off")
    case .note(let middleC): return Value(.word, NoteName.print(number, middleC: middleC))
    case .steps(let count): return Value(.steps, StepGrid.print(raw, count: count))
    case .slot(let numbering): return Value(.word, numbering.print(number) ?? "#\(number)")
    case .bytes, .text: return Value(.bytes, Hex.spaced([UInt8(truncatingIfNeeded: raw)]))
    case .choice(_, _, let otherwise): return otherwise.print(raw, type: type)
    }
  }

  /// The stored pattern of bits for words; nil where they say nothing here.
  package func read(_ text: String, type: NumberType) -> UInt64? {
    switch self {
    case .number(let scale): return scale.read(text).flatMap(type.pattern)
    case .words(let words, let otherwise):
      return words.first { $0.value.lowercased() == text.lowercased() }?.key ?? otherwise.read(text, type: type)
    case .bands(let names, let count): return Self.readBand(text, names: names, of: count, type: type)
    case .flag: return ["off": 0, "on": 1][text.lowercased()] ?? Int(text).flatMap(type.pattern)
    case .note(let middleC): return NoteName.read(text, middleC: middleC).flatMap(type.pattern)
    case .steps(let count): return StepGrid.read(text, count: count)
    case .slot(let numbering):
      return (text.hasPrefix("#") ? Int(text.dropFirst()) : numbering.read(text)).flatMap(type.pattern)
    case .bytes, .text: return (try? Hex.parse(text)).flatMap { $0.count == 1 ? UInt64($0[0]) : nil }
    case .choice(_, _, let otherwise): return otherwise.read(text, type: type)
    }
  }

  /// The word under which a `choice` files this value.
  func caseName(_ raw: UInt64, type: NumberType) -> String {
    if case .bands(let names, let count) = self, let band = Self.band(raw, of: count, names.count) {
      return names[band]
    }
    return print(raw, type: type).text
  }

  private static func band(_ raw: UInt64, of count: Int, _ bands: Int) -> Int? {
    raw < UInt64(count) ? Int(raw) * bands / count : nil
  }

  private static func readBand(_ text: String, names: [String], of count: Int, type: NumberType) -> UInt64? {
    if let band = names.firstIndex(where: { $0.lowercased() == text.lowercased() }) {
      return UInt64((band * count + names.count - 1) / names.count)
    }
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "(") else { return Int(text).flatMap(type.pattern) }
    return Int(text[text.index(after: open)...].dropLast()).flatMap(type.pattern)
  }
}

/// Note names as keyboards print them.
package enum NoteName {
  private static let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

  package static func print(_ note: Int, middleC: Int) -> String {
    guard (0...127).contains(note) else { return String(note) }
    return names[note % 12] + String(note / 12 - 5 + middleC)
  }

  /// Takes flats too, and a bare number of 128 and more.
  package static func read(_ text: String, middleC: Int) -> Int? {
    if let number = Int(text) { return number }
    guard let first = text.first, let base = names.firstIndex(of: String(first).uppercased()) else { return nil }
    var rest = text.dropFirst()
    var semitone = base
    if rest.first == "#" { (semitone, rest) = (base + 1, rest.dropFirst()) }
    if rest.first == "b" { (semitone, rest) = (base - 1, rest.dropFirst()) }
    guard let octave = Int(rest), (-20...20).contains(octave) else { return nil }
    let note = (octave + 5 - middleC) * 12 + semitone
    return (0...127).contains(note) ? note : nil
  }
}

/// A row of steps: `x` where something happens, `.` where not.
package enum StepGrid {
  /// In whole bars of 16, as far as the last step that is set.
  package static func print(_ mask: UInt64, count: Int) -> String {
    let last = 64 - mask.leadingZeroBitCount
    let shown = max(min(16, count), (last + 15) / 16 * 16)
    return String((0..<shown).map { mask >> UInt64($0) & 1 == 1 ? "x" : "." })
  }

  package static func read(_ text: String, count: Int) -> UInt64? {
    guard text.count <= 64 else { return nil }
    var mask: UInt64 = 0
    for (step, sign) in text.enumerated() {
      switch sign {
      case "x", "X": mask |= 1 << UInt64(step)
      case ".", "-": continue
      default: return nil
      }
    }
    return mask
  }
}
