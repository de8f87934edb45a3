import MIDI
import Profiles
import TestSupport
import Testing

/// What is never sent.
@Suite("dangerous messages")
struct DangerTests {
  /// Elektron commands that load, save, assign, press keys, write status, calibrate or update the system.
  static let commands: [UInt8] = [
    0x40, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x5B, 0x5C, 0x5F, 0x61, 0x62, 0x6B, 0x6C, 0x6D, 0x71, 0x73, 0x7C, 0x7E,
    0x7F,
  ]

  @Test(
    "no sendable profile message is a dangerous command, at any length", arguments: EvidenceTests.devices)
  func commands(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    var numbers = SeededNumbers(seed: 40)
    for command in Self.commands {
      for product in [0x00, 0x02, 0x03, 0x06, 0x07, 0x0A, 0x0D, 0x10] as [UInt8] {
        for count in 0..<40 {
          let head: [UInt8] = [0xF0, 0x00, 0x20, 0x3C, product, 0x00, command]
          let message = try SysExMessage(head + numbers.bytes(count).map { $0 & 0x7F } + [0xF7])
          #expect(!profile.maySend(message), "\(message.bytes.prefix(12)), seed 40")
        }
      }
    }
  }

  @Test("every sendable message has a fixed command byte", arguments: EvidenceTests.devices)
  func fixed(device: String) throws {
    for pattern in try Profile(text: Shipped.text(device)).patternsToSend {
      for byte in [UInt8](0...0x7F) where Self.commands.contains(byte) || byte < 0x40 {
        let message = [0xF0, 0x00, 0x20, 0x3C, pattern.fill([:])[4], 0x00, byte]
        #expect(!pattern.matchesStart(message), "\(pattern.text) may be command \(byte)")
      }
    }
  }

  @Test("universal messages and other makers' firmware are never sent", arguments: EvidenceTests.devices)
  func universal(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    for bytes in [[0xF0, 0x7E, 0x7F, 0x06, 0x01, 0xF7], [0xF0, 0x7F, 0x7F, 0x04, 0x01, 0, 0, 0xF7], [0xF0, 0xF7]]
      as [[UInt8]]
    {
      #expect(!profile.maySend(try SysExMessage(bytes)))
    }
  }

  @Test("requests and dumps that were read are sendable", .needsCorpus, arguments: EvidenceTests.devices)
  func harmless(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    for (file, message) in try Corpus.messages(device) { #expect(profile.maySend(message), "\(file)") }
    for kind in profile.kinds {
      let request = try #require(kind.request)
      #expect(profile.maySend(try SysExMessage(request.fill(["slot": [1]]))))
    }
  }
}

extension BytePattern {
  /// Whether a message of this pattern can begin so.
  func matchesStart(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    for piece in pieces {
      guard offset < bytes.count else { return true }
      switch piece {
      case .byte(let value, let mask):
        guard bytes[offset] & mask == value else { return false }
        offset += 1
      case .field(_, let count): offset += count
      case .rest: return true
      }
    }
    return offset >= bytes.count
  }
}
