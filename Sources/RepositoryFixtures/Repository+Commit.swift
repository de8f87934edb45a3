package import Objects
package import Repository

extension Repository {
  /// Commits files, moving the branch that HEAD names.
  ///
  /// - Parameters:
  ///   - verb: begins the reflog's message.
  ///   - command: begins the command line in the operations log; the message follows.
  @discardableResult
  package func commit(
    _ files: [String: String], _ message: String, by who: Signature, verb: String, command: String
  ) throws -> ObjectID {
    var writer = objectWriter()
    var entries: [TreeEntry] = []
    for (name, text) in files { entries.append(TreeEntry(.file, name, try writer.add(blob: Array(text.utf8)))) }
    let tree = try writer.add(Tree(entries))
    let branch = try refs.target(.head)
    let parent = try refs.id(branch)
    let id = try writer.add(
      Commit(
        tree: tree, parents: parent.map { [$0] } ?? [], author: who, committer: who, message: Array("\(message)\n".utf8)
      ))
    _ = try writer.finish()
    try update(
      [RefChange(branch, expecting: .value(parent.map { .id($0) }), to: .id(id))], message: "\(verb): \(message)",
      who: who, operation: OperationRecord(arguments: [command, message]))
    return id
  }

  /// Commits one file that holds the message, as a snapshot does.
  package func commit(_ text: String, _ who: Signature) throws {
    try commit(["a": text], text, by: who, verb: "snapshot", command: "snapshot")
  }
}
