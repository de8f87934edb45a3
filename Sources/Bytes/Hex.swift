/// Bytes as hexadecimal digits and back.
package enum Hex {
  private static let lower = Array("0123456789abcdef".utf8)
  private static let upper = Array("0123456789ABCDEF".utf8)

  /// Lower-case digits without blanks, as git prints ids: `f07e7f`.
  package static func compact(_ bytes: some Collection<UInt8>) -> String { compact(Array(bytes)) }

  // Of one type, here and below: code for any type is slow where another module calls it.
  private static func compact(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
      for index in bytes.indices {
        digits[index * 2] = lower[Int(bytes[index] >> 4)]
        digits[index * 2 + 1] = lower[Int(bytes[index] & 15)]
      }
      return bytes.count * 2
    }
  }

  /// Upper-case pairs with `separator` between, as MIDI manuals print messages: `F0 7E 7F`.
  package static func spaced(_ bytes: some Collection<UInt8>, separator: String = " ") -> String {
    spaced(Array(bytes), Array(separator.utf8))
  }

  private static func spaced(_ bytes: [UInt8], _ separator: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * (2 + separator.count))
    for (index, byte) in bytes.enumerated() {
      if index > 0 { text += separator }
      text.append(upper[Int(byte >> 4)])
      text.append(upper[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads digit pairs; blanks between pairs are allowed.
  ///
  /// - Throws: ``FormatError`` at the first character that is not a digit, `.endsEarly` for an odd digit.
  package static func parse(_ text: some StringProtocol) throws(FormatError) -> [UInt8] {
    try parse(Array(text.utf8))
  }

  private static func parse(_ text: [UInt8]) throws(FormatError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for (offset, character) in text.enumerated() where character != 0x20 {
      guard let digit = digit(character) else {
        throw FormatError(.unexpected(found: Int(character), expected: "a hexadecimal digit"), at: offset)
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard high == nil else { throw FormatError(.endsEarly(needed: 1), at: text.count) }
    return bytes
  }

  /// The value of one digit; nil for other characters.
  package static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}
