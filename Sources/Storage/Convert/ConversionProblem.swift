package import Objects

/// Why an archive cannot be converted.
package enum ConversionProblem: Error, Hashable, Sendable {
  /// It has such ids already.
  case sameFormat(ObjectFormat)
  /// It has a work tree, whose index holds ids too.
  case workTree(path: String)
  /// A tree names a commit of another repository, whose new id nobody knows.
  case submodule(String, tree: ObjectID)
  /// Something else is in the folder that the new archive is to be made in.
  case occupied(path: String)
  /// The folder would lie in the archive itself.
  case inside(path: String)
  /// Another command converted the archive while this one worked on it.
  case convertedMeanwhile(path: String)
  /// Another program changed a file of the archive while it was converted.
  case changedMeanwhile(path: String)
  /// What was read back of the new archive is not what the old one holds.
  case differs(String)
}
