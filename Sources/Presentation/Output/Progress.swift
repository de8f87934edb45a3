internal import Synchronization

/// How progress is shown.
package enum ProgressChoice: String, Sendable, CaseIterable {
  /// A line that is overwritten on a terminal; nothing elsewhere.
  case auto
  /// A line now and then.
  case plain
  /// A line of JSON now and then.
  case json
  case none
}

/// Shows how far one piece of work is. Safe to call from the thread that does the work.
package final class Progress: Sendable {
  private struct Shown {
    var state: ProgressState
    var last: Duration?
  }

  private let output: Output
  private let choice: ProgressChoice
  private let columns: @Sendable () -> Int
  private let now: @Sendable () -> Duration
  private let start: Duration
  private let shown: Mutex<Shown>

  /// - Parameters:
  ///   - columns: width of the terminal, asked again for each line.
  ///   - now: a clock that only goes forward.
  package init(
    _ state: ProgressState, on output: Output, as choice: ProgressChoice, columns: @escaping @Sendable () -> Int,
    now: @escaping @Sendable () -> Duration
  ) {
    self.output = output
    self.choice = Self.settle(choice, output.rules)
    self.columns = columns
    self.now = now
    self.start = now()
    self.shown = Mutex(Shown(state: state))
    show(isLast: false)
  }

  /// Says that `done` parts are done and `item` is next.
  package func advance(to done: Int, item: String = "") {
    shown.withLock {
      $0.state.done = done
      $0.state.item = item
    }
    show(isLast: false)
  }

  /// Takes the line away; plain and JSON progress get their last line.
  package func finish() { show(isLast: true) }

  /// The least time between two lines: a tenth of a second on a terminal, ten seconds in a log.
  private var interval: Duration {
    switch choice {
    case .auto: .milliseconds(100)
    case .json: .milliseconds(500)
    case .plain, .none: .seconds(10)
    }
  }

  private func show(isLast: Bool) {
    guard choice != .none else { return }
    guard let state = due(isLast: isLast) else { return }
    switch choice {
    case .auto: output.status(isLast ? nil : state.line(columns: columns() - 1, bar: true))
    case .plain: output.writeNote(state.line(columns: columns(), bar: false))
    case .json: output.writeNote(state.json.line)
    case .none: break
    }
  }

  /// The state to show, when it is time to show it.
  private func due(isLast: Bool) -> ProgressState? {
    let moment = now()
    return shown.withLock { shown in
      shown.state.elapsed = moment - start
      if let last = shown.last, !isLast, moment - last < interval { return nil }
      shown.last = moment
      return shown.state
    }
  }

  /// `--progress=json` speaks even with `--quiet` and `--json`; the others keep silent then.
  private static func settle(_ choice: ProgressChoice, _ rules: Output.Rules) -> ProgressChoice {
    let isSilent = rules.quiet || rules.json
    return switch choice {
    case .json, .none: choice
    case .plain: isSilent ? .none : .plain
    case .auto: !isSilent && rules.notes.redraws ? .auto : .none
    }
  }
}
