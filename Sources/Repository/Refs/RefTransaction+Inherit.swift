import Files

extension RefTransaction {
  /// The ref whose reflog a new ref inherits: the old name of a branch, or a deleted ref and the ref that keeps it, in
  /// either direction.
  static func predecessor(of move: RefMove, among moves: [RefMove]) -> RefName? {
    guard move.old == nil, case .id? = move.new else { return nil }
    let gone = moves.filter { $0.new == nil && $0.old == move.new }.map(\.name)
    let kept = gone.first { Repository.keeps(move.name, $0) || Repository.keeps($0, move.name) }
    return kept ?? gone.first { $0.isBranch && move.name.isBranch }
  }

  /// Makes the reflog of a new ref from that of its predecessor, which is still there, and one more entry.
  func inherit(_ predecessor: RefName, _ entry: ReflogEntry, _ name: RefName) throws(StorageError) {
    let files = context.files
    try filing { () throws(FileError) in
      var bytes = try files.readIfPresent(refs.logPath(predecessor)) ?? []
      if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
      let file = DurableFile(
        refs.logPath(name), bytes + entry.encoded + [0x0A], permissions: 0o644, temporary: ".tmp_#.lock")
      try files.writeDurably([file], report: context.note)
    }
  }
}
