import Bytes
import MIDI
import Testing

@Suite("codecs")
struct CodecTests {
  static let highest = Codec.sevenBit(order: .firstByteHighest, emptyGroup: false)
  static let lowest = Codec.sevenBit(order: .firstByteLowest, emptyGroup: false)
  static let monomachine = CodecChain([.sevenBit(order: .firstByteHighest, emptyGroup: true), .elektronRLE])
  static let all: [Codec] = [
    highest, lowest, .sevenBit(order: .firstByteHighest, emptyGroup: true),
    .sevenBit(order: .firstByteLowest, emptyGroup: true), .elektronRLE, .nibbles(order: .highFirst),
    .nibbles(order: .lowFirst), .bitStream, .sevenPlusOne,
  ]

  @Test(
    "worked examples match byte for byte in both directions",
    arguments: [
      (highest, "BE EF BA CE 00 00 00", "78 3E 6F 3A 4E 00 00 00"),
      (highest, "FF 00", "40 7F 00"),
      (highest, "01 02 03 04 05 06 87 88", "01 01 02 03 04 05 06 07 40 08"),
      (lowest, "80 00 00 00 00 00 00", "01 00 00 00 00 00 00 00"),
      (lowest, "00 00 00 00 00 00 FF 81", "40 00 00 00 00 00 00 7F 01 01"),
      (.elektronRLE, "FF 00 43 48 4E 4F 54", "81 FF 00 43 48 4E 4F 54"),
      (.elektronRLE, "5A 5A 5A 5A 5A 5A", "86 5A"),
      (.elektronRLE, "11 11", "82 11"),
      (.bitStream, "FF", "7F 01"),
      (.bitStream, "01 80", "01 00 02"),
      (.bitStream, "FF FF FF FF FF FF FF", "7F 7F 7F 7F 7F 7F 7F 7F"),
      (.nibbles(order: .highFirst), "7F A5", "07 0F 0A 05"),
      (.nibbles(order: .lowFirst), "7F A5", "0F 07 05 0A"),
      (.sevenPlusOne, "7F 80 FF", "00 7F 01 00 01 7F"),
    ] as [(Codec, String, String)])
  func examples(codec: Codec, decoded: String, encoded: String) throws {
    let plain = try Hex.parse(decoded)
    let packed = try Hex.parse(encoded)
    #expect(Hex.spaced(codec.encode(plain)) == encoded)
    #expect(Hex.spaced(try codec.decode(packed, limit: plain.count)) == decoded)
  }

  @Test(
    "the Monomachine's two layers match byte for byte",
    arguments: [
      ("FF 00 43 48 4E 4F 54", "60 01 7F 00 43 48 4E 4F 00 54"),
      ("5A 5A 5A 5A 5A 5A", "40 06 5A"),
      ("00 00 00 00 00 00 00 00 00 00 01", "40 0A 00 01"),
      ("AA AA AA AA AA AA AA AA 00", "60 08 2A 00"),
    ])
  func monomachineExamples(decoded: String, encoded: String) throws {
    #expect(Hex.spaced(Self.monomachine.encode(try Hex.parse(decoded))) == encoded)
    #expect(Hex.spaced(try Self.monomachine.decode(try Hex.parse(encoded), limit: 100)) == decoded)
  }

  @Test("runs are split at 127")
  func longRuns() throws {
    #expect(Codec.elektronRLE.encode([UInt8](repeating: 0, count: 127)) == [0xFF, 0])
    #expect(Codec.elektronRLE.encode([UInt8](repeating: 0, count: 128)) == [0xFF, 0, 0])
    #expect(Codec.elektronRLE.encode([UInt8](repeating: 0x90, count: 128)) == [0xFF, 0x90, 0x81, 0x90])
    #expect(Codec.elektronRLE.encode([UInt8](repeating: 0, count: 300)) == [0xFF, 0, 0xFF, 0, 0xAE, 0])
  }

  @Test("an empty group is written on request and accepted in both forms")
  func emptyGroup() throws {
    let quirk = Codec.sevenBit(order: .firstByteHighest, emptyGroup: true)
    let data: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
    let plain = Self.highest.encode(data)
    #expect(quirk.encode(data) == plain + [0])
    #expect(quirk.encode([1]) == Self.highest.encode([1]))
    #expect(quirk.encode([]).isEmpty)
    for codec in [quirk, Self.highest] {
      #expect(try codec.decode(plain, limit: 7) == data)
      #expect(try codec.decode(plain + [0], limit: 7) == data)
    }
  }

