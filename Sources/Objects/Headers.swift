import Bytes

/// A header line of a commit or tag that has no field of its own: `encoding`, `gpgsig`, or one not yet invented.
package struct Header: Hashable, Sendable {
  package let name: String
  /// Several lines are joined by line feeds, without the blank that marks a continuation.
  package let value: [UInt8]

  package init(_ name: String, _ value: [UInt8]) {
    self.name = name
    self.value = value
  }

  var encoded: [UInt8] {
    Array(name.utf8) + [0x20] + value.flatMap { $0 == 0x0A ? [0x0A, 0x20] : [$0] } + [0x0A]
  }
}

/// Reads the header lines of a commit or tag one after the other.
struct HeaderReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value of the next header when it has this name; `offset` is then past it.
  mutating func value(_ name: String) throws(FormatError) -> ArraySlice<UInt8>? {
    let start = offset + name.utf8.count + 1
    guard start <= bytes.count, bytes[start - 1] == 0x20, bytes[offset..<start - 1].elementsEqual(name.utf8) else {
      return nil
    }
    let end = try lineEnd(from: start)
    offset = end + 1
    return bytes[start..<end]
  }

  mutating func required(_ name: String) throws(FormatError) -> ArraySlice<UInt8> {
    guard let value = try value(name) else { throw FormatError(.malformed(name), at: offset) }
    return value
  }

  mutating func id(_ name: String, _ format: ObjectFormat) throws(FormatError) -> ObjectID? {
    let start = offset
    guard let value = try value(name) else { return nil }
    guard let id = ObjectID(format, digits: value) else { throw FormatError(.malformed(name), at: start) }
    return id
  }

  mutating func signature(_ name: String) throws(FormatError) -> Signature? {
    let start = offset
    guard let line = try value(name) else { return nil }
    do {
      return try Signature(parsing: line)
    } catch {
      throw FormatError(error.problem, at: start + name.utf8.count + 1 + error.offset)
    }
  }

  /// Every header up to the blank line, which is passed over.
  mutating func rest() throws(FormatError) -> [Header] {
    var headers: [Header] = []
    while true {
      guard offset < bytes.count else { throw FormatError(.endsEarly(needed: 1), at: offset) }
      if bytes[offset] == 0x0A { break }
      headers.append(try header())
    }
    offset += 1
    return headers
  }

  /// The remaining bytes.
  var message: [UInt8] { Array(bytes[offset...]) }

  private mutating func header() throws(FormatError) -> Header {
    let start = offset
    let end = try lineEnd(from: start)
    guard let blank = bytes[start..<end].firstIndex(of: 0x20), blank > start else {
      throw FormatError(.malformed("header"), at: start)
    }
    let name = String(decoding: bytes[start..<blank], as: UTF8.self)
    guard name.utf8.elementsEqual(bytes[start..<blank]) else { throw FormatError(.malformed("header"), at: start) }
    var value = Array(bytes[(blank + 1)..<end])
    offset = end + 1
    while offset < bytes.count, bytes[offset] == 0x20 {
      let end = try lineEnd(from: offset)
      value += [0x0A] + bytes[(offset + 1)..<end]
      offset = end + 1
    }
    return Header(name, value)
  }

  private func lineEnd(from start: Int) throws(FormatError) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    guard end < bytes.count else { throw FormatError(.endsEarly(needed: 1), at: bytes.count) }
    return end
  }
}
