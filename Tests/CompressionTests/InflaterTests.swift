import Compression
import TestSupport
import Testing

@Suite("deflate and inflate")
struct InflaterTests {
  static let samples: [[UInt8]] = {
    var numbers = SeededNumbers(seed: 3)
    return [[], [1], [UInt8](repeating: 7, count: 10_000), numbers.bytes(3000), Array("a message\n".utf8)]
  }()

  @Test("zlib and libdeflate inflate a stream to the same bytes", arguments: [0, 1, 6, 9])
  func strict(level: Int) throws {
    var deflater = Deflater(level: level)
    var quick = Inflater()
    var strict = Inflater(isStrict: true)
    for sample in Self.samples {
      let packed = deflater.deflate(sample) + [7]
      for limit in Set([0, 1, max(0, sample.count - 1), sample.count, sample.count + 1]) {
        let results = [attempt(&quick, packed, limit), attempt(&strict, packed, limit)]
        #expect(results[0] == results[1], "limit \(limit)")
      }
    }
  }

  private func attempt(_ inflater: inout Inflater, _ packed: [UInt8], _ limit: Int) -> Result<[UInt8], InflateError> {
    do throws(InflateError) {
      let found = try inflater.inflatePrefix(packed[...], limit: limit)
      return .success(found.bytes + [UInt8(truncatingIfNeeded: found.used)])
    } catch {
      return .failure(error)
    }
  }

  @Test("bytes round-trip at every level and window", arguments: [0, 1, 6, 9], [9, 12, 15])
  func roundTrip(level: Int, window: Int) throws {
    var deflater = Deflater(level: level, window: window)
    var inflater = Inflater()
    for sample in Self.samples {
      let packed = deflater.deflate(sample)
      #expect(try inflater.inflate(packed[...], limit: sample.count) == sample)
      let more = try inflater.inflatePrefix((packed + [9, 9])[...], limit: sample.count)
      #expect(more.bytes == sample && more.used == packed.count)
      #expect(try inflater.start(of: packed[...], count: 5) == Array(sample.prefix(5)))
    }
  }

  @Test("every prefix is reported truncated; every bit flip fails or gives the same bytes")
  func damage() throws {
    var deflater = Deflater(level: 6)
    var inflater = Inflater()
    let sample = Array("one two three one two three one two four".utf8)
    let packed = deflater.deflate(sample)
    for count in 0..<packed.count {
      #expect(throws: InflateError.truncated) { try inflater.inflate(packed[..<count], limit: 1000) }
    }
    for bit in 0..<packed.count * 8 {
      var flipped = packed
      flipped[bit / 8] ^= 1 << (bit % 8)
      // An error is as good as the same bytes: both are not wrong bytes.
      let result = try? inflater.inflate(flipped[...], limit: 1000)
      #expect(result == nil || result == sample, "bit \(bit)")
    }
  }

  @Test("inflating stops at the limit and rejects trailing bytes")
  func bounds() throws {
    var deflater = Deflater(level: 9)
    var inflater = Inflater()
    let packed = deflater.deflate([UInt8](repeating: 0, count: 1_000_000))
    #expect(throws: InflateError.tooLong(limit: 999_999)) { try inflater.inflate(packed[...], limit: 999_999) }
    #expect(throws: InflateError.tooLong(limit: 0)) { try inflater.inflate(packed[...], limit: 0) }
    #expect(throws: InflateError.trailing(count: 2)) { try inflater.inflate((packed + [0, 0])[...], limit: 1_000_000) }
    #expect(throws: InflateError.corrupt(offset: 2)) { try inflater.inflate([1, 2, 3][...], limit: 10) }
    #expect(try inflater.inflate(packed[...], limit: .max).count == 1_000_000)
  }

  @Test("the checksum of 123456789 is CBF43926")
  func checksum() {
    #expect(checksum32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(checksum32([]) == 0)
  }
}
