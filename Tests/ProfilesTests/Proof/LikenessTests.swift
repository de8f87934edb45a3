import Bytes
import MIDI
import Profiles
import TestSupport
import Testing

/// What was decoded before must not show in what is decoded after it.
@Suite("decoding messages in sequence")
struct LikenessTests {
  @Test("a message decodes equally after many others and alone", arguments: FilledItem.all)
  func likeness(sample: FilledItem) throws {
    let kind = try #require(try sample.profile().kind(sample.kind))
    let message = try kind.encode(sample.tree, slot: sample.slot, isCompleting: true)
    var numbers = SeededNumbers(seed: 2041)
    var payload = try kind.form.payload(of: message)
    // Changes pile up for a while, then all begins anew.
    for round in 0..<60 {
      if round % 12 == 0 { payload = try kind.form.payload(of: message) }
      for _ in 0...round % 3 {
        let place = Int.random(in: 0..<payload.count, using: &numbers)
        payload[place] =
          [0, 1, 0x20, 0x41, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &numbers)]
          .randomElement(using: &numbers) ?? 0
      }
      // Some payloads take seven bits only.
      guard let changed = try? kind.form.replace(payload: payload, in: message) else { continue }
      try compare(kind, changed, payload, "round \(round)")
    }
  }

  @Test(
    "real dumps decode equally in sequence and alone", .needsCorpus,
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func real(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    for (file, message) in try Corpus.messages(device).prefix(200) {
      guard let (kind, _) = profile.recognise(message), let payload = try? kind.form.payload(of: message) else {
        continue
      }
      try compare(kind, message, payload, "\(file)")
    }
  }

  private func compare(_ kind: Kind, _ message: SysExMessage, _ payload: [UInt8], _ comment: String) throws {
    let found = kind.decode(message).item
    let fields = found.fields.filter { !$0.key.hasPrefix("message/") }.map(spell)
    guard let alone = try? kind.layout.decode(payload) else { return #expect(fields.count == 1, "\(comment)") }
    var tree = ItemTree()
    for field in alone.fields { tree.set(field.path.components, to: field.value) }
    for (place, bytes) in alone.padding { tree.set(["padding", place], to: Value(.bytes, Hex.spaced(bytes))) }
    guard (try? kind.layout.encode(tree)) == payload else {
      return #expect(fields.count == 1 && found.fields.last?.path.description == "unnamed body", "\(comment)")
    }
    #expect(fields == alone.fields.map(spell), "\(comment)")
    #expect(found.padding.filter { !$0.place.hasPrefix("message ") }.elementsEqual(alone.padding) { $0 == $1 })
  }

  private func spell(_ field: Item.Field) -> String { "\(field.key) \(field.path) \(field.value) \(field.raw)" }
}
