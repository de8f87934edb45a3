internal import Files
package import Operations

extension HookFailure: Reportable {
  package var report: Report {
    var report = Report(
      .hookRefused, moment.mayRefuse ? refusal : "the hook \(quoted: moment.rawValue) failed: \(words)", hint: hint,
      details: ["hook": .string(moment.rawValue), "path": .string(path)])
    if case .status(let status) = problem {
      report.details.append(Report.Detail(name: "status", value: JSON(status)))
    }
    return report
  }

  private var refusal: StyledText {
    let what: StyledText = moment == .preSend ? "nothing was sent" : "nothing was read"
    if case .status = problem { return "the hook \(quoted: moment.rawValue) refused: \(words); \(what)" }
    return "the hook \(quoted: moment.rawValue) could not be asked: \(words); \(what)"
  }

  private var words: StyledText {
    switch problem {
    case .status(let status): "it ended with status \(status)"
    case .signal(let number): "signal \(number) ended it"
    case .tooSlow(let seconds): "it took longer than \(seconds) s and was ended"
    case .interrupted: "it was interrupted"
    case .notStarted(let code): "it cannot be started: \(WriteFailure(code: code).words)"
    case .noFile: "\(quoted: path) is no file"
    case .deadLink(let path): "the link \(quoted: path) leads nowhere"
    case .noFolder(let path): "\(quoted: path) is not a folder"
    case .notExecutable: "\(quoted: path) is not executable"
    case .foreign(let path, let owner): "\(quoted: path) belongs to another user (\(owner))"
    case .writable(let path): "others may write \(quoted: path)"
    case .unreadable(let error): error.report.message
    case .badLimit(let text): "'synvc.hookTimeout' is \(quoted: text) and not 1 to 86400 seconds"
    }
  }

  private var hint: StyledText? {
    switch problem {
    case .status, .signal: moment.mayRefuse ? "what it says stands above; '--no-hooks' does without it" : nil
    case .tooSlow: "'synvc git config synvc.hookTimeout 300' gives it five minutes"
    case .notStarted: "its first line names the program that runs it, as '#!/bin/sh'"
    case .notExecutable: "'chmod +x' makes it run; a hook that is not wanted has to be moved away"
    case .foreign: "hooks run in your name, so they and their folder have to be yours, or root's"
    case .writable(let path): "'chmod go-w \(path)' lets only you write it"
    case .deadLink: "a hook is a program, or a link to one; a link that is not wanted has to be removed"
    case .noFolder: "hooks are programs in a folder of that name"
    case .badLimit: "'synvc git config synvc.hookTimeout 60' sets it"
    case .noFile: "a hook is a program, or a link to one; what is not wanted has to be moved away"
    case .interrupted, .unreadable: nil
    }
  }
}
