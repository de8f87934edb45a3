/// How a stored number reads: the words, scale or signs that the instrument shows for it.
package indirect enum Display: Sendable {
  case number(Scale)
  /// Words for some values; the others are numbers.
  case words([UInt64: String], otherwise: Display)
  /// The range of stored values cut into equal bands, one name each; a value that is not the lowest of its band is
  /// written `NAME (value)`.
  case bands([String], of: Int)
  /// 0 is off, 1 is on, anything else a number.
  case flag
  /// Note names; `middleC` is the octave number printed for note 60.
  case note(middleC: Int)
  /// One sign a bit, the first step in the lowest bit.
  case steps(count: Int)
  /// The printed number of a slot.
  case slot(SlotNumbering)
  case bytes
  case text
  /// One of several displays, selected by the words of another field.
  case choice(on: String, cases: [String: Display], otherwise: Display)
}

/// A linear reading of a stored number.
package struct Scale: Hashable, Sendable {
  /// Added to the stored number before it is divided.
  package var offset = 0
  package var divisor = 1
  package var unit: String?
  /// Stored numbers that are legal; nil: whatever fits. Others are printed as they are stored: `#200`.
  package var range: ClosedRange<Int>?

  package init(offset: Int = 0, divisor: Int = 1, unit: String? = nil, range: ClosedRange<Int>? = nil) {
    self.offset = offset
    self.divisor = divisor
    self.unit = unit
    self.range = range
  }

  package func print(_ number: Int) -> String {
    let (shifted, overflow) = number.addingReportingOverflow(offset)
    guard !overflow, range?.contains(number) ?? true else { return "#\(number)" }
    return divisor == 1 ? String(shifted) : Decimal.print(shifted, over: divisor)
  }

  /// The stored number for a printed one; nil where the text is not such a number or outside the range.
  package func read(_ text: String) -> Int? {
    if text.hasPrefix("#") { return Int(text.dropFirst()) }
    guard let shifted = divisor == 1 ? Int(text) : Decimal.read(text, over: divisor) else { return nil }
    let (number, overflow) = shifted.subtractingReportingOverflow(offset)
    guard !overflow, range?.contains(number) ?? true else { return nil }
    return number
  }
}

/// Fractions as decimal text, with just the digits that bring them back.
enum Decimal {
  static func print(_ numerator: Int, over divisor: Int) -> String {
    let places = places(divisor)
    let power = (0..<places).reduce(1) { value, _ in value * 10 }
    let magnitude = numerator.magnitude
    var fraction = Int((magnitude % UInt(divisor)) * UInt(power) + UInt(divisor) / 2) / divisor
    var whole = Int(magnitude / UInt(divisor))
    if fraction == power { (whole, fraction) = (whole + 1, 0) }
    var digits = String(fraction)
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (numerator < 0 ? "-" : "") + (fraction == 0 ? String(whole) : "\(whole).\(digits)")
  }

  static func read(_ text: String, over divisor: Int) -> Int? {
    guard let value = Double(text), value.isFinite, abs(value) < 1e12 else { return nil }
    return Int((value * Double(divisor)).rounded())
  }

  /// The decimal places needed to distinguish neighbours 1/divisor apart.
  private static func places(_ divisor: Int) -> Int {
    var (places, power) = (1, 10)
    while power < 2 * divisor { (places, power) = (places + 1, power * 10) }
    return places
  }
}
