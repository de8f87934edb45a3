import Profiles
import Testing

/// Values that are only shown when they are there can be added and taken away.
@Suite("sparse values")
struct SparseTests {
  struct Case: CustomTestStringConvertible {
    let device: String
    let kind: String
    let path: String
    let text: String
    /// Stored places that come with it.
    let keys: Set<String>
    var testDescription: String { "\(kind) \(path) = \(text)" }
  }

  static let mono = "elektron-monomachine"

  static let cases = [
    Case(device: mono, kind: "pattern", path: "track 1 step 7 note", text: "D#3", keys: ["note/0/6"]),
    Case(device: mono, kind: "pattern", path: "track 6 step 64 note", text: "G9", keys: ["note/5/63"]),
    Case(
      device: mono, kind: "pattern", path: "track 3 step 5 lock filter base", text: "64", keys: ["locks/2/4/16"]),
    Case(device: mono, kind: "pattern", path: "track 1 step 1 lock synth 1", text: "0", keys: ["locks/0/0/0"]),
    Case(device: mono, kind: "pattern", path: "track 6 step 64 lock midi 8", text: "127", keys: ["locks/5/63/63"]),
    Case(device: mono, kind: "pattern", path: "track 2 step 9 chord", text: "C3 E3 G3", keys: ["chord_notes/1/8"]),
    Case(device: mono, kind: "pattern", path: "midi track 4 step 33 notes", text: "C3 C3", keys: ["midi_notes/3/32"]),
    Case(device: mono, kind: "pattern", path: "track 5 arp offset 16", text: "-12", keys: ["arp_offset/4/15"]),
    Case(device: mono, kind: "kit", path: "name", text: "ACID", keys: ["name"]),
    Case(device: "elektron-digitone", kind: "sound", path: "tag bass", text: "on", keys: ["tags/10"]),
  ]

  @Test("adding a value is the only change, and removing it restores the message", arguments: cases)
  func addAndRemove(sample: Case) throws {
    let profile = try Profile(text: Shipped.text(sample.device))
    let kind = try #require(profile.kind(sample.kind))
    let blank = try kind.encode(ItemTree(), slot: 3, isCompleting: true)
    let item = kind.decode(blank).item
    let with = try kind.encode(try kind.edit(item, [(FieldPath(sample.path), sample.text)]), slot: 3)
    let (found, problems) = kind.decode(with)
    #expect(problems.isEmpty && kind.problems(of: with).isEmpty)
    #expect(found.value(sample.path) == sample.text)
    #expect(found.changedKeys(from: item) == sample.keys)
    let without = try kind.encode(try kind.edit(found, [(FieldPath(sample.path), nil)]), slot: 3)
    #expect(without == blank)
  }

