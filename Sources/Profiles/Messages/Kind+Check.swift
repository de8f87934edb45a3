package import MIDI
import Bytes

extension Kind {
  /// Checksum and length of a message of this kind.
  package func problems(of message: SysExMessage) -> [MessageProblem] {
    guard let places = dump.match(message.bytes) else { return [] }
    var problems: [MessageProblem] = []
    if let checksum, let range = places[checksum.over.field], let from = places[checksum.over.from]?.lowerBound {
      let computed = checksum.rule.bytes(over: counted(message.bytes[from..<range.lowerBound], checksum))
      if computed != Array(message.bytes[range]) {
        problems.append(
          .wrongChecksum(
            found: Self.number(message.bytes[range]), computed: Self.number(computed[...]), offset: range.lowerBound))
      }
    }
    if let length, let range = places[length.field], let from = places[length.from]?.lowerBound {
      let computed = (message.bytes.count - from) & 0x3FFF
      let found = Self.number(message.bytes[range])
      if found != computed {
        problems.append(.wrongLength(found: found, computed: computed, offset: range.lowerBound))
      }
    }
    return problems
  }

  /// The bytes that a checksum is taken over; those on the wire where they cannot be unpacked.
  private func counted(_ wire: ArraySlice<UInt8>, _ sum: Sum) -> [UInt8] {
    guard sum.isUnpacked else { return Array(wire) }
    do throws(FormatError) { return try unpack(wire).flatMap(\.self) } catch { return Array(wire) }
  }

  /// Seven bits a byte, the highest first.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }

  /// Puts length and checksum into a message whose other bytes are settled.
  package func seal(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    guard let places = dump.match(bytes) else { return bytes }
    if let length, let range = places[length.field], let from = places[length.from]?.lowerBound {
      bytes.replaceSubrange(range, with: FourteenBit.highFirst((bytes.count - from) & 0x3FFF))
    }
    if let checksum, let range = places[checksum.over.field], let from = places[checksum.over.from]?.lowerBound {
      bytes.replaceSubrange(
        range, with: checksum.rule.bytes(over: counted(bytes[from..<range.lowerBound], checksum)))
    }
    return bytes
  }
}
