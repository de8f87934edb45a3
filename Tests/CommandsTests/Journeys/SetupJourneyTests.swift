import Foundation
import TestSupport
import Testing

@testable import Commands

/// A toy instrument at the other end of two pipes, on a thread of its own; switched off with the last reference.
private final class ToyOnPipes {
  private let isOff = Locked(false)
  private let isServed = DispatchSemaphore(value: 0)
  /// The port of the program.
  let port = "from,to"

  init(_ bench: Workbench) throws {
    for name in ["from", "to"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    let (isOff, isServed) = (isOff, isServed)
    var (_, surroundings) = bench.surroundings
    surroundings.interrupt = Interrupt { isOff.value ? SIGTERM : nil }
    let inside = surroundings
    Thread.detachNewThread {
      _ = Program().run(
        ["simulate", "run", "toy", "--port", "to,from", "--memory", "sim:served", "--baud", "0"], in: inside)
      isServed.signal()
    }
  }

  deinit {
    isOff.change { $0 = true }
    isServed.wait()
  }
}

@Suite("Journey: instruments are found and named")
struct SetupJourneyTests {
  private func bench() throws -> Workbench {
    signal(SIGPIPE, SIG_IGN)
    let bench = try Workbench(device: false)
    bench.terminal = true
    return bench
  }

  @Test("a name that cannot be one, or that the rig has already, is asked for again")
  func names() throws {
    let bench = try bench()
    bench.run("device", "add", "mono", "--profile", "toy", "--port", "sim:other")
    let toy = try ToyOnPipes(bench)
    bench.answers = ["My Toy", "mono", "desk"]
    let outcome = bench.run("setup", toy.port, "--no-snapshot")
    #expect(outcome.status == .done && outcome.results == "added: desk\n", "\(outcome)")
    #expect(outcome.notes.contains("'My Toy' cannot be the name of a device"))
    #expect(outcome.notes.contains("'mono' is in the rig already"))
    let list = bench.run("device", "list").results
    #expect(list.contains("sim:other") && list.contains("from,"), "\(list)")
  }

  @Test("a device of the rig that has no port on this computer is the first name that is proposed")
  func portless() throws {
    let bench = try bench()
    bench.run("device", "add", "desk", "--profile", "toy")
    let toy = try ToyOnPipes(bench)
    let outcome = bench.run("setup", toy.port, "--no-snapshot", "--yes")
    #expect(outcome.status == .done && outcome.results == "added: desk\n", "\(outcome)")
  }

  @Test("the channel that the archive knows of a device is kept where a clone is told its port")
  func channel() throws {
    let bench = try bench()
    bench.run("device", "add", "desk", "--profile", "toy", "--port", "sim:desk", "--channel", "5")
    bench.snapshot("first")
    let config = bench.home("work/.synvc/config")
    let lines = try String(contentsOfFile: config, encoding: .utf8).split(separator: "\n")
    try lines.filter { !$0.contains("port = ") }.joined(separator: "\n").appending("\n")
      .write(toFile: config, atomically: true, encoding: .utf8)
    #expect(bench.run("device", "list").results.contains("no port here"))
    let toy = try ToyOnPipes(bench)
    #expect(bench.run("setup", toy.port, "--no-snapshot", "--yes").results == "added: desk\n")
    #expect(bench.run("device", "show", "desk").results.contains("channel 5"))
  }

  @Test("an instrument is left out with a hyphen")
  func leftOut() throws {
    let bench = try bench()
    let toy = try ToyOnPipes(bench)
    bench.answers = ["-"]
    let outcome = bench.run("setup", toy.port)
    #expect(outcome.status == .done && outcome.results == "no instrument was added to the rig\n", "\(outcome)")
  }
}
