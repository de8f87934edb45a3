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
    self = bytes.withUnsafeBytes { ObjectID(format, raw: $0, at: 0) }
  }

  /// Reads the id at a place in memory, which must hold all its bytes.
  package init(_ format: ObjectFormat, raw bytes: UnsafeRawBufferPointer, at start: Int) {
    precondition(start >= 0 && bytes.count - start >= format.size, "an id is all there")
    func word(_ offset: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
    }
    self.format = format
    (first, second) = (word(0), word(8))
    switch format {
    case .sha1:
      third = UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 16, as: UInt32.self))) << 32
      fourth = 0
    case .sha256: (third, fourth) = (word(16), word(24))
    }
  }

  /// Nil when the count is not that of the format.
  package init?(_ format: ObjectFormat, bytes: ArraySlice<UInt8>) {
    guard bytes.count == format.size else { return nil }
    self.init(format, unchecked: bytes)
  }

  /// Reads a full id in hexadecimal; nil when it is none of this format.
  package init?(_ format: ObjectFormat, hex: some StringProtocol) {
    self.init(format, digits: Array(hex.utf8)[...], allowsUpper: true)
  }

  /// Reads a full id in lower-case digits; nil when it is none of this format.
  init?(_ format: ObjectFormat, digits: ArraySlice<UInt8>) {
    self.init(format, digits: digits, allowsUpper: false)
  }

  private init?(_ format: ObjectFormat, digits: ArraySlice<UInt8>, allowsUpper: Bool) {
    guard digits.count == format.digits else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (place, character) in zip(0..., digits) {
      guard let digit = Hex.digit(character), allowsUpper || character > 0x60 || character < 0x40 else { return nil }
      let bits = UInt64(digit) << UInt64(60 - 4 * (place & 15))
      switch place >> 4 {
      case 0: words.0 |= bits
      case 1: words.1 |= bits
      case 2: words.2 |= bits
      default: words.3 |= bits
      }
    }
    self.format = format
    (first, second, third, fourth) = words
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

  /// All digits, in lower case.
  package var hex: String {
    String(unsafeUninitializedCapacity: format.digits) { digits in
      for place in 0..<format.digits {
        let index = place >> 4
        let word = index == 0 ? first : index == 1 ? second : index == 2 ? third : fourth
        let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (place & 15))) & 15
        digits[place] = digit + (digit < 10 ? 0x30 : 0x57)
      }
      return format.digits
    }
  }
  package var description: String { hex }
  package var isZero: Bool { first | second | third | fourth == 0 }
  /// The highest byte, by which git spreads objects over folders and tables.
  package var lead: Int { Int(first >> 56) }

  /// The highest eight bytes as a number.
  package var prefix: UInt64 { first }

  /// How many digits both begin with.
  package func commonDigits(with other: ObjectID) -> Int {
    let words = [first ^ other.first, second ^ other.second, third ^ other.third, fourth ^ other.fourth]
    guard let place = words.firstIndex(where: { $0 != 0 }) else { return format.digits }
    return place * 16 + words[place].leadingZeroBitCount / 4
  }

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
