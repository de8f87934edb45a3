internal import Bytes
package import Objects

/// A fact of a snapshot, kept as a git trailer; `docs/formats/repository.md` has their shapes.
package enum SnapshotTrailer: Hashable, Sendable {
  static let prefix = "Synvc-"
  /// More snapshots than anybody takes: a number beyond is another one's invention.
  static let sequences = 1...1 << 40

  /// A device in the snapshot: name, profile, how many messages.
  case device(name: String, profile: String?, messages: Int)
  /// Slots read from the instrument in this snapshot.
  case read(device: String, slots: Int)
  /// The device's identity reply, without its changing bytes.
  case identity(device: String, bytes: [UInt8])
  /// The firmware that the device reported.
  case firmware(device: String, String)
  /// A device, or a kind of its slots, taken over from the parent.
  case carried(String)
  /// A slot that was asked for and did not come.
  case partial(String)
  /// Slots that answered as the one asked before them: `mono patch/A12-A28`. They may be absent.
  case unconfirmed(device: String, slots: String)
  /// All marks of a device are among these facts: those of the snapshot before say nothing any more. No trailer.
  case marked(device: String)
  case notIncluded(device: String, what: String)
  /// How the bytes were proved: `mono read twice`, `mono read back 2 of 2`.
  case verified(String)
  /// A dump that a person sent from the front panel: the number of messages, and of unrelated messages received with
  /// them.
  case byHand(device: String, messages: Int, others: Int)
  /// Slots that were sent and could not be read back.
  case unverified(device: String, slots: Int)
  /// A file that was imported.
  case imported(String)
  /// Bytes that were taken out of messages: `mono 12 clock`.
  case removed(String)
  /// A message that is wrong in itself: `mono kit/005 wrong checksum`.
  case damaged(String)
  /// The content saved before it was overwritten.
  case safety
  /// The snapshot whose state this one restores.
  case restores(String)
  /// The snapshot was made unattended.
  case automatic
  /// Counts the snapshots of the line from 1.
  case sequence(Int)
  /// The clock's own time, where it was before the parent's.
  case clock(Int)

  package var trailer: Trailer? {
    switch self {
    case .marked: nil
    case .device(let name, let profile, let messages):
      Trailer("Synvc-Device", "\(name) \(profile ?? "none") \(messages)")
    case .read(let device, let slots): Trailer("Synvc-Read", "\(device) \(slots)")
    case .identity(let device, let bytes): Trailer("Synvc-Identity", "\(device) \(Hex.spaced(bytes))")
    case .firmware(let device, let text): Trailer("Synvc-Firmware", "\(device) \(text)")
    case .carried(let what): Trailer("Synvc-Carried", what)
    case .partial(let slot): Trailer("Synvc-Partial", slot)
    case .unconfirmed(let device, let slots): Trailer("Synvc-Unconfirmed", "\(device) \(slots)")
    case .notIncluded(let device, let what): Trailer("Synvc-Not-Included", "\(device) \(what)")
    case .verified(let how): Trailer("Synvc-Verified", how)
    case .byHand(let device, let messages, let others):
      Trailer("Synvc-By-Hand", "\(device) \(messages) messages, \(others) others")
    case .unverified(let device, let slots): Trailer("Synvc-Unverified", "\(device) sent \(slots)")
    case .imported(let file): Trailer("Synvc-Imported", file)
    case .removed(let what): Trailer("Synvc-Removed", what)
    case .damaged(let what): Trailer("Synvc-Damaged", what)
    case .safety: Trailer("Synvc-Safety", "saved before a send")
    case .restores(let id): Trailer("Synvc-Restores", id)
    case .automatic: Trailer("Synvc-Automatic", "yes")
    case .sequence(let number): Trailer("Synvc-Sequence", String(number))
    case .clock(let seconds): Trailer("Synvc-Clock", String(seconds))
    }
  }
}

/// A snapshot's commit as people read it.
package struct SnapshotCommit: Sendable {
  package let id: ObjectID
  package let commit: Commit
  package let message: CommitMessage

  package init(_ id: ObjectID, _ commit: Commit) {
    self.id = id
    self.commit = commit
    message = CommitMessage(parsing: commit.text, prefix: SnapshotTrailer.prefix)
  }

  package var subject: String { message.subject }
  /// Which snapshot of its line it is; nil where it does not say so, or says more than any line can have.
  package var sequence: Int? {
    values("Synvc-Sequence").last.flatMap { Int($0) }.flatMap { SnapshotTrailer.sequences.contains($0) ? $0 : nil }
  }
  package var isSafety: Bool { values("Synvc-Safety").isEmpty == false }

  /// Values of all facts of one key.
  package func values(_ key: String) -> [String] { message.facts.filter { $0.key == key }.map(\.value) }
}
