import Bytes
import MIDI
import Testing

@Suite("universal identity messages")
struct UniversalTests {
  @Test("the identity request matches the standard and is recognised")
  func request() throws {
    #expect(Hex.spaced(IdentityRequest().message.bytes) == "F0 7E 7F 06 01 F7")
    #expect(IdentityRequest(try SysExMessage([0xF0, 0x7E, 0x03, 0x06, 0x01, 0xF7]))?.deviceID == 3)
    #expect(IdentityRequest(try SysExMessage([0xF0, 0x7E, 0x03, 0x06, 0x02, 0xF7])) == nil)
    #expect(IdentityRequest(try SysExMessage([0xF0, 0x7E, 0x03, 0x06, 0xF7])) == nil)
    #expect(try SysExMessage(IdentityRequest(deviceID: 0xFF).message.bytes).bytes[2] == 0x7F)
  }

  @Test("a reply with a one-byte maker id is read")
  func oneByte() throws {
    let reply = try #require(try identity("F0 7E 00 06 02 42 11 01 01 00 03 00 01 00 F7"))
    #expect(reply.deviceID == 0)
    #expect(reply.manufacturer == [0x42])
    #expect(reply.family == 0x91 && reply.member == 1)
  }

  @Test("a reply with a three-byte maker id is read")
  func threeBytes() throws {
    let reply = try #require(try identity("F0 7E 10 06 02 00 20 3C 0D 00 01 00 31 32 33 34 F7"))
    #expect(reply.deviceID == 0x10)
    #expect(reply.manufacturer == [0x00, 0x20, 0x3C])
    #expect(reply.family == 13 && reply.member == 1)
  }

  @Test("longer and shorter replies than the standard's are read as far as possible")
  func oddLengths() throws {
    let long = try #require(try identity("F0 7E 00 06 02 47 25 00 19 00 01 00 00 00 00 12 7F F7"))
    #expect(long.family == 37 && long.member == 25)
    let short = try #require(try identity("F0 7E 00 06 02 10 06 00 F7"))
    #expect(short.family == 6 && short.member == nil)
  }

  @Test("every prefix of a reply is an identity or none; other messages are none")
  func notReplies() throws {
    let body: [UInt8] = [0x7E, 0x10, 0x06, 0x02, 0x00, 0x20, 0x3C, 0x0D]
    for count in body.indices {
      let identity = Identity(try SysExMessage([0xF0] + body.prefix(count) + [0xF7]))
      #expect((identity != nil) == (count >= 7))
    }
    #expect(try identity("F0 7E 00 06 01 42 F7") == nil)
    #expect(try identity("F0 7F 00 06 02 42 F7") == nil)
  }

  private func identity(_ hex: String) throws -> Identity? {
    Identity(try SysExMessage(try Hex.parse(hex)))
  }
}
