internal import Bytes
package import MIDI

/// The form of one message: its pattern, its checksum and length, and the packing of its body.
package struct MessageForm: Sendable {
  /// A part of the body with its own packing.
  package struct Section: Sendable {
    /// Bytes on the wire; nil: all remaining bytes.
    package let count: Int?
    package let codecs: CodecChain
  }

  /// A number computed over part of the message.
  package struct Coverage: Hashable, Sendable {
    /// The named place that holds it.
    package let field: String
    /// The first named place that counts.
    package let from: String

    /// The ranges of a checksum and of the bytes it covers; nil where a message has no such places, in this order.
    func ranges(in places: BytePattern.Places) -> (sum: Range<Int>, over: Range<Int>)? {
      guard let sum = places[field], let start = places[from]?.lowerBound, start <= sum.lowerBound else { return nil }
      return (sum, start..<sum.lowerBound)
    }
  }

  /// A checksum and the places it covers.
  package struct Sum: Hashable, Sendable {
    package let rule: Checksum
    package let over: Coverage
    /// Whether the body counts as it is unpacked.
    package let isUnpacked: Bool
  }

  package let dump: BytePattern
  package let checksum: Sum?
  package let length: Coverage?
  package let sections: [Section]
  /// Header bytes of a message that synvc creates: struct version and revision.
  package let initialHeader: [String: UInt8]
  /// Named places that follow from the slot and from the payload.
  var settledPlaces: Set<String> = ["slot"]

  /// The limit for an unpacked body: sizes from a wire are claims.
  static let payloadLimit = ReadingBudget.Reader.payload.limit

  /// Checksum and length of a message of this form.
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

  // MARK: Payload

  /// The payload of a body, section by section.
  func unpack(_ body: ArraySlice<UInt8>) throws(FormatError) -> [[UInt8]] {
    var reader = ByteReader(body)
    var payloads: [[UInt8]] = []
    for section in sections {
      let raw = try section.count.map { size throws(FormatError) in try reader.take(size) } ?? reader.rest()
      payloads.append(try section.codecs.decode(raw, limit: Self.payloadLimit))
    }
    guard reader.isAtEnd else { throw FormatError(.trailing(count: reader.remaining), at: reader.offset) }
    return payloads
  }

  func pack(_ payloads: [[UInt8]]) -> [UInt8] {
    zip(sections, payloads).flatMap { $0.codecs.encode($1) }
  }

  func pack(payload: [UInt8]) -> [UInt8] { pack(split(payload)) }

  /// Cuts a payload into its sections: a section with a size on the wire holds the bytes that unpack from it.
  private func split(_ payload: [UInt8]) -> [[UInt8]] {
    var offset = 0
    return sections.map { section in
      let count = min(section.count.map { section.codecs.unpackedCount($0) } ?? payload.count, payload.count - offset)
      defer { offset += count }
      return Array(payload[offset..<offset + count])
    }
  }

  /// The decoded bytes of a message, where packing them again gives the message.
  package func payload(of message: SysExMessage) throws(MessageProblem) -> [UInt8] {
    guard let body = dump.match(message.bytes)?["body"] else { throw .notCanonical }
    return try payload(of: message.bytes[body])
  }

  func payload(of body: ArraySlice<UInt8>) throws(MessageProblem) -> [UInt8] {
    let payloads: [[UInt8]]
    do { payloads = try unpack(body) } catch { throw .undecodable(error) }
    guard pack(payloads) == Array(body) else { throw .notCanonical }
    return payloads.flatMap(\.self)
  }

  /// The message with other decoded bytes; length and checksum are put right.
  package func replace(payload: [UInt8], in message: SysExMessage) throws(MessageProblem) -> SysExMessage {
    guard let body = dump.match(message.bytes)?["body"] else { throw .notCanonical }
    var bytes = message.bytes
    bytes.replaceSubrange(body, with: pack(payload: payload))
    do { return try SysExMessage(seal(bytes)) } catch { throw .undecodable(error) }
  }

  /// The message as synvc packs its content; nil where it is packed so, or damaged.
  func packedAgain(_ message: SysExMessage) -> SysExMessage? {
    guard let body = dump.match(message.bytes)?["body"], problems(of: message).isEmpty,
      let payloads = try? unpack(message.bytes[body])
    else { return nil }
    let packed = pack(payloads)
    guard !packed.elementsEqual(message.bytes[body]) else { return nil }
    var bytes = message.bytes
    bytes.replaceSubrange(body, with: packed)
    return try? SysExMessage(seal(bytes))
  }
}

extension CodecChain {
  /// Bytes that unpack from a section of fixed size; only packings whose size does not depend on content have one.
  func unpackedCount(_ packed: Int) -> Int {
    codecs.reduce(packed) { count, codec in
      switch codec {
      case .sevenBit: count - (count + 7) / 8
      case .nibbles, .sevenPlusOne: count / 2
      case .bitStream: count * 7 / 8
      case .elektronRLE: count
      }
    }
  }
}
