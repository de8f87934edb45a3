import Compression
import Objects

@testable import Maintenance
@testable import Repository

extension FuzzTarget {
  private static let ids = ObjectFormat.allCases.map { format in
    (0..<3).map { ObjectID(of: StoredObject(.blob, [UInt8($0)]), in: format) }
  }
  private static let who = Signature(name: "Ä B", email: "a@b", seconds: 1_700_000_000, zone: "+0130")

  private static func trees() throws -> [[UInt8]] {
    try ids.flatMap { ids in
      [
        try Tree([TreeEntry(.file, "a.syx", ids[0]), TreeEntry(.folder, "b", ids[1]), TreeEntry(.link, "b-c", ids[2])]),
        try Tree([TreeEntry(.executable, "x", ids[0])]), try Tree([]),
      ].map(\.encoded)
    }
  }

  private static let commits = ids.flatMap { ids in
    [
      Commit(
        tree: ids[0], parents: [ids[1], ids[2]], author: who, committer: who,
        headers: [Header("encoding", Array("latin1".utf8)), Header("gpgsig", Array("a\nb\n\nc".utf8))],
        message: Array(CommitMessage("subject\n\n---\nbody", facts: [Trailer("Synvc-Read", "mono 3")]).encoded.utf8)),
      Commit(tree: ids[0], parents: [], author: who, committer: who, message: []),
    ].map(\.encoded)
  }

  private static let tags = ids.map { ids in
    Tag(target: ids[0], kind: .commit, name: "gig", tagger: who, message: Array("played\n".utf8)).encoded
  }

  /// The parsers of objects: what parses is written again byte for byte.
  static let objects: [FuzzTarget] = [
    FuzzTarget(name: "tree", samples: (try? trees()) ?? []) { input in
      for format in ObjectFormat.allCases {
        guard let tree = try? Tree(parsing: input, format: format) else { continue }
        try must(tree.encoded == input, "a tree is written otherwise")
        for entry in tree.entries { try must(TreeEntry.allows(entry.name), "a name that is not allowed") }
      }
    },
    FuzzTarget(name: "commit", samples: commits) { input in
      for format in ObjectFormat.allCases {
        guard let commit = try? Commit(parsing: input, format: format) else { continue }
        try must(commit.encoded == input, "a commit is written otherwise")
        _ = (commit.author.zoneMinutes, commit.author.name, CivilTime(commit.committer.seconds).compact)
        let id = ObjectID(of: StoredObject(.commit, input), in: format)
        let map = IDMap(
          from: format, to: format,
          Dictionary(uniqueKeysWithValues: Set([id, commit.tree] + commit.parents).map { ($0, $0) }))
        let translation = try ObjectTranslation(id, StoredObject(.commit, input))
        try must(try translation.translated(map).bytes == input, "a conversion that changes no id changes the commit")
      }
    },
    FuzzTarget(name: "message", samples: commits) { input in
      let text = String(decoding: input, as: UTF8.self)
      let message = CommitMessage(parsing: text)
      let again = CommitMessage(parsing: message.encoded)
      try must(again.text == message.text || message.facts.isEmpty, "a message reads otherwise after it was written")
      _ = message.subject
    },
    FuzzTarget(name: "tag", samples: tags) { input in
      for format in ObjectFormat.allCases {
        guard let tag = try? Tag(parsing: input, format: format) else { continue }
        try must(tag.encoded == input, "a tag is written otherwise")
      }
    },
    FuzzTarget(name: "object", samples: tags + commits) { input in
      // As it is, and inside a sound stream, so that what is in it is reached too.
      var inflater = Inflater()
      _ = try? LooseStore.decode(input, with: &inflater)
      var deflater = Deflater(level: 1)
      let header = StoredObject.header(.commit, size: input.count)
      let object = try LooseStore.decode(deflater.deflate(header + input), with: &inflater)
      try must(object.bytes == input, "an object is read otherwise")
      _ = try? LooseStore.decode(deflater.deflate(input), with: &inflater)
    },
    FuzzTarget(name: "delta", samples: deltas) { input in
      let object = try Delta.apply(input, to: base, limit: 1 << 20)
      try must(object.count <= 1 << 20, "a delta builds more than it may")
    },
  ]

  private static let base = (0..<2000).map { UInt8(truncatingIfNeeded: $0 * 7) }

  private static var deltas: [[UInt8]] {
    var encoder = DeltaEncoder(base)
    return [base.reversed(), Array(base.dropFirst(3)), Array(base[100..<900] + base[1000...]), base].compactMap {
      encoder.encode($0, limit: 1 << 16)
    }
  }
}
