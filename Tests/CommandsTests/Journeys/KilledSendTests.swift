import Foundation
import Glibc
import TestSupport
import Testing

/// A send whose process is killed, between any two messages.
@Suite("A killed send", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct KilledSendTests {
  private static let slots = ["kit/001", "kit/003", "kit/005", "kit/007"]

  /// The program with a unit that differs in four slots from its only snapshot.
  private func scene() throws -> (binary: Binary, first: String) {
    let binary = try Binary()
    try binary.prepareToy()
    let first = try binary("git", "rev-parse", "HEAD").results
    for slot in Self.slots { #expect(try binary("simulate", "edit", "sim:one", slot, "level=11").status == 0) }
    return (binary, String(first.prefix(40)))
  }

  /// Sends over a slow cable, and kills the process when so many messages are written down as sent.
  private func kill(_ binary: Binary, _ first: String, after sent: Int) throws {
    #expect(try binary("device", "add", "one", "--port", "sim:one,baud=600").status == 0)
    let process = Process()
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = ["checkout", first] + Self.slots + ["--send", "--yes"]
    process.environment = ["HOME": binary.home.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
    process.currentDirectoryURL = URL(filePath: binary.home.path)
    (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let journal = binary.home(".synvc/journal/one")
    let came = poll(while: { process.isRunning }) {
      let text = FileManager.default.contents(atPath: journal).map { String(decoding: $0, as: UTF8.self) }
      return text.map { $0.split(separator: "\n").count(where: { $0.hasPrefix("sent ") }) >= sent } ?? false
    }
    #expect(came && process.isRunning, "it was over before \(sent) messages were sent")
    _ = Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(FileManager.default.fileExists(atPath: journal), "it was killed too late")
    #expect(try binary("device", "add", "one", "--port", "sim:one").status == 0)
  }

  @Test("a send killed at each message boundary can be completed or undone, and reads back", arguments: 0..<4)
  func killed(sent: Int) throws {
    let isCompleting = sent % 2 == 0
    let (binary, first) = try scene()
    try kill(binary, first, after: sent)
    let refused = try binary.run(["checkout", first] + Self.slots + ["--send", "--yes"])
    #expect(refused.status == 14 && refused.notes.contains("was interrupted"), "\(refused)")
    let resumed = try binary("checkout", isCompleting ? "--continue" : "--abort", "--yes")
    #expect(resumed.status == 0 && resumed.results.contains("read back: "), "\(resumed)")
    #expect(try binary("diff", "--live", "--exit-code", first).status == (isCompleting ? 0 : 1))
    #expect(try binary("diff", "--live", "--exit-code").status == 0)
    let levels = try Self.slots.map { slot in try binary("cat", slot).results.contains("level                   11") }
    #expect(levels == Array(repeating: !isCompleting, count: 4))
    #expect(try binary("checkout", "--continue").status == 1)
    #expect(try binary("fsck").status == 0)
  }

  @Test(
    "a unit that stops receiving midway: 'status' names both recovery commands, and both work",
    arguments: ["--continue", "--abort"])
  func silent(_ command: String) throws {
    let (binary, first) = try scene()
    let profile = ToyDevice.text.replacing("steps:\n", with: "transfer: {gap: 400 ms, idle-timeout: 200 ms}\nsteps:\n")
    try binary.home.write(profile, to: ".config/synvc/profiles/toy.yaml")
    #expect(try binary("device", "add", "one", "--port", "from,to").status == 0)
    let before = memory(binary)
    var unit = try ServedProcess(binary, "--baud", "0")
    let cut = try stop(unit, binary, ["checkout", first] + Self.slots + ["--send", "--yes"])
    // A pipe tells that nobody takes the bytes; a cable does not (`ReadBackTests`).
    #expect([20, 21].contains(cut.status), "\(cut)")
    #expect(!cut.notes.contains("changed though") && !cut.results.contains("] "), "\(cut)")
    unit = try ServedProcess(binary, "--baud", "0")
    let told = try binary("status").notes
    #expect(
      told.contains(
        "the send to 'one' was interrupted: 'synvc checkout --continue' completes it, 'synvc checkout --abort'"))
    #expect(try binary("status", "--json").results.contains("\"cut\": [\n    \"one\"\n  ]"))
    let resumed = try binary("checkout", command, "--yes")
    #expect(resumed.status == 0, "\(resumed)")
    #expect(try binary("diff", "--live", "--exit-code").status == 0)
    _ = try unit.end(SIGTERM)
    if command == "--abort" { #expect(memory(binary) == before) }
    #expect(try binary("cat", "kit/003").results.contains("level                   11") == (command == "--abort"))
  }

  private func memory(_ binary: Binary) -> Data? {
    FileManager.default.contents(atPath: binary.home(".local/state/synvc/simulated/one.syx"))
  }

  /// Runs a command, and stops the unit, cable and all, when the second message was sent to it.
  private func stop(_ unit: ServedProcess, _ binary: Binary, _ words: [String]) throws -> Binary.Outcome {
    let (journal, process) = (binary.home(".synvc/journal/one"), unit.process.processIdentifier)
    let stopper = Thread {
      _ = poll(while: { true }) {
        let text = FileManager.default.contents(atPath: journal).map { String(decoding: $0, as: UTF8.self) }
        return text.map { $0.split(separator: "\n").count(where: { $0.hasPrefix("sent ") }) >= 2 } ?? false
      }
      _ = Glibc.kill(process, SIGSTOP)
    }
    stopper.start()
    let outcome = try binary.run(words)
    unit.send(SIGKILL)
    unit.process.waitUntilExit()
    return outcome
  }
}
