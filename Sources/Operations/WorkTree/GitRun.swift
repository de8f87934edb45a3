package import Objects

/// What a run of git left.
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

/// Runs git on the index and the files of a work tree. It is handed in, for no program is started here.
///
/// Whoever runs it sees to it that nothing of the archive's configuration has an effect: no hook, filter or other program.
///
/// - Parameters of the call: words for git, its standard input, the commit that it takes for HEAD.
package typealias GitRun =
  @Sendable (_ words: [String], _ input: [UInt8], _ head: ObjectID?) throws(WorkTreeError) -> GitAnswer
