import Foundation
import TestSupport
import Testing

@testable import Commands

/// A toy instrument at the other end of two pipes, on a thread of its own; switched off with the last reference.
final class ToyOnPipes {
  private let isOff = Locked(false)
  private let isServed = DispatchSemaphore(value: 0)
  /// The port of the program.
  let port = "from,to"

  /// - Parameter faults: as `simulate run` takes them.
  init(_ bench: Workbench, faults: [String] = []) throws {
    signal(SIGPIPE, SIG_IGN)
    for name in ["from", "to"] { try #require(mkfifo(bench.home("work/\(name)"), 0o600) == 0) }
    let (isOff, isServed) = (isOff, isServed)
    var (_, process) = bench.process
    process.interrupt = Interrupt { isOff.value ? SIGTERM : nil }
    let inside = process
    Thread.detachNewThread {
      _ = Program().run(
        ["simulate", "run", "toy", "--port", "to,from", "--memory", "sim:served", "--baud", "0"] + faults, in: inside)
      isServed.signal()
    }
  }

  deinit {
    isOff.change { $0 = true }
    isServed.wait()
  }
}
