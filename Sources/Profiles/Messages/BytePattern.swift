package import Bytes

/// A message as manuals print it: fixed bytes, bytes that may be anything, and named places.
///
/// - Shape: `F0 00 20 3C 03 ?? 52 {version} {revision} {slot} {body*} {checksum:2} {length:2} F7`. `??` is any byte and
///   `3?` any low nibble; `{name}` is one byte, `{name:n}` are n, `{name*}` all that the others leave (once at most).
package struct BytePattern: Hashable, Sendable {
  package enum Piece: Hashable, Sendable {
    /// A byte that must agree in the bits of `mask`.
    case byte(UInt8, mask: UInt8)
    case field(String, count: Int)
    case rest(String)
  }

  package let pieces: [Piece]
  package let text: String
  /// Bytes that every message of this pattern has at least.
  package let minimumCount: Int
  /// Whether its messages may have any length.
  let hasRest: Bool

  package init(_ text: String) throws(FormatError) {
    self.text = text
    var pieces: [Piece] = []
    var offset = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      defer { offset += word.utf8.count + 1 }
      if word.isEmpty { continue }
      guard let piece = Self.piece(word) else { throw FormatError(.malformed(String(word)), at: offset) }
      pieces.append(piece)
    }
    guard pieces.count(where: \.isRest) <= 1 else {
      throw FormatError(.malformed(text), at: 0)
    }
    self.pieces = pieces
    minimumCount = pieces.reduce(0) { $0 + $1.minimumCount }
    hasRest = pieces.contains(where: \.isRest)
  }

  private static func piece(_ word: Substring) -> Piece? {
    if word.hasPrefix("{"), word.hasSuffix("}") {
      let inner = word.dropFirst().dropLast()
      if inner.hasSuffix("*") { return .rest(String(inner.dropLast())) }
      let parts = inner.split(separator: ":", omittingEmptySubsequences: false)
      guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return nil }
      guard parts.count == 2 else { return .field(String(name), count: 1) }
      return Int(parts[1]).flatMap { (1...4096).contains($0) ? .field(String(name), count: $0) : nil }
    }
    guard word.utf8.count == 2 else { return nil }
    var value: UInt8 = 0
    var mask: UInt8 = 0
    for character in word.utf8 {
      let digit = Hex.digit(character)
      guard digit != nil || character == 0x3F else { return nil }
      value = value << 4 | (digit ?? 0)
      mask = mask << 4 | (digit == nil ? 0 : 15)
    }
    return .byte(value, mask: mask)
  }

  /// Whether a body of this many bytes fits its place.
  func takes(body count: Int) -> Bool {
    !pieces.contains { if case .field("body", let width) = $0 { width != count } else { false } }
  }

  /// Whether a message is of this pattern.
  package func matches(_ bytes: [UInt8]) -> Bool {
    let spare = bytes.count - minimumCount
    guard spare >= 0, hasRest || spare == 0 else { return false }
    var offset = 0
    for piece in pieces {
      if case .byte(let value, let mask) = piece, bytes[offset] & mask != value { return false }
      offset += piece.minimumCount + (piece.isRest ? spare : 0)
    }
    return true
  }

  /// The ranges of the named places in a message; nil where the message has another pattern.
  package func match(_ bytes: [UInt8]) -> Places? { matches(bytes) ? named(bytes.count) : nil }

  /// The range of a named place in a message of this pattern; nil where no place has that name.
  package func place(_ name: String, in bytes: [UInt8]) -> Range<Int>? { named(bytes.count)[name] }

  /// Named places of a message: few, so that looking at each is faster than to hash their names.
  package struct Places: Sendable {
    private(set) var all: [(name: String, range: Range<Int>)] = []

    package init() {}

    fileprivate init(room: Int) { all.reserveCapacity(room) }

    /// Nil where there is none of that name; the last one where several have it.
    package subscript(name: String) -> Range<Int>? { all.last { $0.name == name }?.range }

    /// The bytes of each named place in a message.
    func values(in message: [UInt8]) -> [String: [UInt8]] {
      Dictionary(all.map { ($0.name, Array(message[$0.range])) }) { $1 }
    }

    fileprivate mutating func add(_ name: String, _ range: Range<Int>) { all.append((name, range)) }
  }

  /// Whether its messages have a place of this name.
  package func tells(_ name: String) -> Bool {
    pieces.contains { if case .field(name, _) = $0 { true } else { false } }
  }

  /// The named places of a message of this pattern with this many bytes.
  private func named(_ count: Int) -> Places {
    var places = Places(room: pieces.count)
    var offset = 0
    for piece in pieces {
      let width = piece.minimumCount + (piece.isRest ? count - minimumCount : 0)
      switch piece {
      case .byte: break
      case .field(let name, _), .rest(let name): places.add(name, offset..<offset + width)
      }
      offset += width
    }
    return places
  }

  /// Whether a message begins as this pattern does, as far as both go.
  package func matchesPrefix(of bytes: [UInt8]) -> Bool {
    for (piece, byte) in zip(pieces, bytes) {
      guard case .byte(let value, let mask) = piece else { return true }
      guard byte & mask == value else { return false }
    }
    return bytes.count >= pieces.count
  }

  /// Whether a message begins with all bytes before the first named place.
  package func beginsAs(_ bytes: [UInt8]) -> Bool {
    for (offset, piece) in pieces.enumerated() {
      guard case .byte(let value, let mask) = piece else { return true }
      guard offset < bytes.count, bytes[offset] & mask == value else { return false }
    }
    return true
  }

  /// The message with these bytes at the named places; places not given hold zeros, free bits too.
  package func fill(_ values: [String: [UInt8]]) -> [UInt8] {
    pieces.flatMap { piece -> [UInt8] in
      switch piece {
      case .byte(let value, _): return [value]
      case .field(let name, let count):
        let given = values[name] ?? []
        return Array(repeating: 0, count: max(0, count - given.count)) + given.suffix(count)
      case .rest(let name): return values[name] ?? []
      }
    }
  }

  /// Offsets of bytes that may be anything, with the bits that may, for a message without a rest before them.
  package var freeBytes: [(offset: Int, mask: UInt8)] {
    var free: [(offset: Int, mask: UInt8)] = []
    var offset = 0
    for piece in pieces {
      switch piece {
      case .byte(_, let mask):
        if mask != 0xFF { free.append((offset, ~mask)) }
        offset += 1
      case .field(_, let count): offset += count
      case .rest: return free
      }
    }
    return free
  }
}

extension BytePattern.Piece {
  fileprivate var isRest: Bool { if case .rest = self { true } else { false } }

  /// Bytes that it takes; a rest may take more.
  fileprivate var minimumCount: Int {
    switch self {
    case .byte: 1
    case .field(_, let count): count
    case .rest: 0
    }
  }
}
