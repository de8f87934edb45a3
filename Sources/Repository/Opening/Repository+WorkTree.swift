import Files
package import Objects

/// The place of the files that git checked out of an archive.
package enum WorkTreePlace: Hashable, Sendable {
  /// The archive is bare.
  case none
  case folder(String)
  /// `core.worktree` names a folder.
  case elsewhere(String)
  /// Not bare, and without a setting for the place of the files.
  case unknown
}

/// Index and files on their way from one commit to another; nil means no commit.
package struct WorkTreeMove: Hashable, Sendable {
  package let old: ObjectID?
  package let new: ObjectID?

  package init(from old: ObjectID?, to new: ObjectID?) {
    self.old = old
    self.new = new
  }
}

extension Repository {
  /// The files next to a `.git` folder, or those of a linked work tree.
  package func workTreePlace() throws(StorageError) -> WorkTreePlace {
    if folder != common { return try linkedWorkTree() }
    let isNamed = Path.name(folder) == ".git"
    guard !(layout.isBare ?? !isNamed) else { return .none }
    if let path = layout.workTree { return .elsewhere(path) }
    return isNamed ? .folder(Path.parent(folder)) : .unknown
  }

  /// The folder of the `.git` file that a linked work tree's git folder names; it must name that git folder in turn.
  private func linkedWorkTree() throws(StorageError) -> WorkTreePlace {
    guard let path = try line(of: Path.join(folder, "gitdir")).map({ Path.normal(Path.join(folder, $0)) }),
      let back = try line(of: path), back.hasPrefix("gitdir: ")
    else { return .unknown }
    let place = Path.parent(path)
    let named = Path.normal(Path.join(place, String(back.dropFirst("gitdir: ".count))))
    return named == folder ? .folder(place) : .unknown
  }

  private func line(of path: String) throws(StorageError) -> String? {
    try filing { () throws(FileError) in
      guard try context.files.isFile(path) else { return nil }
      return String(decoding: try context.files.read(path, limit: 65536).prefix { $0 != 0x0A }, as: UTF8.self)
    }
  }

  /// The git folder of another work tree in which a branch is checked out.
  package func otherWorkTree(on branch: RefName) throws(StorageError) -> String? {
    let linked = Path.join(common, "worktrees")
    let names = try filing { () throws(FileError) in
      try context.files.isFolder(linked) ? try context.files.list(linked).sorted() : []
    }
    var folders = names.map { Path.join(linked, $0) }
    if folder != common, layout.isBare == false { folders.append(common) }
    for other in folders where other != folder {
      if try line(of: Path.join(other, "HEAD")) == "ref: \(branch)" { return other }
    }
    return nil
  }

  /// Which of git's operations was begun and not ended, by the file that says so.
  package func operationUnderWay() throws(StorageError) -> String? {
    let signs = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"]
    return try filing { () throws(FileError) in
      for name in signs where try context.files.status(of: Path.join(folder, name)) != nil { return name }
      return nil
    }
  }

  package var indexPath: String { Path.join(folder, "index") }

  /// Whether another program holds git's index, or left its lock.
  package func isIndexLocked() throws(StorageError) -> Bool {
    try filing { () throws(FileError) in try context.files.status(of: indexPath + ".lock") != nil }
  }
}

/// The note that records the origin of index and files while HEAD moves.
extension Repository {
  private var movePath: String { Path.join(folder, "synvc-work-tree") }

  /// Keeps other synvc commands from moving HEAD until `body` is done.
  ///
  /// - Parameter patient: false: returns at once while another command is running.
  /// - Returns: nil where `body` was not run.
  package func holdingWorkTree<Value, Failure: Error>(
    patient: Bool = true, _ body: () throws(Failure) -> Value
  ) throws(StorageError) -> Result<Value, Failure>? {
    let waiting = RepositoryContext(
      files: context.files, lockContext: patient ? context.lockContext : context.lockContext.with(.none),
      report: context.report)
    let lock: LockFile
    do {
      lock = try waiting.locking([movePath + ".lock"])
    } catch {
      if case .locked = error, !patient { return nil }
      throw error
    }
    defer { lock.release(in: context.files) }
    do { return .success(try body()) } catch { return .failure(error) }
  }

  /// The move that was begun and not ended.
  package func workTreeMove() throws(StorageError) -> WorkTreeMove? {
    guard let text = try line(of: movePath) else { return nil }
    let ids = text.split(separator: " ").map { ObjectID(format, hex: String($0)) }
    return WorkTreeMove(from: ids.first ?? nil, to: ids.count > 1 ? ids[1] : nil)
  }

  package func begin(_ move: WorkTreeMove) throws(StorageError) {
    let text = "\(move.old?.hex ?? "-") \(move.new?.hex ?? "-")\n"
    let file = DurableFile(movePath, Array(text.utf8), permissions: 0o644)
    try filing { () throws(FileError) in try context.files.writeDurably([file], report: context.note) }
  }

  package func endWorkTreeMove() throws(StorageError) {
    try filing { () throws(FileError) in
      try context.files.remove(movePath)
      try context.files.syncNames(in: folder, report: context.note)
    }
  }
}

extension Repository {
  /// Which of these paths are files in a work tree.
  package func files(_ paths: [String], in folder: String) throws(StorageError) -> [String] {
    var found: [String] = []
    for path in paths {
      let status = try filing { () throws(FileError) in try context.files.status(of: Path.join(folder, path)) }
      if status?.kind == .file { found.append(path) }
    }
    return found
  }
}
