/// An error in words: the failure, the next step, and the exit status of the program.
///
/// - Shape: message in lower case, no full stop, failure first, subjects in single quotes (`\(quoted: name)`);
///   the hint is one sentence.
package struct Report: Hashable, Sendable {
  package var status: ExitStatus
  package var message: StyledText
  package var hint: StyledText?
  /// Evidence for programs, in the error's `details` with `--json`.
  package var details: [Detail]

  package struct Detail: Hashable, Sendable {
    package let name: String
    package let value: JSON

    package init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  package init(
    _ status: ExitStatus, _ message: StyledText, hint: StyledText? = nil, details: KeyValuePairs<String, JSON> = [:]
  ) {
    self.status = status
    self.message = message
    self.hint = hint
    self.details = details.map { Detail(name: $0.key, value: $0.value) }
  }

  /// The error as people read it: `error: …`, then `hint: …`.
  package var lines: [StyledText] {
    let error: StyledText = "\("error:", .error) \(message)"
    return [error] + (hint.map { ["\("hint:", .heading)  \($0)"] } ?? [])
  }

  /// The error as programs read it.
  package var json: JSON {
    var members: [(String, JSON)] = [
      ("status", JSON(Int(status.code))), ("kind", .string(status.kind)), ("message", .string(message.plain)),
    ]
    if let hint { members.append(("hint", .string(hint.plain))) }
    if !details.isEmpty { members.append(("details", .sorted(details.map { ($0.name, $0.value) }))) }
    return .ordered([("version", 1), ("error", .ordered(members))])
  }
}

/// An error that has words. Errors of other modules get theirs by an extension in this folder, one file a module;
/// the commands word their own.
package protocol Reportable: Error {
  var report: Report { get }
}
