import Repository

extension WorkTree {
  /// Updates index and files to HEAD after an interrupted command; does nothing while another command runs.
  ///
  /// Adds files that already have the new bytes to the index; git does the rest, and refuses to lose a change.
  package func recover() throws(OperationError) {
    guard try storing({ () throws(StorageError) in try repository.workTreeMove() }) != nil else { return }
    let result = try storing { () throws(StorageError) in
      try repository.holdingWorkTree(patient: false) { () throws(OperationError) in try recoverNow() }
    }
    try result?.get()
  }

  /// The same update where the caller keeps other commands out.
  func recoverNow() throws(OperationError) {
    let (begun, head) = try storing { () throws(StorageError) in
      (try repository.workTreeMove(), try repository.refs.id(.head))
    }
    guard let begun else { return }
    let move = WorkTreeMove(from: begun.old, to: head)
    guard move.old != move.new else { return try end() }
    if try storing({ () throws(StorageError) in try repository.isIndexLocked() }) {
      throw .workTree(.locked(repository.indexPath + ".lock"))
    }
    try takeIn(move)
    do throws(OperationError) { try follow(move) } catch {
      guard case .workTree(.git) = error else { throw error }
      throw .workTree(.behind(try run(["diff-files", "--name-only", "-z"], at: head).parts, folder: folder))
    }
  }

  /// Puts the files that have the new bytes already into the index.
  private func takeIn(_ move: WorkTreeMove) throws(OperationError) {
    let words = ["diff-tree", "-r", "-z", "--no-renames"]
    let changes = try run(words + trees(move), at: move.new).parts
    // Every change is `:MODE MODE ID ID LETTER` and a path.
    var new: [(path: String, mode: String, id: String)] = []
    for index in stride(from: 0, to: changes.count - 1, by: 2) {
      let fields = changes[index].split(separator: " ").map(String.init)
      let path = changes[index + 1]
      guard fields.count == 5, !path.contains(where: { $0 == "\n" || $0 == "\"" }) else { continue }
      new.append((path, fields[1], fields[3]))
    }
    let there = try existing(new.map(\.path))
    let lines = new.compactMap { change -> String? in
      if change.mode == "000000" { return there[change.path] == nil ? "0 \(change.id)\t\(change.path)\n" : nil }
      return there[change.path] == change.id ? "\(change.mode) \(change.id)\t\(change.path)\n" : nil
    }
    guard !lines.isEmpty else { return }
    _ = try run(["update-index", "--index-info"], Array(lines.joined().utf8), at: move.new)
    _ = try run(["update-index", "-q", "--refresh"], at: move.new, mayFail: true)
  }

  /// The files at these paths, by the ids that git would give them.
  private func existing(_ paths: [String]) throws(OperationError) -> [String: String] {
    let there = try storing { () throws(StorageError) in try repository.files(paths, in: folder) }
    guard !there.isEmpty else { return [:] }
    let input = Array(there.map { $0 + "\n" }.joined().utf8)
    let ids = try run(["hash-object", "--stdin-paths"], input, at: nil).output.split(separator: 0x0A)
    let texts = ids.map { String(decoding: $0, as: UTF8.self) }
    return Dictionary(zip(there, texts), uniquingKeysWith: { first, _ in first })
  }
}
