import Objects
import Repository
import Archive

extension Workspace {
  /// Makes sure that HEAD may move: before an instrument is read, and before anything is stored.
  ///
  /// - Throws: `.workTree` where files of the work tree are changed, or git cannot be run.
  package func checkWorkTree() throws(OperationError) {
    try refuseCheckedOut(try storing { () throws(StorageError) in try repository.refs.target(.head) })
    guard let workTree else { return }
    let paths = try rig().devices.map { $0.name + "/" } + Self.ownPaths
    try holding { () throws(OperationError) in
      try workTree.recoverNow()
      try workTree.check(at: try head(), paths: paths)
    }
  }

  /// Keeps other commands from moving HEAD while `body` runs.
  private func holding<Value>(_ body: () throws(OperationError) -> Value) throws(OperationError) -> Value {
    let result = try storing { () throws(StorageError) in try repository.holdingWorkTree(body) }
    guard let result else { preconditionFailure("a patient command holds the lock or throws") }
    return try result.get()
  }

  /// Where every snapshot writes.
  private static let ownPaths = [".gitattributes", Rig.path, "files/"]

  /// Refuses to move a branch that is checked out in another work tree.
  private func refuseCheckedOut(_ branch: RefName) throws(OperationError) {
    if let other = try storing({ () throws(StorageError) in try repository.otherWorkTree(on: branch) }) {
      throw .workTree(.checkedOut(branch: branch.short, by: other))
    }
  }

  /// Moves refs; index and files of a work tree follow HEAD.
  ///
  /// - Parameters:
  ///   - new: where HEAD will lead then.
  ///   - branch: the branch that HEAD will name.
  func moving<Value>(
    to new: ObjectID?, on branch: RefName, _ move: () throws(OperationError) -> Value
  ) throws(OperationError) -> Value {
    try refuseCheckedOut(branch)
    guard let workTree, try head() != new else { return try move() }
    return try holding { () throws(OperationError) in try moved(to: new, in: workTree, move) }
  }

  private func moved<Value>(
    to new: ObjectID?, in workTree: WorkTree, _ move: () throws(OperationError) -> Value
  ) throws(OperationError) -> Value {
    try workTree.recoverNow()
    let old = try head()
    guard old != new else { return try move() }
    try workTree.begin(WorkTreeMove(from: old, to: new))
    let value: Value
    do throws(OperationError) { value = try move() } catch {
      // Some refs moved before the failure: the next command updates index and files.
      if (try? head()) == old { try? workTree.end() }
      throw error
    }
    try workTree.follow(WorkTreeMove(from: old, to: try head()))
    return value
  }
}
