package import Objects

/// The result of a git run.
package struct GitAnswer: Sendable {
  package let status: Int
  package let output: [UInt8]
  package let errors: String

  package init(status: Int, output: [UInt8], errors: String) {
    self.status = status
    self.output = output
    self.errors = errors
  }

  /// The parts of an output of `-z`.
  var parts: [String] { output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } }
}

/// Runs git on the index and the files of a work tree. Passed in, because this module starts no program.
///
/// The implementation must disable the archive's configuration: no hook, filter or other program runs.
///
/// - Parameters of the call: arguments for git, its standard input, the commit that git sees as HEAD.
package typealias GitRun =
  @Sendable (_ words: [String], _ input: [UInt8], _ head: ObjectID?) throws(WorkTreeError) -> GitAnswer
