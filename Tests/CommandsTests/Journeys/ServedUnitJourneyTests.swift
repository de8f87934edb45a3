import Foundation
import MIDI
import TestSupport
import Testing

@testable import Presentation

/// A simulated unit in a process of its own, on two named pipes.
final class ServedProcess {
  let process = Process()
  private let home: TemporaryFolder

  /// Returns once the unit has its port open.
  init(_ binary: Binary, _ words: String..., profile: String = "toy") throws {
    home = binary.home
    for name in ["to", "from"] where !FileManager.default.fileExists(atPath: home(name)) {
      #expect(mkfifo(home(name), 0o600) == 0)
    }
    for name in ["unit.out", "unit.err"] { try home.write("", to: name) }
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = ["simulate", "run", profile, "--port", "to,from", "--memory", "sim:one"] + words
    process.environment = ["HOME": home.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    process.currentDirectoryURL = URL(filePath: home.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: home("unit.out")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: home("unit.err")))
    try process.run()
    let started = process
    #expect(
      try poll(while: { started.isRunning }) {
        try text("unit.err").contains("stop with Ctrl-C") || text("unit.out").contains(#""event":"start""#)
      })
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func text(_ name: String) throws -> String { try String(contentsOfFile: home(name), encoding: .utf8) }

  /// Ends it as a person or a service manager does; one that does not heed the signal is killed, and a failure.
  func end(_ signal: Int32) throws -> (status: Int32, results: String) {
    send(signal)
    let ending = process
    if !poll(until: { !ending.isRunning }) { send(SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, try text("unit.out"))
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }
}

@Suite(
  "A simulated unit served by the built program",
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct ServedUnitJourneyTests {
  /// The toy on two pipes, its memory that of `sim:one`.
  private func binary() throws -> Binary {
    let binary = try Binary()
    try binary.prepareToy()
    #expect(try binary("device", "add", "one", "--port", "from,to").status == 0)
    return binary
  }

  @Test("snapshot, knob change and restore work over two pipes, and the memory file is kept")
  func journey() throws {
    let binary = try binary()
    let unit = try ServedProcess(binary, "--baud", "1000000", "--verbose")
    let same = try binary("snapshot", "-m", "same")
    #expect(same.status == 0 && same.results.contains("unchanged") && same.results.contains("read twice"), "\(same)")
    #expect(try binary("simulate", "edit", "sim:one", "--profile", "toy", "kit/003", "level=7").status == 0)
    let second = try binary("snapshot", "-m", "second")
    #expect(second.status == 0 && second.results.contains("1 slot changed"), "\(second)")
    let back = try binary("checkout", "x", "--send", "--yes")
    #expect(back.status == 0 && back.results.contains("read back: 1 of 1 slot matches"), "\(back)")
    #expect(try binary("status").results.contains("equal to the last snapshot"))
    let (status, results) = try unit.end(SIGTERM)
    #expect(status == 0 && results.contains("  stored kit/003, 66 bytes\n"), "\(results)")
    #expect(results.contains("stored 1; "), "\(results)")
    // Without the process the same memory answers on its own port.
    #expect(try binary("device", "add", "one", "--port", "sim:one").status == 0)
    #expect(try binary("status").results.contains("equal to the last snapshot"))
  }

  @Test("a fault over the pipes names the affected slot, and the next command finds the unit again")
  func fault() throws {
    let binary = try binary()
    let unit = try ServedProcess(binary, "--baud", "0", "--wrong-slot", "kit/005", "--on", "kit/003", "--json")
    let failed = try binary("snapshot", "-m", "second")
    #expect(failed.status == 21 && failed.notes.contains("'kit/003'") && failed.notes.contains("kit/005"), "\(failed)")
    #expect(try binary("status", "kit/002").status == 0)
    let (status, results) = try unit.end(SIGINT)
    let records = results.split(separator: "\n")
    #expect(status == 0 && records.first?.contains(#""event":"start""#) == true, "\(results)")
    #expect(records.dropFirst().first?.hasPrefix(#"{"version":1,"bytes":"#) == true, "\(results)")
    #expect(records.last?.contains(#""event":"end""#) == true, "\(results)")
  }

  @Test("SIGUSR1 sends everything, as SEND at the front panel does")
  func panel() throws {
    let binary = try binary()
    let unit = try ServedProcess(binary, "--baud", "0")
    // Opened both ways, so that opening waits for nobody; what the unit sends is read all the same.
    let pipe = open(binary.home("from"), O_RDWR | O_NONBLOCK)
    defer { close(pipe) }
    unit.send(SIGUSR1)
    var framer = Framer()
    var messages: [SysExMessage] = []
    poll {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = max(0, read(pipe, &buffer, buffer.count))
      messages += framer.feed(buffer.prefix(count)).compactMap(\.message)
      return messages.count >= 12
    }
    #expect(messages.count == 12)
    let (status, results) = try unit.end(SIGINT)
    #expect(status == 0 && results.contains("dumped 12; "), "\(results)")
  }
}

@Suite("Running a simulated unit")
struct SimulateRunTests {
  @Test("invalid serve requests are refused before any port is opened")
  func refused() throws {
    let bench = try Workbench()
    let port = ["--port", "a,b"]
    #expect(bench.run(["simulate", "run", "tay"] + port).status == .unknownName)
    #expect(bench.run(["simulate", "run", "toy"] + port).status == .unreachable)
    #expect(bench.run("simulate", "run", "toy", "--port", "sim:one").status == .usage)
    #expect(bench.run(["simulate", "run", "toy", "--wrong-slot", "kit/099"] + port).status == .unknownName)
    #expect(bench.run(["simulate", "run", "toy", "--on", "kit/099", "--silence"] + port).status == .unknownName)
    #expect(bench.run(["simulate", "run", "toy", "--insert", "F"] + port).status == .usage)
    for words in [
      ["--on", "kit/001"], ["--on", "kit/001", "--nth", "1", "--cut", "3"], ["--times", "2", "--echo"],
      ["--times", "-1", "--cut", "3"], ["--baud", "-1"], ["--clock", "0"], ["--seconds", "-1"],
    ] {
      #expect(bench.run(["simulate", "run", "toy"] + words + port).status == .usage, "\(words)")
    }
  }

  @Test("the unit stops after its time, reports no requests, and has saved its initial memory")
  func nothing() throws {
    let bench = try Workbench()
    for name in ["a", "b"] { #expect(mkfifo(bench.home("work/" + name), 0o600) == 0) }
    let here = bench.home("work/")
    let words = [
      "simulate", "run", "toy", "--port", "\(here)a,\(here)b", "--seconds", "0", "--memory", "unit.syx",
    ]
    let outcome = bench.run(words)
    #expect(outcome.status == .done && outcome.results == "no requests; 0 bytes received, 0 sent, 0 of clock\n")
    #expect(FileManager.default.fileExists(atPath: bench.home("work/unit.syx")))
    let edit = bench.run("simulate", "edit", "unit.syx", "--profile", "toy", "kit/003", "level=7")
    #expect(edit.status == .done, "\(edit)")
    #expect(bench.run(words + ["--json"]).results.contains(#""event":"end""#))
  }

  @Test("every fault is a flag on the help page")
  func help() throws {
    let page = try Workbench(archive: false, device: false).run("help", "simulate", "run").results
    for name in FaultNames.all { #expect(page.contains("  --\(name) "), "\(name)") }
  }
}