  @Test("sizes match the makers' dumps")
  func sizes() {
    for (decoded, encoded) in [(1024, 1171), (254, 291), (32512, 37157), (64, 74), (339, 388)] {
      #expect(Self.lowest.encode([UInt8](repeating: 0, count: decoded)).count == encoded)
    }
    let quirk = Codec.sevenBit(order: .firstByteHighest, emptyGroup: true)
    #expect(quirk.encode([UInt8](repeating: 1, count: 581)).count == 665)
    #expect(Self.highest.encode([UInt8](repeating: 1, count: 168)).count == 192)
  }

  @Test("seeded data of every short length round-trips", arguments: all)
  func roundTrip(codec: Codec) throws {
    for count in Array(0...70) + [127, 128, 1000] {
      var random = SeededGenerator(UInt64(count))
      for data in [random.bytes(count), random.runs(count)] {
        let encoded = codec.encode(data)
        #expect(try codec.decode(encoded, limit: count) == data, "seed \(count)")
        if codec != .elektronRLE { #expect(encoded.allSatisfy { $0 < 0x80 }, "seed \(count)") }
      }
    }
  }

  @Test("a result above the limit is refused", arguments: all)
  func limits(codec: Codec) throws {
    let encoded = codec.encode([UInt8](repeating: 9, count: 20))
    for limit in [-1, 0, 1, 7, 19] {
      let error = try #require(throws: FormatError.self) { try codec.decode(encoded, limit: limit) }
      #expect((0...encoded.count).contains(error.offset))
    }
  }

  @Test("damaged data decodes or fails at an offset inside", arguments: all)
  func damaged(codec: Codec) {
    var random = SeededGenerator(5)
    for bytes in Samples.damaged(codec.encode(random.runs(40))) {
      do throws(FormatError) {
        _ = try codec.decode(bytes, limit: 4096)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
      }
    }
  }

  @Test(
    "bytes that a packing cannot encode are reported with their offset",
    arguments: [
      (highest, "00 01 80", FormatError(.highBit(0x80), at: 2)),
      (.bitStream, "00 F7", FormatError(.highBit(0xF7), at: 1)),
      (.nibbles(order: .highFirst), "00 10", FormatError(.outOfRange(16, allowed: 0...15), at: 1)),
      (.nibbles(order: .lowFirst), "00 01 02", FormatError(.endsEarly(needed: 1), at: 3)),
      (.nibbles(order: .lowFirst), "00 91", FormatError(.highBit(0x91), at: 1)),
      (.sevenPlusOne, "01 7F 02 00", FormatError(.outOfRange(2, allowed: 0...1), at: 2)),
      (.elektronRLE, "01 80 00", FormatError(.outOfRange(0, allowed: 1...127), at: 1)),
      (.elektronRLE, "01 85", FormatError(.endsEarly(needed: 1), at: 2)),
      (.elektronRLE, "01 FF 00 FF 00", FormatError(.outOfRange(255, allowed: 0...200), at: 3)),
    ] as [(Codec, String, FormatError)])
  func refusals(codec: Codec, encoded: String, error: FormatError) throws {
    let bytes = try Hex.parse(encoded)
    #expect(throws: error) { try codec.decode(bytes, limit: 200) }
  }

  @Test("a codec chain reports offsets in its original input")
  func chainOffsets() throws {
    let inner: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 0x80, 9]
    let outer = Self.highest.encode(inner)
    #expect(throws: FormatError(.outOfRange(0, allowed: 1...127), at: 10)) {
      try Self.monomachine.decode(outer, limit: 100)
    }
    #expect(outer[10] == 0)
    #expect(throws: FormatError(.outOfRange(127, allowed: 0...50), at: 1)) {
      try Self.monomachine.decode(Self.highest.encode([0xFF, 0x00]), limit: 50)
    }
  }

  @Test("a decoded byte's position is where a change to it appears", arguments: all)
  func offsets(codec: Codec) {
    let data = (0..<60).map { UInt8($0) &* 3 }
    let encoded = codec.encode(data)
    for index in data.indices {
      var changed = data
      changed[index] ^= 1
      let other = codec.encode(changed)
      let first = zip(encoded, other).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      let place = codec.offset(of: index, in: encoded)
      #expect(first.map { (place...place + 1).contains($0) } == true, "byte \(index)")
    }
    #expect(codec.offset(of: 1_000_000, in: encoded) == encoded.count)
  }
}
