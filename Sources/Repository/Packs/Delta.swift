/// Git's delta: a program that builds an object from another.
///
/// - Source: git, Documentation/gitformat-pack.txt, "Deltified representation".
package enum Delta {
  /// Builds the object.
  ///
  /// - Throws: ``ObjectDamage`` `.delta` with the offset in `delta` where it does not fit.
  package static func apply(_ delta: [UInt8], to base: [UInt8], limit: Int) throws(ObjectDamage) -> [UInt8] {
    var reader = DeltaReader(delta)
    guard try reader.size() == base.count else { throw .delta(offset: 0) }
    let size = try reader.size()
    guard size <= limit else { throw .tooLong(claimed: size) }
    var result: [UInt8] = []
    // The size is a claim: a delta gets memory as it makes bytes.
    result.reserveCapacity(min(size, 1 << 20))
    while !reader.isAtEnd {
      let start = reader.offset
      switch try reader.instruction() {
      case .copy(let offset, let count):
        guard offset + count <= base.count, result.count + count <= size else { throw .delta(offset: start) }
        result += base[offset..<offset + count]
      case .insert(let bytes):
        guard result.count + bytes.count <= size else { throw .delta(offset: start) }
        result += bytes
      }
    }
    guard result.count == size else { throw .size(found: result.count, claimed: size) }
    return result
  }
}

/// Reads the two sizes and the instructions of a delta.
private struct DeltaReader {
  enum Instruction {
    case copy(offset: Int, count: Int)
    case insert(ArraySlice<UInt8>)
  }

  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  private mutating func byte() throws(ObjectDamage) -> Int {
    guard offset < bytes.count else { throw .delta(offset: offset) }
    defer { offset += 1 }
    return Int(bytes[offset])
  }

  /// Groups of 7 bits, lowest first; the top bit says that more follow.
  mutating func size() throws(ObjectDamage) -> Int {
    var (value, shift) = (0, 0)
    while true {
      let next = try byte()
      guard shift <= 49 else { throw .delta(offset: offset) }
      value |= (next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
  }

  mutating func instruction() throws(ObjectDamage) -> Instruction {
    let code = try byte()
    if code & 0x80 == 0 {
      guard code > 0, code <= bytes.count - offset else { throw .delta(offset: offset - 1) }
      defer { offset += code }
      return .insert(bytes[offset..<offset + code])
    }
    var (offset, count) = (0, 0)
    for bit in 0..<4 where code & 1 << bit != 0 { offset |= try byte() << (bit * 8) }
    for bit in 0..<3 where code & 0x10 << bit != 0 { count |= try byte() << (bit * 8) }
    return .copy(offset: offset, count: count == 0 ? 0x10000 : count)
  }
}
