package import Transfer

/// The judgement of an interface, in words.
package struct LinkTestText {
  package struct Check {
    /// The requested content.
    package let title: String
    /// Bytes of the question.
    let request: Int
    package let figures: LinkTest.Figures

    package init(title: String, request: Int, figures: LinkTest.Figures) {
      (self.title, self.request, self.figures) = (title, request, figures)
    }
  }

  let checks: [Check]
  let port: String
  let who: String

  package init(_ checks: [Check], of port: String, who: String) {
    self.checks = checks
    self.port = port
    self.who = who
  }

  package var lines: [StyledText] {
    ["\(port, .heading)  \(who)"] + checks.flatMap(lines) + [verdict]
  }

  private var verdict: StyledText {
    checks.allSatisfy(\.figures.isSound)
      ? "no data was lost or changed"
      : "\("do not trust this interface with a restore:", .warning) data was lost or changed, as listed above"
  }

  private func lines(_ check: Check) -> [StyledText] {
    let figures = check.figures
    var lines: [StyledText] = ["  \(check.title): \(figures.answered) of \(figures.asked) requests answered"]
    if figures.different > 0 {
      let words = Self.words(figures.differences)
      lines.append("    \(figures.different) answers were broken or differ from the first: \(words)")
    }
    if figures.lost > 0 {
      lines.append("    the system lost at least \(Count.bytes(figures.lost)) of the received data")
    }
    if let median = figures.time(percent: 50), let most = figures.time(percent: 100) {
      lines.append("    an answer took \(Self.milliseconds(median)), at most \(Self.milliseconds(most))")
    }
    if let rate = Self.rate(check) { lines.append("    \(rate) bytes per second; a DIN cable carries 3125") }
    return lines
  }

  /// How many answers went wrong in which way.
  private static func words(_ differences: [LinkTest.Difference]) -> String {
    var fewer: [Int] = []
    var more: [Int] = []
    for case .missing(let count) in differences { fewer.append(count) }
    for case .added(let count) in differences { more.append(count) }
    return [
      part(differences.count { $0 == .broken }, "cut off"), part(fewer.count, "without \(range(fewer))"),
      part(more.count, "with \(range(more)) more"),
      part(differences.count { $0 == .reordered }, "with the same bytes in another order"),
      part(differences.count { $0 == .changed }, "with the same length and other bytes"),
    ].compactMap(\.self).joined(separator: ", ")
  }

  private static func part(_ count: Int, _ words: String) -> String? { count == 0 ? nil : "\(count) \(words)" }

  /// `3 bytes`, `3 to 7 bytes`.
  private static func range(_ counts: [Int]) -> String {
    let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
    return least == most ? Count.bytes(least) : "\(least) to \(Count.bytes(most))"
  }

  /// Bytes a second, questions included; nil without answers, or where no time passed.
  private static func rate(_ check: Check) -> Int? {
    let seconds = seconds(check.figures.times.reduce(.zero, +))
    let bytes = check.figures.bytes + check.request * check.figures.times.count
    return seconds > 0 ? Int(Double(bytes) / seconds) : nil
  }

  package var json: JSON {
    .sorted([
      ("port", .string(port)), ("who", .string(who)), ("sound", .bool(checks.allSatisfy(\.figures.isSound))),
      ("checks", .array(checks.map(Self.json))),
    ])
  }

  private static func json(_ check: Check) -> JSON {
    let figures = check.figures
    return .sorted([
      ("title", .string(check.title)), ("asked", JSON(figures.asked)), ("answered", JSON(figures.answered)),
      ("different", JSON(figures.different)),
      ("broken", JSON(figures.differences.count { $0 == .broken })),
      ("missing-bytes", JSON(figures.differences.reduce(0) { if case .missing(let n) = $1 { $0 + n } else { $0 } })),
      ("added-bytes", JSON(figures.differences.reduce(0) { if case .added(let n) = $1 { $0 + n } else { $0 } })),
      ("reordered", JSON(figures.differences.count { $0 == .reordered })), ("lost", JSON(figures.lost)),
      ("bytes", JSON(figures.bytes)),
      ("median-seconds", figures.time(percent: 50).map { .double(seconds($0)) } ?? .null),
      ("most-seconds", figures.time(percent: 100).map { .double(seconds($0)) } ?? .null),
    ])
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let micros = Int(seconds(duration) * 1_000_000)
    return "\(micros / 1000).\(micros % 1000 / 100) ms"
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
