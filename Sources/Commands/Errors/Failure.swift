/// The errors of the command line itself.
package enum Failure: Error, Hashable, Sendable {
  /// No command of this name under `parent`; `near` are similar names, `advice` names the equivalent command.
  case unknownCommand(String, parent: [String], near: [String], advice: String? = nil)
  /// A command that only groups others was called alone.
  case missingCommand(parent: [String], choices: [String])
  /// Arguments that the command does not take, in the parser's own words.
  case usage(message: String, hint: String?, command: [String])
  /// A question could not be asked, for want of a terminal.
  case cannotAsk(question: String)
  /// The user said no.
  case declined
  /// Standard output could not be written.
  case cannotPrint(WriteFailure)
  /// A signal asked the program to end.
  case interrupted(signal: Int32)
}

/// An error in reading one file, with the file's name.
package struct BadInput: Error {
  package let file: String
  package let cause: any Error

  package init(file: String, cause: any Error) {
    self.file = file
    self.cause = cause
  }
}
