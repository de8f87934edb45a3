import Objects
package import Repository

/// The files that git checked out of an archive, and its index. They follow HEAD wherever a command moves it.
///
/// Git itself changes the files: `read-tree -m -u` keeps unaffected files, and refuses to lose a change.
package struct WorkTree: Sendable {
  let repository: Repository
  let place: WorkTreePlace
  private let git: GitRun

  /// Nil where the archive has no work tree.
  ///
  /// - Parameter git: makes the function that runs git in a folder.
  package init?(of repository: Repository, git: (_ folder: String) -> GitRun) throws(StorageError) {
    place = try repository.workTreePlace()
    guard place != .none else { return nil }
    self.repository = repository
    self.git = git(place.path)
  }

  var folder: String { place.path }

  /// Checks that the files equal HEAD, so that HEAD may move.
  ///
  /// The caller keeps other commands from running.
  ///
  /// - Parameter paths: the paths of the archive's own files in the work tree; untracked files must not be at these
  ///   paths.
  func check(at head: ObjectID?, paths: [String]) throws(OperationError) {
    try refusePlace()
    try failing { () throws(StorageError) in
      if let sign = try repository.operationUnderWay() { return .underWay(sign, folder: folder) }
      return try repository.isIndexLocked() ? .locked(repository.indexPath + ".lock") : nil
    }
    let status = try run(["status", "--porcelain", "-z", "-uno", "--ignore-submodules=all"], at: head)
    let changed = Self.changedPaths(status.parts)
    if !changed.isEmpty { throw .workTree(.changed(changed, folder: folder)) }
    let others = try run(["ls-files", "--others", "-z", "--"] + paths.map { ":(top,literal)" + $0 }, at: head).parts
    if !others.isEmpty { throw .workTree(.untracked(others, folder: folder)) }
  }

  /// Two letters, a blank and a path each; a renamed one is followed by its old path.
  private static func changedPaths(_ parts: [String]) -> [String] {
    var paths: [String] = []
    var isOldPath = false
    for part in parts {
      if !isOldPath { paths.append(String(part.dropFirst(3))) }
      isOldPath = !isOldPath && part.prefix(2).contains { $0 == "R" || $0 == "C" }
    }
    return paths
  }

  private func refusePlace() throws(OperationError) {
    switch place {
    case .elsewhere(let path): throw .workTree(.elsewhere(path, archive: repository.folder))
    case .unknown: throw .workTree(.unknownPlace(archive: repository.folder))
    case .folder, .none: break
    }
    if repository.layout.isSparse { throw .workTree(.sparse(folder: folder)) }
  }

  /// Makes sure that git will bring index and files from one commit to another, and writes the move down.
  func begin(_ move: WorkTreeMove) throws(OperationError) {
    try refusePlace()
    _ = try run(["update-index", "-q", "--refresh"], at: move.old, mayFail: true)
    _ = try run(["read-tree", "-n", "-m", "-u"] + trees(move), at: move.old)
    try storing { () throws(StorageError) in try repository.begin(move) }
  }

  /// Brings index and files from one commit to another; HEAD is there already.
  func follow(_ move: WorkTreeMove) throws(OperationError) {
    if move.old != move.new { _ = try run(["read-tree", "-m", "-u"] + trees(move), at: move.new) }
    try end()
  }

  func end() throws(OperationError) { try storing { () throws(StorageError) in try repository.endWorkTreeMove() } }

  func trees(_ move: WorkTreeMove) -> [String] {
    let empty = ObjectID(of: StoredObject(.tree, []), in: repository.format)
    return [move.old ?? empty, move.new ?? empty].map(\.hex)
  }

  private func failing(_ find: () throws(StorageError) -> WorkTreeError?) throws(OperationError) {
    if let problem = try storing(find) { throw .workTree(problem) }
  }

  /// - Parameter mayFail: whether another status than 0 is an answer too.
  func run(
    _ words: [String], _ input: [UInt8] = [], at head: ObjectID?, mayFail: Bool = false
  ) throws(OperationError) -> GitAnswer {
    do throws(WorkTreeError) {
      let answer = try git(words, input, head)
      guard answer.status == 0 || mayFail else {
        throw .git(command: words[0], output: answer.errors, folder: folder)
      }
      return answer
    } catch {
      throw .workTree(error)
    }
  }
}

extension WorkTreePlace {
  /// Empty where it is not known.
  fileprivate var path: String {
    switch self {
    case .folder(let path): path
    case .none, .elsewhere, .unknown: ""
    }
  }
}
