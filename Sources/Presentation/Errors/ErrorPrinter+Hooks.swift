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
    return "the hook \(quoted: moment.rawValue) could not run: \(words); \(what)"
  }

  private var words: StyledText {
    switch problem {
    case .status(let status): "it ended with status \(status)"
    case .signal(let number): "it was ended by signal \(number)"
    case .tooSlow(let seconds): "it exceeded its timeout of \(seconds) s"
    case .interrupted: "it was interrupted"
    case .notStarted(let code): "it cannot be started: \(WriteFailure(code: code).words)"
    case .noFile: "\(quoted: path) is not a file"
    case .deadLink(let path): "the link \(quoted: path) is broken"
    case .noFolder(let path): "\(quoted: path) is not a folder"
    case .notExecutable: "\(quoted: path) is not executable"
    case .foreign(let path, let owner): "\(quoted: path) belongs to another user (\(owner))"
    case .writable(let path): "\(quoted: path) is writable by other users"
    case .unreadable(let error): error.report.message
    case .badLimit(let text): "'synvc.hookTimeout' is \(quoted: text), expected 1 to 86400 seconds"
    }
  }

  private var hint: StyledText? {
    switch problem {
    case .status, .signal: moment.mayRefuse ? "read its output above, or skip all hooks with '--no-hooks'" : nil
    case .tooSlow: "allow it five minutes with 'synvc git config synvc.hookTimeout 300'"
    case .notStarted: "name its interpreter in the first line, such as '#!/bin/sh'"
    case .notExecutable: "make it executable with 'chmod +x', or move an unwanted hook away"
    case .foreign: "give the hook and its folder to yourself or root: hooks run in your name"
    case .writable(let path): "remove that permission with 'chmod go-w \(path)'"
    case .deadLink: "replace or remove the link: a hook is a program, or a link to one"
    case .noFolder: "replace it with a folder: hooks are programs in a folder of that name"
    case .badLimit: "set it with 'synvc git config synvc.hookTimeout 60'"
    case .noFile: "move it away: a hook is a program, or a link to one"
    case .interrupted, .unreadable: nil
    }
  }
}
