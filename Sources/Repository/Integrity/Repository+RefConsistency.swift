import Files
import Objects

extension Repository {
  /// Refuses an archive whose branch, or a HEAD that names a commit, disagrees with its reflog. A file without a
  /// checksum that went back to an older value would otherwise be read as the newest state. A branch that moved forward
  /// passes: some programs move refs and write no reflog.
  ///
  /// - Throws: `.ref` `.setBack`.
  package func checkRefConsistency() throws(StorageError) {
    try checkConsistently { (archive) throws(StorageError) in try archive.checkHead() }
  }

  private func checkHead() throws(StorageError) {
    try checkRefConsistency(of: try refs.branch() ?? .head)
    // The branch of a snapshot is never without one again: HEAD names another. The reflog is read first, for it is written
    // last.
    guard let last = try refs.lastEntry(.head), !last.new.isZero, try refs.id(.head) == nil else { return }
    throw .ref(.setBack(.head, found: nil, expected: last.new))
  }

  /// The same for every branch and tag, and for deleted ones with a reflog, which listings would leave out.
  package func checkNames(_ prefixes: [String] = ["refs/heads/", "refs/tags/"]) throws(StorageError) {
    try checkConsistently { (archive) throws(StorageError) in try archive.checkRefs(prefixes) }
  }

  private func checkRefs(_ prefixes: [String]) throws(StorageError) {
    for prefix in prefixes {
      var ids = Dictionary(try refs.loggedNames(prefix).map { ($0, ObjectID?.none) }) { $1 }
      for (name, id) in try refs.list(prefix) { ids[name] = .some(id) }
      for (name, id) in ids.sorted(by: { $0.key < $1.key }) where try refs.lastEntry(name)?.new != id {
        try checkRefConsistency(of: name)
      }
    }
  }

  /// The same for one ref.
  package func checkRefConsistency(of name: RefName) throws(StorageError) {
    try checkConsistently { (archive) throws(StorageError) in
      guard let last = try archive.refs.lastEntry(name)?.new else { return }
      let found = try archive.refs.id(name)
      guard try !archive.isSound(found, last, of: name) else { return }
      throw .ref(.setBack(name, found: found, expected: last))
    }
  }
}

extension Repository {
  /// Whether the value of a ref agrees with a reflog that ends at `last`.
  private func isSound(
    _ found: ObjectID?, _ last: ObjectID, of name: RefName
  ) throws(StorageError) -> Bool {
    if found == last || found == nil && last.isZero { return true }
    // A crash between the writes of ref and reflog, or a damaged reflog: the operations log decides.
    let value = try refs.value(name)
    for operation in try operations.read().operations.reversed() {
      guard let move = operation.moves.last(where: { $0.name == name }) else { continue }
      if move.new == value { return true }
      break
    }
    return found.map { leads($0, to: last) } ?? false
  }

  /// Whether a commit is an ancestor of another one.
  private func leads(_ start: ObjectID, to wanted: ObjectID) -> Bool {
    var walk = HistoryWalk(objects, from: [start])
    // An unreadable history ends the search.
    while let (id, _) = (try? walk.next()) ?? nil { if id == wanted { return true } }
    return false
  }
}

extension RefStore {
  /// The newest entry of a reflog; only the end of the file is read.
  func lastEntry(_ name: RefName) throws(StorageError) -> ReflogEntry? {
    let path = logPath(name)
    return try filing { () throws(FileError) in
      guard try files.isFile(path) else { return nil }
      let file = try files.open(path)
      var size = 1 << 12
      while true {
        let start = max(0, file.size - size)
        let bytes = try file.read(at: start, count: size)
        // The first line is one only where the file begins.
        let lines = bytes.split(separator: 0x0A).dropFirst(start == 0 ? 0 : 1)
        if let entry = lines.reversed().lazy.compactMap({ ReflogEntry(parsing: $0, format: format) }).first {
          return entry
        }
        if start == 0 { return nil }
        size *= 16
      }
    }
  }
}
