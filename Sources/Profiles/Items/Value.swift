/// The value of a field, in the instrument's own words.
package struct Value: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A decimal number, maybe signed or with a fraction.
    case number
    /// A word of a closed list: an enumeration, a note, a slot.
    case word
    /// Text that a person typed into the instrument.
    case text
    /// `on` or `off`.
    case flag
    /// One sign a step: `x...x...`.
    case steps
    /// Raw bytes as hexadecimal pairs.
    case bytes
  }

  package let kind: Kind
  package let text: String
  /// Shown after the text, never part of the text: `BPM`.
  package let unit: String?

  package init(_ kind: Kind, _ text: String, unit: String? = nil) {
    self.kind = kind
    self.text = text
    self.unit = unit
  }
}
