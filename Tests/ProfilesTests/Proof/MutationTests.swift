import MIDI
import Profiles
import Testing

/// For every field of every kind, another legal value changes that field and nothing else.
@Suite("mutations")
struct MutationTests {
  @Test("every field of blank items can be changed on its own", arguments: FilledItem.all)
  func built(sample: FilledItem) throws {
    let profile = try sample.profile()
    let kind = try #require(profile.kind(sample.kind))
    try Mutation.check(kind, try kind.encode(sample.tree, slot: sample.slot, isCompleting: true), slot: sample.slot)
  }

  @Test(
    "every field of the real dumps can be changed on its own", .needsCorpus,
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func real(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    var seen: Set<String> = []
    for (file, message) in try Corpus.messages(device) where seen.insert("\(file) \(message.bytes.count)").inserted {
      let (kind, slot) = try #require(profile.recognise(message))
      try Mutation.check(kind, message, slot: slot)
    }
  }
}

/// Changes fields of a message by their words and compares every field of the outcome by place and stored value.
enum Mutation {
  /// Mutates the fields in groups: one for every bit of their index set, one for every bit clear.
  ///
  /// A field that touched another would be in a group without it: each field is proved alone, with 2 · log₂ n encodings.
  static func check(_ kind: Kind, _ message: SysExMessage, slot: Int) throws {
    let item = kind.decode(message).item
    let other = item.fields.map { Array(Alternatives(to: $0).prefix(1)).first }
    let fixed = zip(item.fields, other).filter { $1 == nil }.map { $0.0.path.description }
    #expect(fixed.allSatisfy(isSettled), "\(kind.id): fields without another value: \(fixed)")
    let free = item.fields.indices.filter { other[$0] != nil }
    var width = 1
    while 1 << width < free.count { width += 1 }
    for bit in 0..<width {
      for isSet in [true, false] {
        let group = free.indices.filter { ($0 >> bit & 1 == 1) == isSet }.map { free[$0] }
        try check(kind, item, group.map { ($0, other[$0]?.text ?? "") }, slot: slot)
      }
    }
  }

  private static func check(_ kind: Kind, _ item: Item, _ group: [(index: Int, text: String)], slot: Int) throws {
    let tree = try kind.edit(item, group.map { (item.fields[$0.index].path, $0.text) })
    let message = try kind.encode(tree, slot: slot)
    let (found, problems) = kind.decode(message)
    #expect(problems.isEmpty && kind.problems(of: message).isEmpty, "\(kind.id): \(problems)")
    let before = Dictionary(uniqueKeysWithValues: item.fields.map { ($0.key, $0.raw) })
    let after = Dictionary(uniqueKeysWithValues: found.fields.map { ($0.key, $0) })
    #expect(Set(before.keys) == Set(after.keys), "\(kind.id)")
    let changed = Dictionary(uniqueKeysWithValues: group.map { (item.fields[$0.index].key, $0.text) })
    for (key, raw) in before {
      guard let field = after[key] else { continue }
      #expect((field.raw != raw) == (changed[key] != nil), "\(kind.id): \(field.path) was \(raw), is \(field.raw)")
    }
    for (index, text) in group where after[item.fields[index].key]?.value.text != text {
      // A word told by another field that changed too reads differently; what is stored must have changed all the same.
      #expect(after[item.fields[index].key]?.raw != item.fields[index].raw, "\(kind.id) \(item.fields[index].path)")
    }
    #expect(found.padding.map(\.place) == item.padding.map(\.place), "\(kind.id)")
  }

  /// What has no other value: counts, selectors of a layout, tags and mask bits that are only shown when set.
  static func isSettled(_ path: String) -> Bool {
    path.hasPrefix("tag ") || path == "struct-version" || path.hasSuffix("-used") || path.contains("step none lock")
  }
}
