import Foundation
import MIDI
import Profiles
import TestSupport
import Testing

/// Whatever a message holds, it decodes without a crash and encodes back to itself.
@Suite("damaged messages")
struct RobustnessTests {
  /// Decodes, encodes from the printed form, compares; nil where both agree or the message is of another model.
  private func difference(_ profile: Profile, _ bytes: [UInt8]) -> String? {
    do {
      let message = try SysExMessage(bytes)
      guard let (kind, slot) = profile.recognise(message) else { return nil }
      let (item, problems) = kind.decode(message)
      let back = try kind.encode(ItemTree(item), slot: slot)
      return back == message ? nil : "\(kind.id) \(problems)"
    } catch is EncodeError {
      return "cannot be encoded"
    } catch {
      // Not a system exclusive message at all: nothing to decode.
      return nil
    }
  }

  /// Whether to take hours instead of seconds: SYNVC_PROOF=full in the environment.
  private let isFull = ProcessInfo.processInfo.environment["SYNVC_PROOF"] == "full"

  /// Every byte, or those of header and trailer and every nth of the body.
  private func offsets(_ count: Int) -> [Int] {
    if isFull { return Array(1..<count - 1) }
    return (1..<count - 1).filter { $0 < 14 || $0 > count - 6 || $0 % (count / 24 + 1) == 0 }
  }

  private func check(_ profile: Profile, _ message: SysExMessage, _ name: String) {
    for count in [0] + offsets(message.bytes.count) {
      let found = difference(profile, Array(message.bytes.prefix(count)) + [0xF7])
      #expect(found == nil, "\(name): first \(count) bytes")
    }
    for offset in offsets(message.bytes.count) {
      for bit in isFull ? Array(0..<7) : [offset % 7] {
        var bytes = message.bytes
        bytes[offset] ^= 1 << UInt8(bit)
        let found = difference(profile, bytes)
        #expect(found == nil, "\(name): bit \(bit) of byte \(offset)")
      }
    }
  }

  @Test("every prefix and bit flip of real Monomachine messages is handled", .needsCorpus)
  func real() throws {
    let profile = try Profile(text: Shipped.text("elektron-monomachine"))
    var seen: Set<SysExMessage> = []
    for (file, message) in try Corpus.messages("elektron-monomachine") where seen.insert(message).inserted {
      check(profile, message, file)
    }
  }

  @Test("every prefix and bit flip of a message of every kind is handled", arguments: FilledItem.all.prefix(5))
  func built(sample: FilledItem) throws {
    let profile = try sample.profile()
    let kind = try #require(profile.kind(sample.kind))
    check(profile, try kind.encode(sample.tree, slot: sample.slot, isCompleting: true), sample.kind)
  }

  @Test("random payloads, shorter and longer than the layout, are handled", arguments: 0..<12 as Range<UInt64>)
  func noise(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for device in [FilledItem.mono, FilledItem.tone] {
      let profile = try Profile(text: Shipped.text(device))
      for kind in profile.kinds {
        let size = try Payload.of(kind, try kind.encode(ItemTree(), slot: 0, isCompleting: true)).count
        for count in [size, size - 1, size + 9, 0, Int.random(in: 1..<size, using: &numbers)] {
          let found = difference(profile, try Payload.message(kind, numbers.bytes(count)).bytes)
          #expect(found == nil, "seed \(seed), \(kind.id) of \(count) bytes")
        }
      }
    }
  }

  @Test(
    "values beyond the instrument's capacity are handled",
    arguments: [
      ("65535 MIDI notes", [1362: 0xFF, 1363: 0xFF]), ("255 chord notes", [1364: 0xFF]),
      ("255 lock rows", [1366: 0xFF]),
      ("every parameter of every track locked", Dictionary(uniqueKeysWithValues: (628..<676).map { ($0, 0xFF) })),
      ("a locked parameter without a row", [628: 0x01]),
      ("a note of a track that does not exist", [1363: 1, 5336: 0, 5337: 0xFF]),
      ("a length of 255 in a kit that does not exist", [1060: 0xFF, 1062: 0xFF]),
    ] as [(String, [Int: UInt8])])
  func claims(name: String, bytes: [Int: UInt8]) throws {
    let profile = try Profile(text: Shipped.text(FilledItem.mono))
    let kind = try #require(profile.kind("pattern"))
    var payload = try Payload.of(kind, try kind.encode(ItemTree(), slot: 0, isCompleting: true))
    for (offset, byte) in bytes { payload[offset] = byte }
    let message = try Payload.message(kind, payload)
    #expect(difference(profile, message.bytes) == nil, "\(name)")
  }
}

/// The bytes inside a message, and a message around bytes.
enum Payload {
  static func of(_ kind: Kind, _ message: SysExMessage) throws -> [UInt8] {
    let body = try #require(kind.dump.match(message.bytes)?["body"])
    var rest = message.bytes[body]
    var payload: [UInt8] = []
    for section in kind.form.sections {
      let part = section.count.map { rest.prefix($0) } ?? rest
      rest = rest.dropFirst(part.count)
      payload += try section.codecs.decode(part, limit: 1 << 20)
    }
    return payload
  }

  /// A message whose checksum and length are zero.
  static func message(_ kind: Kind, _ payload: [UInt8]) throws -> SysExMessage {
    var rest = payload[...]
    var body: [UInt8] = []
    for section in kind.form.sections {
      let part = section.count.map { rest.prefix($0) } ?? rest
      rest = rest.dropFirst(part.count)
      body += section.codecs.encode(part)
    }
    let places = kind.dump.fill([
      "body": body.map { kind.form.sections.allSatisfy(\.codecs.codecs.isEmpty) ? $0 & 0x7F : $0 }
    ])
    return try SysExMessage(places.enumerated().map { $0 > 0 && $0 < places.count - 1 ? $1 & 0x7F : $1 })
  }
}
