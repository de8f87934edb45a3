package import Presentation

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

extension Failure: Reportable {
  package var report: Report {
    switch self {
    case .unknownCommand(let word, let parent, let near, let advice):
      unknownCommand(word, parent, near, advice)
    case .missingCommand(let parent, let choices):
      Report(
        .usage, "\(quoted: Self.program(parent)) needs a command after it",
        hint: "choose one of \(StyledText.list(choices, last: "and"))", details: ["choices": JSON(choices)])
    case .usage(let message, let hint, let command):
      Report(
        .usage, "\(message)", hint: hint.map { "\($0)" } ?? "see \(quoted: "\(Self.program(command)) --help")")
    case .cannotAsk(let question):
      Report(
        .refused, "cannot ask \(quoted: question) without a terminal",
        hint: "use '--yes' to answer yes beforehand")
    case .declined:
      .declined
    case .cannotPrint(let failure):
      Report(
        .storageFailed, "cannot write to standard output: \(failure.words)",
        details: ["errno": JSON(Int(failure.code))])
    case .interrupted(let signal):
      .interrupted(by: signal)
    }
  }

  private func unknownCommand(_ word: String, _ parent: [String], _ near: [String], _ advice: String?) -> Report {
    let program = Self.program(parent)
    let hint: StyledText =
      if let advice {
        "\(advice)"
      } else if near.isEmpty {
        "list the commands with \(quoted: "\(program) --help")"
      } else {
        "did you mean \(StyledText.list(near, last: "or"))?"
      }
    return Report(
      .usage, "\(quoted: word) is not a command of \(quoted: program)", hint: hint, details: ["near": JSON(near)])
  }

  private static func program(_ path: [String]) -> String { (["synvc"] + path).joined(separator: " ") }
}
