/// How an instrument prints the numbers of a kind of slot.
package enum SlotNumbering: Hashable, Sendable {
  /// `005`: decimal from `first` on, with leading zeros to `digits`.
  case decimal(first: Int, digits: Int)
  /// `A03`: a letter for every `columns` slots, then a number from 1 with two digits.
  case lettered(columns: Int)
  /// `I11`, `A63`: names as printed, in order.
  case listed([String])

  package func print(_ index: Int) -> String? {
    guard index >= 0 else { return nil }
    switch self {
    case .decimal(let first, let digits):
      let (number, overflow) = index.addingReportingOverflow(first)
      guard !overflow else { return nil }
      let text = String(number)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    case .lettered(let columns):
      guard index / columns < 26 else { return nil }
      let number = index % columns + 1
      return String(UnicodeScalar(UInt8(65 + index / columns))) + (number < 10 ? "0" : "") + String(number)
    case .listed(let names): return index < names.count ? names[index] : nil
    }
  }

  /// The index of a printed number; leading zeros and case do not matter.
  package func read(_ text: String) -> Int? {
    switch self {
    case .decimal(let first, _):
      guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
        number >= first
      else { return nil }
      return number - first
    case .lettered(let columns):
      guard let letter = text.uppercased().utf8.first, (65...90).contains(letter),
        let number = Int(text.dropFirst()), (1...columns).contains(number)
      else { return nil }
      return (Int(letter) - 65) * columns + number - 1
    case .listed(let names): return names.firstIndex { $0.lowercased() == text.lowercased() }
    }
  }
}
