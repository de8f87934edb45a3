import Files
import MIDI
import Objects
import Operations
import Ports
import Profiles
import Simulation
import Repository
import Testing

@testable import Presentation
import Archive

/// What a user's report holds, played again: the wire log of a command as the device of the same command.
@Suite("replaying a reported wire log")
struct ReplayTests {
  /// Takes a snapshot over a port, in an archive that knows nothing; gives the tree, or the error's words.
  private func snapshot(_ fixture: FaultFixture, over port: any Port) throws -> String {
    let archive = try FaultRunStart.makeArchive(in: MemoryFileSystem())
    let registry = ProfileRegistry()
    #expect(registry.add(fixture.text, from: "test"))
    let workspace = FaultRunStart.workspace(archive, registry, 1_700_000_000)
    try workspace.addDevice(Device(name: "unit", profile: fixture.profile.id), port: "sim:unit")
    let delegate = TransferDelegate(open: { _, _ in port }, progress: { _ in }, isInterrupted: { false })
    do {
      let commit = try workspace.takeSnapshot(SnapshotRequest(text: "first"), on: delegate).commit
      return try archive.objects.commit(try #require(commit)).tree.hex
    } catch { return ErrorPrinter.report(for: error).message.plain }
  }

  @Test(
    "the same bytes at the same times give the same snapshot or error",
    arguments: [
      "--echo", "--insert F8@9", "--wrong-slot patch/5 --on patch/3 --times 1", "--silence --on patch/3",
      "--stall 9:0.3", "--reorder", "--unplug 200", "--short 3 --on patch/3",
    ])
  func same(words: String) throws {
    let fixture = try FaultFixture(.sealed)
    var lines: [String] = []
    let wire = SimulatedPort(fixture.unit, name: "port", faults: try FaultRow(words).faults(for: fixture.profile))
    let then = try snapshot(fixture, over: LoggedPort(wire) { lines.append($0) })
    let log = try WireRecording(lines.map { $0 + "\n" }.joined())
    #expect(log.entries.count >= 10)
    let script = ScriptedPort(log, name: "port")
    #expect(try snapshot(fixture, over: script) == then)
    #expect(script.isComplete, "\(String(describing: script.deviation))")
  }

  @Test("a diverging command fails at the script line with the expected request")
  func other() throws {
    let fixture = try FaultFixture(.sealed)
    var lines: [String] = []
    _ = try snapshot(fixture, over: LoggedPort(SimulatedPort(fixture.unit, name: "port")) { lines.append($0) })
    let text = lines.map { $0 + "\n" }.joined().replacing("> F0 7D 01 10 02 F7", with: "> F0 7D 01 10 7F F7")
    let script = ScriptedPort(try WireRecording(text), name: "port")
    #expect(try snapshot(fixture, over: script).contains("was disconnected"))
    let deviation = try #require(script.deviation)
    #expect(deviation.expected == [0x7F, 0xF7] && deviation.found == [0x02, 0xF7])
    let line = try #require(deviation.line)
    #expect(text.split(separator: "\n")[line - 1].hasSuffix("> F0 7D 01 10 7F F7"))
  }
}
