import Profiles
import TestSupport
import Testing

/// What real Digitone dumps prove.
@Suite("real Digitone dumps", .needsCorpus)
struct DigitoneCorpusTests {
  private func items(_ file: String) throws -> [Item] {
    let profile = try Profile(text: Shipped.text("elektron-digitone"))
    return try Corpus.messages("elektron-digitone").filter { $0.file == file }
      .map { try #require(profile.decode($0.message)).item }
  }

  @Test("sound n of tags.syx has only tag n, and its name")
  func tags() throws {
    let items = try items("tags.syx")
    let order = [
      "kick", "snar", "deep", "bras", "stri", "perc", "hhat", "cymb", "evol", "expr", "bass", "lead", "pad", "txtr",
      "crd", "sfx", "arp", "metl", "acou", "atmo", "nois", "glch", "hard", "soft", "dark", "brgt", "vntg", "epic",
      "fail", "loop", "mine", "fav",
    ]
    let found = items.map { item in
      item.fields.filter { $0.path.components.first == "tag" && $0.value.text == "on" }.map { $0.path.components[1] }
    }
    #expect(found.filter { !$0.isEmpty } == order.map { [$0] })
  }

  @Test("names are decoded to readable text")
  func names() throws {
    let factory = try items("factory.syx").compactMap(\.name)
    let bought = try items("URRRS x Digitone.syx").compactMap(\.name)
    #expect(factory.prefix(5) == ["DIGIT-ONE", "CHAPPET DL", "SQB TK", "PLUCKY EÅ", "SIMPLE LEAD JM"])
    #expect(bought.prefix(4) == ["DEEP CHORD", "DARK PAD", "BIG BRASS", "DRAMA"])
    #expect((factory + bought).allSatisfy { !$0.contains("\\x") && !$0.isEmpty && $0.count <= 16 })
  }

  @Test("each of the 97 sounds after the first differs in its own parameter only")
  func parameters() throws {
    let items = try items("parameters.syx")
    try #require(items.count == 98)
    for (index, path) in Self.paths.enumerated() {
      let changed = items[index + 1].changedPaths(from: items[0])
      var expected: Set<String> = [path]
      // From the 80th sound on the owner's knob stayed where its own sound had left it: -63.
      if index > 78 { expected.insert("arp step 15 offset") }
      #expect(changed == expected, "sound \(index + 1) \"\(items[index + 1].name ?? "")\"")
    }
  }

  /// The parameter of each sound in order, as the notebook lists them.
  static let paths: [String] =
    [
      "syn1 algorithm", "syn1 c", "syn1 a", "syn1 b", "syn1 harm", "syn1 dtun", "syn1 fdbk", "syn1 mix",
      "syn2 a attack", "syn2 a decay", "syn2 a end", "syn2 a level", "syn2 b attack", "syn2 b decay", "syn2 b end",
      "syn2 b level", "syn2 a delay", "syn2 a trig", "syn2 a reset", "syn2 phase-reset", "syn2 b delay", "syn2 b trig",
      "syn2 b reset", "filter attack", "filter decay", "filter sustain", "filter release", "filter frequency",
      "filter resonance", "filter type", "filter env-depth", "filter base-width base", "filter base-width width",
      "amp attack", "amp decay", "amp sustain", "amp release", "amp drive", "amp pan", "amp volume", "amp chorus",
      "amp delay", "amp reverb", "amp reset", "lfo1 destination", "lfo1 wave", "lfo1 speed", "lfo1 depth",
      "lfo2 destination", "lfo2 wave", "lfo2 speed", "lfo2 depth", "lfo1 multiplier", "lfo1 fade", "lfo1 phase",
      "lfo1 mode", "lfo2 multiplier", "lfo2 fade", "lfo2 phase", "lfo2 mode", "arp mode", "arp speed", "arp range",
      "arp note-length",
    ] + (1...16).map { "arp step \($0) offset" } + ["arp length"] + (1...16).map { _ in "arp steps" }
}

extension Item {
  /// Paths whose stored values differ, the name left aside.
  func changedPaths(from other: Item) -> Set<String> {
    let before = Dictionary(uniqueKeysWithValues: other.fields.map { ($0.key, $0.raw) })
    let changed = fields.filter { before[$0.key] != $0.raw && $0.key != "name" }
    return Set(changed.map(\.path.description))
  }
}
