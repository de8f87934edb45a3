package import Presentation

/// One run of one command: its access to the process, and its output.
package struct CommandContext: Sendable {
  package private(set) var process: ProcessEnvironment
  /// The command line without the program's name.
  package let arguments: [String]
  package let globals: Globals
  package let output: Output
  let wrongProfiles = WrongProfiles()
  let wireLog = WireLog()
  /// That the archive is not trusted, and that one was passed over, are said once a command.
  let trustNote = Once()
  let passedOverNote = Once()
  private let paging: Paging

  /// The global options, settled.
  package struct Globals: Sendable {
    /// As given with `--archive`, else nil: `SYNVC_DIR` and the look-up come after it.
    package let archive: String?
    package let yes: Bool
    package let noPager: Bool
    package let progress: ProgressChoice
    /// Seconds to wait for locks.
    package let wait: Double
    /// The file that records the traffic of the ports.
    package let wireLog: String?

    init(_ options: GlobalOptions) {
      archive = options.archive
      yes = options.yes
      noPager = options.noPager
      progress = options.progress
      wait = options.wait
      wireLog = options.wireLog
    }
  }

  init(_ process: ProcessEnvironment, options: GlobalOptions, arguments: [String] = []) {
    let environment = process.environment
    let color = options.quiet && options.color == .auto ? .never : options.color
    func terminal(_ channel: ProcessEnvironment.Channel) -> Terminal {
      Terminal(isTerminal: channel.isTerminal, color: options.json ? .never : color, environment: environment)
    }
    self.process = process
    self.arguments = arguments
    self.globals = Globals(options)
    self.output = Output(
      Output.Rules(
        json: options.json, quiet: options.quiet, results: terminal(process.results),
        notes: terminal(process.notes), columns: { process.columns() ?? 80 }),
      results: process.results.sink, notes: process.notes.sink)
    self.paging = Paging()
  }

  package var interrupt: Interrupt { process.interrupt }

  /// Width to fill: the terminal's, else 80.
  package var columns: Int { process.columns() ?? 80 }

  /// Begins a piece of work whose progress is shown until its `finish()`.
  ///
  /// - Parameters:
  ///   - activity: `reading`, `sending`.
  ///   - total: how many parts there are; nil when unknown.
  ///   - expected: the expected time for all parts.
  package func progress(_ activity: String, of total: Int?, expected: Duration? = nil) -> Progress {
    let process = process
    return Progress(
      ProgressState(activity: activity, total: total, expected: expected), on: output, as: globals.progress,
      columns: { process.columns() ?? 80 }, now: process.clock.uptime)
  }

  /// Shows the results from now on in the user's pager, where there is a terminal to show it on.
  ///
  /// - Parameter configured: the archive's `core.pager`.
  package func page(configured: String? = nil) {
    guard output.rules.results.redraws, !output.rules.json, !globals.noPager,
      let command = Pager.command(environment: process.environment, configured: configured),
      !paging.isActive,
      let pager = Pager.start(command, environment: process.environment)
    else { return }
    interrupt.bePatient()
    paging.begin(pager)
    output.beginPaging(into: pager.sink)
  }

  /// Prepares the message that is printed where a signal ends the program by force.
  func prepareLastWords() {
    let rules = output.rules
    Interrupt.prepareLastWords { number in
      let report = Failure.interrupted(signal: number).report
      if rules.json { return report.json.line + "\n" }
      let words = report.lines.map { $0.rendered(color: rules.notes.hasColor) }.joined(separator: "\n")
      return (rules.notes.redraws ? "\r\u{1B}[K" : "") + words + "\n"
    }
  }

  /// Leaves the pager, if one is shown, and ends the output.
  ///
  /// - Returns: the error of standard output; a pager left early is not an error.
  func finish() -> WriteFailure? {
    guard let pager = paging.end() else { return output.finish() }
    output.endPaging(wait: pager.wait)
    return nil
  }
}
