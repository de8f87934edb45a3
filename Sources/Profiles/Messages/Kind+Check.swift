package import MIDI
import Bytes

extension Kind {
  /// Checksum and length of a message of this kind.
  package func problems(of message: SysExMessage) -> [MessageProblem] {
    guard let places = dump.match(message.bytes) else { return [] }
    var problems: [MessageProblem] = []
    if let checksum, let (range, over) = checksum.over.ranges(in: places) {
      let computed = checksum.rule.bytes(over: counted(message.bytes[over], checksum))
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

  /// Why a message that came over a cable is not taken; nil where nothing is wrong that can be seen.
  package func flaw(in message: SysExMessage) -> MessageProblem? {
    if let problem = problems(of: message).first { return problem }
    if case .short(let error) = extent(of: message) { return .undecodable(error) }
    return nil
  }

  /// Whether a message without a flaw proves itself whole: a checksum covers it, and its length is known. A sum alone
  /// does not detect missing zeros.
  package func provesItself(_ message: SysExMessage) -> Bool {
    guard checksum != nil else { return false }
    if case .known = extent(of: message) { return true } else { return false }
  }

  /// The required length of a message, as far as the message and the layout show.
  private enum Extent {
    /// As long as it is.
    case known
    /// The layout wants more than came.
    case short(FormatError)
    case open
  }

  private func extent(of message: SysExMessage) -> Extent {
    guard length == nil, dump.hasRest else { return .known }
    guard let body = dump.match(message.bytes)?["body"] else { return .open }
    do throws(FormatError) {
      let payload = try unpack(message.bytes[body]).flatMap(\.self)
      if let bank { return payload.count == bank.offset + bank.count * bank.size ? .known : .open }
      // Where the profile is wrong, the message is not to blame.
      guard let layout = try? layout else { return .open }
      var decoder = LayoutDecoder(layout, payload)
      try decoder.run()
      return layout.hasOneLength && decoder.rest.isEmpty ? .known : .open
    } catch {
      if case .endsEarly = error.problem { return .short(error) }
      return .open
    }
  }

  /// The bytes that a checksum covers; those on the wire where they cannot be unpacked.
  private func counted(_ wire: ArraySlice<UInt8>, _ sum: Sum) -> [UInt8] {
    guard sum.isUnpacked else { return Array(wire) }
    do throws(FormatError) { return try unpack(wire).flatMap(\.self) } catch { return Array(wire) }
  }

  /// Seven bits a byte, the highest first.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }

  /// Puts length and checksum into a message whose other bytes are settled.
  package func seal(_ bytes: [UInt8]) -> [UInt8] { seal(bytes, as: dump) }

  /// - Parameter pattern: locates the length and the checksum.
  func seal(_ bytes: [UInt8], as pattern: BytePattern) -> [UInt8] {
    var bytes = bytes
    guard let places = pattern.match(bytes) else { return bytes }
    if let length, let range = places[length.field], let from = places[length.from]?.lowerBound {
      bytes.replaceSubrange(range, with: FourteenBit.highFirst((bytes.count - from) & 0x3FFF))
    }
    if let checksum, let (range, over) = checksum.over.ranges(in: places) {
      bytes.replaceSubrange(range, with: checksum.rule.bytes(over: counted(bytes[over], checksum)))
    }
    return bytes
  }
}
