/// Names of files as text, one to one, whatever bytes they are of.
///
/// A byte that is not part of valid UTF-8 becomes the scalar U+10FF00 plus its value, from the end of the last private
/// plane. Where a name holds such a scalar itself, each of the scalar's bytes is written this way: every listed name
/// identifies its file.
package enum FileName {
  /// The first byte of the scalars that represent single bytes.
  private static let lead: UInt8 = 0xF4

  /// The scalar that represents a byte outside ASCII.
  private static func scalar(_ byte: UInt8) -> Unicode.Scalar? { Unicode.Scalar(0x10FF00 + UInt32(byte)) }

  /// Whether a scalar represents a byte.
  package static func isByte(_ scalar: Unicode.Scalar) -> Bool { (0x10FF80...0x10FFFF).contains(scalar.value) }

  /// Whether a text has bytes that are not UTF-8.
  package static func hasBytes(_ text: String) -> Bool {
    text.utf8.contains(lead) && text.unicodeScalars.contains(where: isByte)
  }

  package static func text(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !hasBytes(text) { return text }
    var text = String.UnicodeScalarView()
    var rest = Array(bytes)[...]
    while let first = rest.first {
      // The shortest valid prefix is one scalar; without any, the first byte becomes a scalar alone.
      let whole = (1...4).lazy.filter { $0 <= rest.count }
        .compactMap { String(validating: rest.prefix($0), as: UTF8.self)?.unicodeScalars.first }.first
      if let whole, !isByte(whole) {
        text.append(whole)
        rest = rest.dropFirst(UTF8.width(whole))
      } else {
        if let byte = scalar(first) { text.append(byte) }
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  package static func bytes(_ text: String) -> [UInt8] {
    guard hasBytes(text) else { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      if isByte(scalar) { bytes.append(UInt8(scalar.value & 0xFF)) } else { bytes += Array(String(scalar).utf8) }
    }
    return bytes
  }
}
