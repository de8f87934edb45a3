internal import Glibc

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
      Report(.refused, "not confirmed, nothing was changed")
    case .cannotPrint(let failure):
      Report(
        .storageFailed, "cannot write to standard output: \(failure.words)",
        details: ["errno": JSON(Int(failure.code))])
    case .interrupted(let signal):
      Report(.signal(signal), "interrupted", details: ["signal": JSON(Int(signal))])
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

extension BadInput: Reportable {
  package var report: Report {
    let cause = ErrorPrinter.report(for: cause)
    var report = Report(.badInput, "cannot read \(quoted: file): \(cause.message)", hint: cause.hint)
    report.details = [Report.Detail(name: "file", value: .string(file))] + cause.details
    return report
  }
}

extension JSONError: Reportable {
  package var report: Report {
    Report(.badInput, "bad JSON at byte \(offset): \(words)", details: ["offset": JSON(offset)])
  }

  private var words: StyledText {
    switch problem {
    case .endsEarly: "it ends too early"
    case .unexpected(let byte): "\(quoted: Escape.bytes([byte])) is unexpected"
    case .trailing: "extra data follows the value"
    case .tooDeep(let limit): "it is nested deeper than \(limit) levels"
    case .tooLong(let limit): "it is longer than \(limit) bytes"
    case .duplicateName(let name): "the name \(quoted: name) occurs twice in one object"
    case .badEscape: "the escape sequence is unknown or incomplete"
    case .invalidUTF8: "the text is not UTF-8"
    case .outOfRange: "the number is too large"
    }
  }
}

extension WriteFailure: Reportable {
  package var report: Report {
    Report(.storageFailed, "cannot write: \(words)", details: ["errno": JSON(Int(code))])
  }

  /// The system's words, in lower case as our own messages.
  var words: String { String(cString: strerror(code)).lowercased() }
}

extension StyledText {
  /// Quoted names with commas between and a word before the last: `'a', 'b' or 'c'`.
  package static func list(_ names: [String], last word: String) -> StyledText {
    guard let last = names.last, names.count > 1 else { return names.map { "\(quoted: $0)" }.joined() }
    return "\(names.dropLast().map { "\(quoted: $0)" }.joined(separator: ", ")) \(word) \(quoted: last)"
  }
}
