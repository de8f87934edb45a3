internal import Bytes
package import Profiles

extension ProfileError: Reportable {
  package var report: Report {
    Report(
      .badInput, "\(StyledText(stringLiteral: line > 0 ? "line \(line), column \(column): " : ""))\(words)" + location,
      hint: hint,
      details: ["line": JSON(line), "column": JSON(column), "place": .string(place)])
  }

  /// For those that only used the profile.
  fileprivate var reportOfProfile: Report {
    var report = report
    report.message = "the profile is invalid: \(report.message)"
    return report
  }

  private var location: StyledText { place.isEmpty ? "" : " (in \(quoted: place))" }

  private var words: StyledText {
    switch problem {
    case .notYAML(let text): "it is not valid YAML: \(text)"
    case .missing(let key): "the key \(quoted: key) is missing"
    case .unknownKey(let key, _): "the key \(quoted: key) is unknown"
    case .expected(let what): "expected \(what)"
    case .ambiguous(let text): "\(quoted: text) is ambiguous in YAML"
    case .unknownName(let name, let of): "\(quoted: name) is not among the \(of)"
    case .pattern(let text): "\(quoted: text) is not a byte pattern"
    case .binding(let error): error.words
    case .duplicate(let name): "\(quoted: name) is defined twice"
    case .tooDeep: "it is nested too deeply"
    case .tooLarge(let reader): reader.words
    case .notOneMessage(let problem): problem.words
    }
  }

  private var hint: StyledText? {
    switch problem {
    case .unknownKey(_, let near) where !near.isEmpty: "did you mean \(StyledText.list(near, last: "or"))?"
    case .ambiguous(let text): "put it in quotes: \"\(text)\""
    case .unknownKey, .notYAML, .missing, .expected, .unknownName, .pattern, .binding, .duplicate, .tooDeep, .tooLarge,
      .notOneMessage:
      nil
    }
  }
}

extension EncodeError: Reportable {
  package var report: Report {
    switch self {
    case .missing(let path):
      Report(.badInput, "the field \(quoted: path) is missing", details: ["field": .string(path.description)])
    case .unknown(let path, let near):
      Report(
        .badInput, "there is no field \(quoted: path)",
        hint: near.isEmpty ? nil : "did you mean \(StyledText.list(near.map(\.description), last: "or"))?",
        details: ["field": .string(path.description), "near": JSON(near.map(\.description))])
    case .illegal(let path, let text, let allowed):
      Report(
        .badInput, "\(quoted: text) is not a value of \(quoted: path)", hint: allowed.map { "use \($0)" },
        details: ["field": .string(path.description)])
    case .noRoom(let path, let capacity):
      Report(
        .badInput, "\(quoted: path) holds at most \(capacity) entries", details: ["field": .string(path.description)])
    case .badPlace(let place): Report(.badInput, "this model has no field or slot \(quoted: place)")
    case .badProfile(let error): error.reportOfProfile
    }
  }
}

extension MessageProblem: Reportable {
  package var report: Report {
    switch self {
    case .wrongChecksum(let found, let computed, let offset):
      Report(
        .badInput, "the checksum is wrong: \(found) instead of \(computed)", details: ["offset": JSON(offset)])
    case .wrongLength(let found, let computed, let offset):
      Report(
        .badInput, "the length is wrong: \(found) instead of \(computed)", details: ["offset": JSON(offset)])
    case .slotOutOfRange(let kind, let index, let count):
      Report(.badInput, "slot number \(index) is out of range: \(quoted: kind) has \(count)")
    case .undecodable(let error):
      Report(
        .badInput, "it does not follow the layout: \(error.report.message)", details: ["offset": JSON(error.offset)])
    case .notCanonical: Report(.badInput, "its encoding cannot be reproduced, so its bytes are kept as they are")
    case .incomplete: Report(.badInput, "some of its messages are missing, so its bytes are kept as they are")
    case .badProfile(let error): error.reportOfProfile
    }
  }
}

extension BindingError {
  /// Why layout and view do not fit.
  var words: StyledText {
    switch self {
    case .unknownDimension(let name, let place): "there is no dimension \(quoted: name) for \(quoted: place)"
    case .unknownMember(let name, let place): "there is no member \(quoted: name) in \(quoted: place)"
    case .unusedRule(let name): "the view of \(quoted: name) matches no stored member"
    case .badSize(let place): "the size or position of \(quoted: place) is invalid"
    case .dependsTooDeep(let name): "\(quoted: name) depends on too many other members"
    case .tooLarge(let reader): reader.words
    case .reservedPath(let name): "the path of \(quoted: name) begins with a reserved word"
    }
  }
}

extension OutgoingProblem {
  /// Why a pattern may not be sent.
  var words: StyledText {
    switch self {
    case .notBegun: "the pattern is not exactly one SysEx message: it does not begin with F0"
    case .notEnded: "the pattern is not exactly one SysEx message: it does not end with F7"
    case .statusInside(let byte):
      "the pattern is not exactly one SysEx message: it contains the byte \(Hex.spaced([byte]))"
    case .openMaker: "the pattern must name the maker: the bytes after F0 are variable"
    case .tooLong(let count): "a request has at most 64 bytes, not \(count)"
    case .universal(let bytes): "synvc does not send the universal message \(Hex.spaced(bytes.prefix(6))) …"
    }
  }
}

extension ReadingBudget.Reader {
  /// The exceeded limit.
  var words: StyledText { "it exceeds a limit of synvc: at most \(limit) \(rawValue)" }
}
