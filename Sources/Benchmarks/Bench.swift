import Foundation

/// Repeats two pieces of work in turn and prints their medians and the ratio.
struct Bench {
  let runs: Int

  /// Milliseconds that a piece of work takes. The disk is synced first: a measured sync must not pay for unsynced data
  /// of earlier work.
  static func time(_ work: () throws -> Void) rethrows -> Double {
    sync()
    let clock = ContinuousClock()
    let duration = try clock.measure(work)
    return Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
  }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Runs ours and theirs in turn, so that whatever else the machine does hits both.
  func compare(_ what: String, ours: (Int) throws -> Double, theirs: (Int) throws -> Double) rethrows {
    var (left, right): ([Double], [Double]) = ([], [])
    for run in 0..<runs {
      left.append(try ours(run))
      right.append(try theirs(run))
    }
    let (one, other) = (Self.median(left), Self.median(right))
    Self.say(Self.row(what, Self.number(one), Self.number(other), Self.number(one / other)))
  }

  /// Prints a line at once, so that a result is seen even when a later step fails.
  static func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  static func row(_ cells: String...) -> String {
    var line = cells[0].padding(toLength: 52, withPad: " ", startingAt: 0)
    for cell in cells.dropFirst() { line += String(repeating: " ", count: max(1, 12 - cell.count)) + cell }
    return line
  }

  static func number(_ value: Double) -> String { String(format: value < 10 ? "%.2f" : "%.1f", value) }
}
