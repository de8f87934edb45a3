import TestSupport
import Profiles
import Testing

/// Paths as a musician reads them.
@Suite("paths")
struct PathTests {
  @Test("paths are lower case, name one field each, and none is a prefix of another", arguments: FilledItem.all)
  func built(sample: FilledItem) throws {
    let kind = try #require(try sample.profile().kind(sample.kind))
    let item = kind.decode(try kind.encode(sample.tree, slot: sample.slot, isCompleting: true)).item
    #expect(PathProblem.find(in: item, kind: kind.id).isEmpty)
    #expect(item.fields.allSatisfy { $0.path.isPlain })
  }

  @Test("paths of real items obey the same rules", .needsCorpus, arguments: EvidenceTests.devices)
  func real(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    for (file, message) in try Corpus.messages(device) {
      let (kind, _) = try #require(profile.recognise(message))
      let item = kind.decode(message).item
      #expect(
        PathProblem.find(in: item, kind: kind.id).isEmpty && item.fields.allSatisfy { $0.path.isPlain }, "\(file)")
    }
  }

  @Test(
    "field paths use the instrument owner's terms",
    arguments: [
      ("kit", "track 2 filter base"), ("kit", "track 2 machine"), ("kit", "track 1 synth unil"),
      ("kit", "track 1 lfo1 spd"), ("kit", "track 6 modifier velocity a range"), ("pattern", "track 1 step 1 note"),
      ("pattern", "track 3 step 5 lock filter base"), ("pattern", "track 4 step 5 chord"), ("pattern", "length"),
      ("pattern", "midi track 6 step 64 notes"), ("song", "row 2 tempo"), ("song", "row 1 midi track 6 transpose"),
      ("sound", "lfo1 speed"), ("sound", "arp step 1 offset"), ("sound", "tag bass"), ("sound", "name"),
    ])
  func names(kind: String, path: String) throws {
    let sample = try #require(FilledItem.all.first { $0.kind == kind })
    let described = try #require(try sample.profile().kind(kind))
    let item = described.decode(try described.encode(sample.tree, slot: sample.slot, isCompleting: true)).item
    #expect(item.field(FieldPath(path)) != nil)
  }

  @Test("clashing paths are detected")
  func clashes() throws {
    let text = ToyProfile.text(
      seq: ["{id: a, type: u1}", "{id: b, type: u1}", "{id: c, type: u1}"],
      view: ["a: filter.base", "b: filter.base", "c: filter.base.width"])
    #expect(
      ProfileCheck(text: text).pathProblems == [
        .duplicate(kind: "patch", path: "filter base"),
        .prefix(kind: "patch", path: "filter base", of: "filter base width"),
      ])
  }
}

extension FieldPath {
  /// Words of lower-case letters, digits and a few signs.
  var isPlain: Bool {
    components.allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "-_+".utf8.contains($0) }
    }
  }
}
