/// How far a long piece of work is, at one moment.
package struct ProgressState: Hashable, Sendable {
  /// The present activity: `reading`, `sending`.
  package var activity: String
  package var done = 0
  /// Nil when the end is not known.
  package var total: Int?
  /// The present item: a slot's name.
  package var item = ""
  package var elapsed: Duration = .zero
  /// The expected total time, known before the work began.
  package var expected: Duration?

  package init(activity: String, total: Int?, expected: Duration? = nil) {
    self.activity = activity
    self.total = total
    self.expected = expected
  }

  /// The total time as measured until now, or as expected near the start; nil when neither is known.
  package var estimate: Duration? {
    guard let total, total > 0 else { return expected }
    guard done * 20 >= total, elapsed >= .seconds(2) else { return expected }
    return elapsed * Double(total) / Double(done)
  }

  /// The state as a line of `--progress=json`.
  package var json: JSON {
    var members: [(String, JSON)] = [
      ("activity", .string(activity)), ("done", JSON(done)), ("total", JSON(total)),
      ("elapsed", JSON(elapsed.inSeconds)),
    ]
    if !item.isEmpty { members.append(("item", .string(item))) }
    if let estimate { members.append(("estimate", JSON(estimate.inSeconds))) }
    return .sorted([("version", 1), ("progress", .sorted(members))])
  }

  /// The state as one line of at most `columns`; the bar, then the item, give way on a narrow terminal.
  package func line(columns: Int, bar: Bool) -> String {
    let count = total.map { "\(done)/\($0)" } ?? "\(done)"
    let width = max(count.count, total.map { "\($0)/\($0)".count } ?? 0)
    let counted = String(repeating: " ", count: width - count.count) + count
    let head = "  \(Escape.text(activity)) "
    let drawn = bar ? total.map { Self.bar(done: done, total: $0, cells: 20) + " " } ?? "" : ""
    let rest = columns - displayWidth(head + counted + "  " + clock)
    let barFits = rest - 12 >= displayWidth(drawn)
    let forItem = rest - 2 - (barFits ? displayWidth(drawn) : 0)
    let label = item.isEmpty || forItem < 4 ? "" : "  " + truncated(Escape.text(item), to: forItem)
    return truncated("\(head)\(barFits ? drawn : "")\(counted)\(label)  \(clock)", to: columns)
  }

  private var clock: String {
    estimate.map { "\(elapsed.minutes) of about \(max($0, elapsed).minutes)" } ?? elapsed.minutes
  }

  /// A bar of whole and eighth blocks, as wide as `cells`.
  static func bar(done: Int, total: Int, cells: Int) -> String {
    let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0
    let eighths = Int(share * Double(cells * 8))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let filled = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    return filled + String(repeating: " ", count: cells - filled.count)
  }
}

extension Duration {
  /// Seconds with tenths.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds / 100_000_000_000_000_000) / 10
  }

  /// `0:41`, or `1:02:07` from an hour on.
  package var minutes: String {
    let seconds = Int(max(components.seconds, 0))
    let tail = Self.twoDigits(seconds % 60)
    if seconds < 3600 { return "\(seconds / 60):\(tail)" }
    return "\(seconds / 3600):\(Self.twoDigits(seconds / 60 % 60)):\(tail)"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
