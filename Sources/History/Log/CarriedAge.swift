package import Objects
import Repository
package import Archive

/// The age of carried-over content, as far as the snapshots of the branch show it.
package struct CarriedAge {
  let archive: Archive
  /// The snapshot that it is carried over from.
  let parent: ObjectID?

  package init(archive: Archive, parent: ObjectID?) {
    self.archive = archive
    self.parent = parent
  }

  /// The number of snapshots searched; older content has no date.
  private static let most = 1000

  /// A fact for a device, `mono`, or a kind of it, `mono waveform`, with the time of its last reading.
  package func fact(_ what: String) throws(ArchiveError) -> SnapshotTrailer {
    .carried(try since(what).map { "\(what) since \($0)" } ?? what)
  }

  /// `2026-11-20T03:05:00Z`; nil where the snapshots do not show it.
  package func since(_ what: String) throws(ArchiveError) -> String? {
    let words = what.split(separator: " ")
    guard let device = words.first else { return nil }
    var next = parent
    for _ in 0..<Self.most {
      guard let id = next else { return nil }
      let snapshot = try archive.snapshot(id)
      let carried = snapshot.values("Synvc-Carried")
      if let known = carried.first(where: { $0.hasPrefix(what + " since ") }) {
        return String(known.dropFirst(what.count + " since ".count))
      }
      let isRead = ["Synvc-Read", "Synvc-Imported", "Synvc-Verified"].contains { key in
        snapshot.values(key).contains { $0.hasPrefix(device + " ") }
      }
      if isRead, !carried.contains(what) { return utcText(snapshot.commit.author.seconds) }
      next = snapshot.commit.parents.first
    }
    return nil
  }
}
