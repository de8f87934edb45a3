/// The values allowed in a field.
package enum EncodingRule: Sendable {
  /// A stored number; `except` are numbers that mean "not there" or "no more".
  case number(Display, NumberType, except: [UInt64])
  case text(TextType)
  /// As many bytes as there are, each up to `highest`.
  case bytes(highest: UInt8)
  /// Values of this many bits, blanks between them.
  case entries(Display, bits: Int)
  /// Nothing else: the field follows from others, or decides which others there are.
  case settled
}

extension Display {
  /// Whether an instrument has this value, as far as the profile shows.
  ///
  /// - Shape: a list of words without an `else` allows only these words; a number without a range allows every value
  ///   that fits.
  func isLegal(_ raw: UInt64, type: NumberType) -> Bool {
    guard type.fits(raw) else { return false }
    switch self {
    case .number(let scale): return scale.range?.contains(type.meaning(raw)) ?? true
    case .words(let words, let otherwise):
      if words[raw] != nil { return true }
      if case .number(let scale) = otherwise, scale == Scale() { return false }
      return otherwise.isLegal(raw, type: type)
    case .bands(_, let count): return raw < UInt64(count)
    case .flag: return raw <= 1
    case .note: return raw <= 127
    case .steps(let count): return count >= 64 || raw >> UInt64(count) == 0
    case .slot(let numbering): return numbering.print(type.meaning(raw)) != nil
    case .bytes, .text: return raw <= 255
    case .choice(_, _, let otherwise): return otherwise.isLegal(raw, type: type)
    }
  }
}
