import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("Signals")
struct InterruptTests {
  @Test("the first signal is remembered, with its number")
  func first() async {
    await #expect(processExitsWith: .exitCode(5)) {
      signal(SIGHUP, SIG_DFL)
      let interrupt = Interrupt.installed()
      guard interrupt.signal() == nil else { exit(1) }
      kill(getpid(), SIGHUP)
      exit(waited(for: interrupt) == SIGHUP ? 5 : 2)
    }
  }

  @Test("the second signal ends the program at once with 128 and its number")
  func second() async {
    await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      let interrupt = Interrupt.installed()
      kill(getpid(), SIGINT)
      guard waited(for: interrupt) == SIGINT else { exit(2) }
      kill(getpid(), SIGTERM)
      sleep(60)
      exit(1)
    }
  }

  @Test("a signal that was ignored at the start stays ignored")
  func ignored() async {
    await #expect(processExitsWith: .exitCode(5)) {
      signal(SIGHUP, SIG_IGN)
      signal(SIGTERM, SIG_DFL)
      let interrupt = Interrupt.installed()
      kill(getpid(), SIGHUP)
      kill(getpid(), SIGTERM)
      exit(waited(for: interrupt) == SIGTERM ? 5 : 2)
    }
  }

  @Test("a closed reader ends the program without SIGPIPE")
  func brokenPipe() async {
    await #expect(processExitsWith: .exitCode(5)) {
      let process = ProcessEnvironment.actual()
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { exit(1) }
      close(ends[0])
      do throws(WriteFailure) {
        try DescriptorSink(ends[1]).write([1])
        exit(2)
      } catch {
        exit(error.isBrokenPipe && !process.executable.isEmpty ? 5 : 3)
      }
    }
  }

  @Test("the real clock advances and the time zone exists")
  func actual() {
    let clock = SystemClock.actual
    let before = clock.uptime()
    #expect(clock.uptime() >= before)
    #expect(clock.now() > .seconds(1_700_000_000))
    #expect(abs(clock.zone(0)) <= 14 * 3600)
  }
}

/// The signal that came: another thread than ours may be the one that gets it.
private func waited(for interrupt: Interrupt) -> Int32? {
  poll { interrupt.signal() != nil }
  return interrupt.signal()
}
