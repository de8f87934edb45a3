/// Why index and files of a work tree do not follow HEAD.
package enum WorkTreeError: Error, Hashable, Sendable {
  /// Git cannot be started; the system's error number.
  case noGit(code: Int32)
  /// Git ended with an error.
  case git(command: String, output: String, folder: String)
  /// Tracked files, or the index, are not as HEAD has them.
  case changed([String], folder: String)
  /// Untracked files are in the way of the archive's own.
  case untracked([String], folder: String)
  /// An operation of git was interrupted, or waits for its user.
  case underWay(String, folder: String)
  /// Another program holds the index, or left its lock.
  case locked(String)
  /// Not all files are checked out.
  case sparse(folder: String)
  /// `core.worktree` names a folder.
  case elsewhere(String, archive: String)
  /// The archive is not bare and has no work tree.
  case unknownPlace(archive: String)
  /// The branch is checked out in another work tree.
  case checkedOut(branch: String, by: String)
  /// A command was cut off before index and files had followed HEAD, and they were changed since.
  case behind([String], folder: String)
}
