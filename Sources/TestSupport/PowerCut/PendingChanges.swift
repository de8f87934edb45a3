/// The durable and the pending state at one instant.
struct PendingChanges: Sendable {
  /// Holds every node, with the durable part of its content and names.
  private(set) var durable: Disk
  /// Names that changed in folders not synced since, oldest first.
  private(set) var changes: [Disk.Change] = []
  /// The writes to files not synced since.
  private(set) var writes: [Int: (bytes: [UInt8], time: Int)] = [:]

  init(_ start: Disk) { durable = start }

  mutating func take(_ event: DiskFileSystem.Event) {
    switch event {
    case .made(let node, let time): durable.add(node, at: time)
    case .change(let change): if !change.edits.isEmpty { changes.append(change) }
    case .write(let node, let bytes, let time):
      writes[node] = ((writes[node]?.bytes ?? []) + bytes, time)
    case .sync(let node):
      guard let written = writes.removeValue(forKey: node) else { return }
      durable.append(written.bytes, to: node, at: written.time)
    case .syncFolder(let folder): sync(folder)
    }
  }

  /// A name that moved between two folders is durable in the new one when that is synced; the old name goes for good
  /// only when its own folder is, and never alone.
  private mutating func sync(_ folder: Int) {
    var left: [Disk.Change] = []
    for var change in changes {
      if change.edits.allSatisfy({ $0.folder == folder }) || change.edits.last?.folder == folder {
        durable.make(change)
      } else if change.edits[0].folder == folder {
        durable.make(Disk.Change(edits: [change.edits.removeFirst()], time: change.time))
        left.append(change)
      } else {
        left.append(change)
      }
    }
    changes = left
  }
}
