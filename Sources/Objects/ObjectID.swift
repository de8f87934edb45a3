import Bytes

/// The name of an object: the hash of its kind, size and bytes.
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let format: ObjectFormat
  // The bytes, highest first; words that the format does not fill are zero.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  init(_ format: ObjectFormat, unchecked bytes: ArraySlice<UInt8>) {
    self.format = format
    (first, second, third, fourth) = bytes.withUnsafeBytes { raw in
      func word(_ start: Int) -> UInt64 {
        if start + 8 <= raw.count {
          return UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
        var word: UInt64 = 0
        for index in start..<start + 8 { word = word << 8 | (index < raw.count ? UInt64(raw[index]) : 0) }
        return word
      }
      return (word(0), word(8), word(16), word(24))
    }
  }

  /// Nil when the count is not that of the format.
  package init?(_ format: ObjectFormat, bytes: ArraySlice<UInt8>) {
    guard bytes.count == format.size else { return nil }
    self.init(format, unchecked: bytes)
  }

  /// Reads a full id in hexadecimal; nil when it is none of this format.
  package init?(_ format: ObjectFormat, hex: some StringProtocol) {
    guard hex.utf8.count == format.digits, !hex.utf8.contains(0x20), let bytes = try? Hex.parse(hex) else {
      return nil
    }
    self.init(format, bytes: bytes[...])
  }

  /// The id of an object.
  package init(of object: StoredObject, in format: ObjectFormat) {
    var digest = Digest(format)
    digest.update(object.header)
    digest.update(object.bytes)
    self = digest.finish()
  }

  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: format.size) { buffer, count in
      count = format.size
      for index in 0..<count {
        let word = index < 8 ? first : index < 16 ? second : index < 24 ? third : fourth
        buffer[index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
      }
    }
  }

  /// Lower-case digits, all of them.
  package var hex: String { Hex.compact(bytes) }
  package var description: String { hex }
  package var isZero: Bool { first | second | third | fourth == 0 }
  /// The highest byte, by which git spreads objects over folders and tables.
  package var lead: Int { Int(first >> 56) }

  package static func < (one: ObjectID, other: ObjectID) -> Bool {
    if one.first != other.first { return one.first < other.first }
    if one.second != other.second { return one.second < other.second }
    if one.third != other.third { return one.third < other.third }
    return one.fourth < other.fourth
  }

  package func hash(into hasher: inout Hasher) {
    // A part of a hash is a hash.
    hasher.combine(first)
  }
}
