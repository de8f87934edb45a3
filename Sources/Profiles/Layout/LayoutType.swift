/// The encoding of stored values in bytes: the closed set of constructs for a profile's layout.
package indirect enum LayoutType: Sendable {
  /// A number of 1 to 64 bits.
  case number(NumberType)
  case text(TextType)
  /// Bytes without a meaning known: shown as they are, and compared.
  case bytes(count: Int)
  /// Bytes without a meaning at all (padding) or that change by themselves (live): kept, never compared.
  case pad(count: Int)
  case structure([Member])
  /// `element` once for every index of a dimension; with `until`, only as far as its end mark.
  case repeated(LayoutType, over: String, until: EndMark?)
  /// One bit for every index of a dimension.
  case mask(MaskType, over: String)
  /// Rows that exist only where a mask has a bit: parameter locks.
  case rows(RowsType)
  /// A counted list of entries packed into words: notes.
  case list(ListType)
  /// One of several layout types, selected by a value stored before.
  case choice(on: String, cases: [UInt64: LayoutType], otherwise: LayoutType)
  /// A count derived from another member, recomputed with every encoding.
  case count(NumberType, of: String)
}

extension LayoutType {
  /// Whether it can only begin at a whole byte.
  var isByteBound: Bool {
    switch self {
    case .number, .count: false
    case .structure(let members): members.first?.shape.isByteBound ?? false
    case .repeated(let element, _, _): element.isByteBound
    case .choice(_, let cases, let otherwise): cases.values.contains(where: \.isByteBound) || otherwise.isByteBound
    case .text, .bytes, .pad, .mask, .rows, .list: true
    }
  }
}

/// A named part of a structure.
package struct Member: Sendable {
  package let id: String
  package let shape: LayoutType
  /// Offset in the structure, in bytes; the gap before it is shown as bytes. Nil: right behind the last one.
  package let position: Int?
  /// Stored value of a slot that was never used.
  package let initial: UInt64
  /// Where the fact comes from; begins with `guess` where nothing proves it.
  package let source: String?

  package init(id: String, shape: LayoutType, position: Int? = nil, initial: UInt64 = 0, source: String? = nil) {
    self.id = id
    self.shape = shape
    self.position = position
    self.initial = initial
    self.source = source
  }
}

/// A whole number in bits.
package struct NumberType: Hashable, Sendable {
  package let bits: Int
  package let isSigned: Bool
  package let isLittleEndian: Bool

  package init(bits: Int, isSigned: Bool = false, isLittleEndian: Bool = false) {
    self.bits = bits
    self.isSigned = isSigned
    self.isLittleEndian = isLittleEndian
  }

  /// The number that a stored pattern of bits means.
  package func meaning(_ raw: UInt64) -> Int {
    guard isSigned, bits < 64, raw >> (bits - 1) & 1 == 1 else { return Int(truncatingIfNeeded: raw) }
    return Int(truncatingIfNeeded: raw | ~0 << UInt64(bits))
  }

  /// Whether a pattern has no bits above the width.
  func fits(_ raw: UInt64) -> Bool { bits >= 64 || raw >> UInt64(bits) == 0 }

  /// The pattern of bits for a number; nil where it does not fit.
  package func pattern(_ number: Int) -> UInt64? {
    guard bits < 64 else { return UInt64(bitPattern: Int64(number)) }
    guard numbers.contains(number) else { return nil }
    return UInt64(bitPattern: Int64(number)) & (1 << bits - 1)
  }

  /// The numbers that fit; those of 64 bits without a sign as far as an `Int` goes.
  var numbers: ClosedRange<Int> {
    let largest = Int(UInt64.max >> UInt64(isSigned ? min(64, 65 - bits) : max(1, 64 - bits)))
    return isSigned ? ~largest...largest : 0...largest
  }
}

/// Text of a fixed room.
package struct TextType: Sendable {
  package let count: Int
  package let encoding: TextEncoding
  /// The byte that ends a shorter text; the bytes after it are left over from older names.
  package let terminator: UInt8?
  /// The byte that fills a shorter text where nothing ends it.
  package let filler: UInt8
  /// A first byte that says "never saved".
  package let unset: UInt8?
}

/// A mask of bits over a dimension.
package struct MaskType: Sendable {
  package let byteCount: Int
  /// Whether the first bit is the lowest of the first byte (little endian) or of the last one.
  package let isLittleEndian: Bool
}

/// The value of one member that ends a repetition; that row and all behind it mean nothing.
package struct EndMark: Sendable {
  package let member: String
  package let value: UInt64
}

/// Parameter locks: one row of step values for every (outer index, parameter) whose bit is set, in ascending order.
package struct RowsType: Sendable {
  /// Id of the mask member: one mask of parameters for every index of an outer dimension.
  package let mask: String
  /// How many rows the instrument has room for.
  package let capacity: Int
  /// The dimension of a row's bytes.
  package let over: String
  /// The byte that says "not locked here".
  package let none: UInt8
  /// The structure whose n-th byte is parameter n: gives the names and words.
  package let parameters: LayoutType
}

/// Entries of several bit fields in one word; those behind the count are left over.
package struct ListType: Sendable {
  package let capacity: Int
  package let wordBits: Int
  /// From the highest bit down: dimension or value name, and width.
  package let parts: [(id: String, bits: Int)]
  /// Id of the count member.
  package let count: String
  /// The content of an unused word.
  package let none: UInt64
}
