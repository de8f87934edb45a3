import Foundation

/// The real git, in a separate environment: with the repository's configuration only.
package struct Git: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let arguments: [String]
    package let status: Int32
    package let errors: String
    package var description: String { "git \(arguments.joined(separator: " ")): status \(status), \(errors)" }
  }

  package static let program = "/usr/bin/git"
  package let folder: String
  package var environment: [String: String]

  /// - Parameter folder: where git runs.
  package init(in folder: String, home: String) {
    self.folder = folder
    environment = [
      "GIT_CONFIG_NOSYSTEM": "1", "HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC",
      "GIT_AUTHOR_NAME": "A U Thor", "GIT_AUTHOR_EMAIL": "author@example.com", "GIT_COMMITTER_NAME": "C O Mitter",
      "GIT_COMMITTER_EMAIL": "committer@example.com", "GIT_AUTHOR_DATE": "1700000000 +0100",
      "GIT_COMMITTER_DATE": "1700000000 +0100",
    ]
  }

  /// The output of git; throws ``Failure`` unless it exits with 0.
  @discardableResult
  package func callAsFunction(_ arguments: String..., input: [UInt8] = []) throws -> String {
    String(decoding: try bytes(arguments, input: input), as: UTF8.self)
  }

  /// The lines git prints.
  package func lines(_ arguments: String...) throws -> [String] {
    String(decoding: try bytes(arguments), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  package func bytes(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: Git.program)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = URL(filePath: folder)
    let scratch = try TemporaryFolder()
    for name in ["in", "out", "err"] { try Data(name == "in" ? input : []).write(to: URL(filePath: scratch(name))) }
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: scratch("in")))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: scratch("out")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: scratch("err")))
    try process.run()
    process.waitUntilExit()
    let errors = String(decoding: try Data(contentsOf: URL(filePath: scratch("err"))), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(arguments: arguments, status: process.terminationStatus, errors: errors)
    }
    return Array(try Data(contentsOf: URL(filePath: scratch("out"))))
  }
}
