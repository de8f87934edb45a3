package import Profiles

/// The findings of a profile check, in words.
package struct CheckText {
  private let file: String
  private let check: ProfileCheck
  private let sampleCount: Int

  package init(_ file: String, _ check: ProfileCheck, samples: Int) {
    self.file = file
    self.check = check
    sampleCount = samples
  }

  package var isGood: Bool { check.error == nil && check.pathProblems.isEmpty && check.findings.isEmpty }

  package var lines: [StyledText] {
    if let error = check.error {
      let hint: [StyledText] = error.report.hint.map { ["  " + $0] } ?? []
      return ["\(file):\(error.line):\(error.column): " + error.report.message] + hint
    }
    guard let profile = check.profile else { return [] }
    var lines: [StyledText] = ["\(file): \(profile.name), \(Count.slots(profile.kinds.reduce(0) { $0 + $1.count }))"]
    lines += check.pathProblems.map { "  \(Self.words($0))" }
    lines += check.findings.map {
      "  message \($0.message + 1) (\($0.kind ?? "unknown kind")): \(Self.words($0.reason))"
    }
    if sampleCount > 0, check.findings.isEmpty {
      lines.append("  all \(Count.messages(sampleCount)) encode back unchanged")
    }
    if !check.guesses.isEmpty { lines.append("  \(check.guesses.count) facts are guesses") }
    if !check.withoutSource.isEmpty { lines.append("  \(check.withoutSource.count) facts have no source") }
    return lines
  }

  private static func words(_ reason: ProfileCheck.Finding.Reason) -> String {
    switch reason {
    case .notPlaced: "matches no slot of the profile"
    case .notDecoded(let problem): "is not decoded: \(problem.report.message.plain)"
    case .damaged(let problem): problem.report.message.plain
    case .notRoundTripping: "changes when it is decoded and encoded again"
    }
  }

  private static func words(_ problem: PathProblem) -> String {
    switch problem {
    case .duplicate(let kind, let path): "two fields of '\(kind)' have the path '\(path)'"
    case .prefix(let kind, let path, let of): "in '\(kind)' the path '\(path)' is the beginning of '\(of)'"
    case .noBlank(let kind, _): "an unused slot of '\(kind)' cannot be encoded from the initial values"
    }
  }

  package var json: JSON {
    [
      "file": .string(file), "id": JSON(check.profile?.id),
      "error": check.error.flatMap { $0.report.json["error"] } ?? .null, "guesses": JSON(check.guesses.count),
      "withoutSource": JSON(check.withoutSource.count),
      "findings": .array(
        check.findings.map {
          ["message": JSON($0.message + 1), "kind": JSON($0.kind), "reason": .string(Self.words($0.reason))]
        }),
    ]
  }
}
