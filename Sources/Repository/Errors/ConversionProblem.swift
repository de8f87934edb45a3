package import Objects

/// Why an archive cannot be converted.
package enum ConversionProblem: Error, Hashable, Sendable {
  /// The archive has ids of this format already.
  case sameFormat(ObjectFormat)
  /// It has a work tree, whose index holds ids too.
  case workTree(path: String)
  /// A tree names a commit of another repository, whose new id is unknown.
  case submodule(String, tree: ObjectID)
  /// The folder for the new archive contains other files.
  case occupied(path: String)
  /// The folder would lie in the archive itself.
  case inside(path: String)
  /// Another command converted the archive while this one worked on it.
  case convertedMeanwhile(path: String)
  /// Another program changed a file of the archive while it was converted.
  case changedMeanwhile(path: String)
  /// The content read back from the new archive differs from the old archive.
  case differs(String)
}
