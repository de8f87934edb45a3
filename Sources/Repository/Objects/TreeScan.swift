import Objects

/// The entries of a tree as written, valid or not; iteration ends where the bytes do not parse.
///
/// A mode is any octal number, as git takes it: old histories have `040000` and `100664`.
struct TreeScan: Sequence, IteratorProtocol {
  struct Entry {
    let mode: Int
    let name: ArraySlice<UInt8>
    let id: ObjectID

    /// Nil for a commit of another repository.
    var kind: ObjectKind? {
      switch mode & 0o170000 {
      case 0o040000: .tree
      case 0o160000: nil
      default: .blob
      }
    }
  }

  private let bytes: [UInt8]
  private let format: ObjectFormat
  private(set) var offset = 0

  init(_ bytes: [UInt8], _ format: ObjectFormat) {
    self.bytes = bytes
    self.format = format
  }

  /// Whether all was read.
  var isAtEnd: Bool { offset == bytes.count }

  mutating func next() -> Entry? {
    let start = offset
    let (blank, zero) = bytes.withUnsafeBufferPointer { bytes in
      var blank = start
      while blank < bytes.count, bytes[blank] != 0x20 { blank += 1 }
      var zero = blank
      while zero < bytes.count, bytes[zero] != 0 { zero += 1 }
      return (blank, zero)
    }
    guard zero + format.size < bytes.count, let mode = TreeScan.mode(bytes[start..<blank]),
      let id = ObjectID(format, bytes: bytes[(zero + 1)..<(zero + 1 + format.size)])
    else { return nil }
    offset = zero + 1 + format.size
    return Entry(mode: mode, name: bytes[(blank + 1)..<zero], id: id)
  }

  private static func mode(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...12).contains(digits.count) else { return nil }
    var mode = 0
    for digit in digits {
      guard (0x30...0x37).contains(digit) else { return nil }
      mode = mode << 3 | Int(digit - 0x30)
    }
    return mode
  }
}
