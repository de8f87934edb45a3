import Synchronization
import Testing

@testable import Presentation

@Suite("Progress")
struct ProgressTests {
  private func state(done: Int, elapsed: Duration, expected: Duration? = nil) -> ProgressState {
    var state = ProgressState(activity: "reading", total: 288, expected: expected)
    (state.done, state.item, state.elapsed) = (done, "pattern/F07", elapsed)
    return state
  }

  @Test("a line shows the bar in eighths, the count, the slot and the time")
  func line() {
    let line = state(done: 231, elapsed: .seconds(41)).line(columns: 100, bar: true)
    #expect(line == "  reading ████████████████     231/288  pattern/F07  0:41 of about 0:51")
    let half = state(done: 225, elapsed: .seconds(41)).line(columns: 100, bar: true)
    #expect(half == "  reading ███████████████▋     225/288  pattern/F07  0:41 of about 0:52")
  }

  @Test("the bar has a constant width and grows with progress")
  func bar() {
    let bars = (0...200).map { ProgressState.bar(done: $0, total: 200, cells: 20) }
    #expect(bars.allSatisfy { $0.count == 20 })
    #expect(bars.first == String(repeating: " ", count: 20))
    #expect(bars.last == String(repeating: "█", count: 20))
    #expect(Set(bars).count == 161)
    #expect(ProgressState.bar(done: 9, total: 0, cells: 3) == "   ")
    #expect(ProgressState.bar(done: 9, total: 3, cells: 3) == "███")
  }

  @Test("no line is wider than the terminal", arguments: [0, 1, 10, 20, 30, 40, 50, 60, 80])
  func narrow(columns: Int) {
    for done in [0, 7, 288] {
      #expect(displayWidth(state(done: done, elapsed: .seconds(3700)).line(columns: columns, bar: true)) <= columns)
    }
  }

  @Test("the estimate uses the expected rate first, then the measured one")
  func estimate() {
    #expect(state(done: 0, elapsed: .zero).estimate == nil)
    #expect(state(done: 1, elapsed: .seconds(9), expected: .seconds(52)).estimate == .seconds(52))
    #expect(state(done: 144, elapsed: .seconds(30), expected: .seconds(52)).estimate == .seconds(60))
  }

  @Test("times are minutes and seconds, with hours from an hour on")
  func times() {
    #expect(Duration.seconds(9).minutes == "0:09")
    #expect(Duration.seconds(3599).minutes == "59:59")
    #expect(Duration.seconds(3727).minutes == "1:02:07")
    #expect(Duration.milliseconds(41_250).inSeconds == 41.2)
  }

  /// Reads ten slots, a second each; gives what was printed.
  private func work(_ choice: ProgressChoice, terminal: Bool = true, json: Bool = false, quiet: Bool = false) -> String
  {
    let fixture = OutputFixture(terminal: terminal, json: json, quiet: quiet)
    let time = Mutex<Duration>(.zero)
    let progress = Progress(
      ProgressState(activity: "reading", total: 10), on: fixture.output, as: choice, columns: { 60 },
      now: { time.withLock { $0 } })
    for done in 1...10 {
      time.withLock { $0 += .milliseconds(500) }
      progress.advance(to: done, item: "kit/\(done)")
      time.withLock { $0 += .milliseconds(20) }
      progress.advance(to: done, item: "kit/\(done)")
    }
    progress.finish()
    return fixture.notes.text
  }

  @Test("a terminal redraws one line at most ten times a second and clears it at the end")
  func redraw() {
    let text = work(.auto)
    let drawn = text.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false)
    #expect(drawn.count == 12)
    #expect(drawn.last == "")
    #expect(!text.contains("\n"))
  }

  @Test("without a terminal, progress is hidden unless plain lines are requested")
  func plain() {
    #expect(work(.auto, terminal: false) == "")
    let lines = "  reading  0/10  0:00\n  reading 10/10  kit/10  0:05 of about 0:05\n"
    #expect(work(.plain, terminal: false) == lines)
  }

  @Test("--quiet and --json hide human progress but keep requested JSON lines")
  func silenced() {
    #expect(work(.auto, quiet: true) == "")
    #expect(work(.plain, json: true) == "")
    let lines = work(.json, json: true).split(separator: "\n")
    #expect(lines.count == 12)
    #expect(lines[0] == #"{"version":1,"progress":{"activity":"reading","done":0,"elapsed":0.0,"total":10}}"#)
    let last = #"{"activity":"reading","done":10,"elapsed":5.2,"estimate":5.2,"item":"kit/10","total":10}"#
    #expect(lines[11] == #"{"version":1,"progress":\#(last)}"#)
  }
}
