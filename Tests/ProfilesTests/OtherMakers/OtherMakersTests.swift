import Profiles
import Testing

/// The language carries instruments of other makers: their real dumps are placed, decoded and encoded back.
@Suite("other makers")
struct OtherMakersTests {
  static let all = [
    ("elektron-machinedrum", OtherMakers.machinedrum), ("oberheim-matrix1000", OtherMakers.matrix1000),
    ("korg-ms2000", OtherMakers.ms2000), ("yamaha-dx7", OtherMakers.dx7),
  ]

  @Test("their profiles are valid without path clashes", arguments: all.map(\.1))
  func read(text: String) {
    let check = ProfileCheck(text: text)
    #expect(check.error == nil && check.pathProblems.isEmpty, "\(check.error as Any)")
  }

  @Test("every message encodes back byte for byte", .needsCorpus, arguments: all)
  func roundTrip(device: String, text: String) throws {
    let profile = try Profile(text: text)
    var decoded = 0
    for (file, message) in try Corpus.messages(device) {
      guard let (kind, slot) = profile.recognise(message) else { continue }
      let (item, problems) = kind.decode(message)
      #expect(try kind.encode(ItemTree(item), slot: slot) == message, "\(file)")
      decoded += problems.isEmpty ? 1 : 0
    }
    #expect(decoded > 0)
  }

  @Test("a Machinedrum kit decodes as its sections describe", .needsCorpus)
  func machinedrum() throws {
    let profile = try Profile(text: OtherMakers.machinedrum)
    let dump = try Corpus.messages("elektron-machinedrum")
    let first = try #require(dump.first)
    let (kind, slot) = try #require(profile.recognise(first.message))
    let (item, problems) = kind.decode(dump[0].message)
    #expect(problems.isEmpty && profile.name(Slot(kind: kind.id, index: slot)) == "kit/45")
    #expect(item.name == "DISTORTED" && item.value("track bd 1") == "73" && item.value("track m4 level") != nil)
    #expect(item.padding.allSatisfy { !$0.bytes.isEmpty })
  }

  @Test("every field of a Machinedrum kit and a Matrix patch can be changed on its own", .needsCorpus)
  func mutations() throws {
    for (device, text) in Self.all.prefix(2) {
      let profile = try Profile(text: text)
      let dump = try Corpus.messages(device)
      let message = try #require(dump.first).message
      let (kind, slot) = try #require(profile.recognise(message))
      let item = kind.decode(message).item
      let field = try #require(
        item.field(FieldPath(device == "oberheim-matrix1000" ? "filter frequency" : "track sd level")))
      let other = try #require(Alternatives(to: field).first { _ in true })
      let changed = try kind.encode(try kind.edit(item, [(field.path, other.text)]), slot: slot)
      #expect(kind.problems(of: changed).isEmpty)
      #expect(kind.decode(changed).item.changedKeys(from: item) == [field.key])
    }
  }
}