  @Test("two locks share a row, and removing the second removes the row")
  func sharedRow() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("pattern"))
    let blank = try kind.encode(ItemTree(), slot: 0, isCompleting: true)
    let paths = ["track 1 step 2 lock amp vol", "track 1 step 3 lock amp vol"].map { FieldPath($0) }
    let item = kind.decode(blank).item
    let both = try kind.encode(try kind.edit(item, paths.map { ($0, "1") }), slot: 0)
    let one = try kind.encode(try kind.edit(kind.decode(both).item, [(paths[0], nil)]), slot: 0)
    #expect(kind.decode(one).item.changedKeys(from: item) == ["locks/0/2/13"])
    #expect(try kind.encode(try kind.edit(kind.decode(one).item, [(paths[1], nil)]), slot: 0) == blank)
  }

  @Test("a lock beyond the instrument's rows is refused with the number of rows")
  func tooManyLocks() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("pattern"))
    var tree = ItemTree()
    for page in ["amp", "filter", "effects", "lfo1", "lfo2", "lfo3", "midi"] {
      for name in Self.names[page] ?? Self.names["lfo1"] ?? [] {
        tree.set(["track", "1", "step", "1", "lock", page, name], to: Value(.number, "1"))
      }
    }
    let locked = tree.leaves.count
    #expect(locked == 56)
    for knob in 1...6 { tree.set(["track", "2", "step", "1", "lock", "synth", "\(knob)"], to: Value(.number, "1")) }
    #expect(kind.decode(try kind.encode(tree, slot: 0, isCompleting: true)).problems.isEmpty)
    tree.set(["track", "2", "step", "1", "lock", "synth", "7"], to: Value(.number, "1"))
    #expect(throws: EncodeError.noRoom(FieldPath("track 2 step none lock parameter"), capacity: 62)) {
      try kind.encode(tree, slot: 0, isCompleting: true)
    }
  }

  private static let names = [
    "amp": ["atk", "hold", "dec", "rel", "dist", "vol", "pan", "port"],
    "filter": ["base", "wdth", "hpq", "lpq", "atk", "dec", "bofs", "wofs"],
    "effects": ["eqf", "eqg", "srr", "dtim", "dsnd", "dfb", "dbas", "dwid"],
    "lfo1": ["page", "dest", "trig", "wave", "mult", "spd", "intl", "dpth"],
    "midi": ["len", "vel", "pb", "4", "5", "6", "7", "8"],
  ]

  @Test("a song grows and shrinks by rows")
  func songRows() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("song"))
    let blank = try kind.encode(ItemTree(), slot: 0, isCompleting: true)
    let item = kind.decode(blank).item
    let row = try kind.encode(
      try kind.edit(item, [(FieldPath("row 1 pattern"), "B07")]), slot: 0, isCompleting: true)
    let found = kind.decode(row).item
    #expect(found.value("row 1 pattern") == "B07" && found.value("row 2 pattern") == nil)
    #expect(found.changedKeys(from: item).allSatisfy { $0.hasPrefix("rows/0/") })
    let gone = found.fields.filter { $0.key.hasPrefix("rows/0/") }.map { ($0.path, String?.none) }
    let shrunk = kind.decode(try kind.encode(try kind.edit(found, gone), slot: 0))
    #expect(shrunk.problems.isEmpty && shrunk.item.changedKeys(from: item).isEmpty)
  }

  @Test("a row after a gap, and a pattern that would end the song, are refused")
  func brokenSongs() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("song"))
    var gap = ItemTree()
    gap.set(["row", "2", "pattern"], to: Value(.word, "A01"))
    #expect(throws: EncodeError.unknown(FieldPath("row 2 pattern"), near: [])) {
      try kind.encode(gap, slot: 0, isCompleting: true)
    }
    var end = ItemTree()
    end.set(["row", "1", "pattern"], to: Value(.word, "P16"))
    #expect(throws: EncodeError.illegal(FieldPath("row 1 pattern"), text: "P16", allowed: "REMARK, JUMP")) {
      try kind.encode(end, slot: 0, isCompleting: true)
    }
  }

  @Test("a name without its field clears a kit, and a name fills it")
  func names() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("kit"))
    let blank = kind.decode(try kind.encode(ItemTree(), slot: 9, isCompleting: true)).item
    #expect(blank.isEmpty && blank.name == nil)
    let named = kind.decode(try kind.encode(try kind.edit(blank, [(FieldPath("NAME"), "DUB")]), slot: 9)).item
    #expect(!named.isEmpty && named.name == "DUB")
    #expect(throws: EncodeError.self) {
      try kind.encode(try kind.edit(named, [(FieldPath("name"), "TWELVE CHARS")]), slot: 9)
    }
  }

  @Test("another machine renames its knobs and keeps their values")
  func machine() throws {
    let kind = try #require(try Profile(text: Shipped.text(Self.mono)).kind("kit"))
    let blank = kind.decode(try kind.encode(ItemTree(), slot: 0, isCompleting: true)).item
    let changes = [("track 2 machine", "SWAVE-SAW"), ("track 2 synth 1", "99"), ("track 2 synth sub1", "7")]
    let edited = try kind.edit(blank, changes.map { (FieldPath($0), $1) })
    let found = kind.decode(try kind.encode(edited, slot: 0)).item
    #expect(
      found.changedKeys(from: blank) == ["machine/1", "parameters/1/synth/knobs/0", "parameters/1/synth/knobs/5"])
    #expect(found.value("track 2 synth unil") == "99")
  }
}

extension Item {
  /// Stored places that differ, one side lacking them included.
  func changedKeys(from other: Item) -> Set<String> {
    let (mine, theirs) = (stored, other.stored)
    return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }
  }

  private var stored: [String: RawValue] { Dictionary(uniqueKeysWithValues: fields.map { ($0.key, $0.raw) }) }
}
