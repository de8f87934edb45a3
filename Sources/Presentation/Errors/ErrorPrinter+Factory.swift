package import Simulation

extension FactoryError: Reportable {
  package var report: Report {
    Report(
      .badInput, "the first memory in \(quoted: file) is invalid: line \(line), column \(column): \(words)", hint: hint,
      details: ["file": .string(file), "line": JSON(line), "column": JSON(column)])
  }

  private var words: StyledText {
    switch problem {
    case .notYAML(let text): "it is not valid YAML: \(text)"
    case .duplicate(let name): "\(quoted: name) is defined twice"
    case .tooLarge(let reader): reader.words
    case .missing(let key): "the key \(quoted: key) is missing"
    case .unknownKey(let key, _): "the key \(quoted: key) is unknown"
    case .expected(let what): "expected \(what)"
    case .unknownName(let name, let of, _): "\(quoted: name) is not among the \(of)"
    case .circle(let part): "the part \(quoted: part) uses itself"
    case .tooManySteps(let limit): "one slot takes more than \(limit) steps"
    case .encode(let error, let slot): "cannot write \(slot): \(error.report.message)"
    }
  }

  private var hint: StyledText? {
    switch problem {
    case .unknownKey(_, let near), .unknownName(_, _, let near):
      near.isEmpty ? nil : "did you mean \(StyledText.list(near, last: "or"))?"
    case .encode(let error, _): error.report.hint
    case .notYAML, .duplicate, .tooLarge, .missing, .expected, .circle, .tooManySteps: nil
    }
  }
}
