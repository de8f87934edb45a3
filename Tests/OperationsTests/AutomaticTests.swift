import Files
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
import Transfer
import Archive

/// A wire on which somebody plays: bytes that arrive at given times, until they are over.
private final class PlayedPort: Port {
  let wire: SimulatedPort
  private var events: [(at: Duration, bytes: [UInt8])]
  private(set) var written: [[UInt8]] = []
  private(set) var isClosed = false
  /// When the first byte was written.
  private(set) var firstWrite: Duration?

  init(_ wire: SimulatedPort, _ events: [(at: Duration, bytes: [UInt8])]) {
    self.wire = wire
    self.events = events
  }

  var name: String { wire.name }
  var now: Duration { wire.now }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard let next = events.first, next.at <= now + duration else { return try wire.read(within: duration) }
    if next.at > now { wire.pause(next.at - now) }
    events.removeFirst()
    return next.bytes
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    firstWrite = firstWrite ?? now
    written.append(bytes)
    try wire.write(bytes)
  }

  func drain() throws(PortError) { try wire.drain() }
  func pause(_ duration: Duration) { wire.pause(duration) }
  func close() {
    isClosed = true
    wire.close()
  }
}

@Suite("Automatic snapshots")
struct AutomaticTests {
  private static let mono = Device(name: "mono", profile: "elektron-monomachine")

  private func auto(
    _ bench: Bench, _ events: [(at: Duration, bytes: [UInt8])] = [], isInterrupted: @escaping () -> Bool = { false },
    hooks: Hooks = .none
  ) throws -> (outcome: AutomaticOutcome, port: PlayedPort) {
    let port = PlayedPort(
      SimulatedPort(bench.unit, name: "sim:mono", faults: bench.faults, stored: { bench.unit = $0 }), events)
    let delegate = TransferDelegate(
      open: { _, _ in port }, progress: { _ in }, isInterrupted: isInterrupted,
      confirmSuspect: { _, _, _ in
        Issue.record("nobody is to be asked")
        return true
      })
    var workspace = bench.workspace
    workspace.hooks = hooks
    return (try workspace.takeAutomatically(Self.mono, quiet: IdleDetector(), on: delegate), port)
  }

  private func result(_ outcome: AutomaticOutcome) throws -> SnapshotResult {
    guard case .read(let result) = outcome else { throw Surprise(outcome: outcome) }
    return result
  }

  private struct Surprise: Error { let outcome: AutomaticOutcome }

  private func reason(_ outcome: AutomaticOutcome) -> AutomaticOutcome.Reason? {
    if case .notNow(let reason) = outcome { return reason }
    return nil
  }

  @Test("a change is stored once, marked and named; an unchanged state is not stored")
  func idempotent() throws {
    let bench = try Bench()
    let first = try #require(try result(auto(bench).outcome).commit)
    let commit = try bench.workspace.snapshot(first)
    #expect(commit.subject == "auto: mono" && commit.values("Synvc-Automatic") == ["yes"])
    #expect(commit.values("Synvc-Verified") == ["mono read twice"], "over a new port")
    #expect(try result(auto(bench).outcome).commit == nil)
    try bench.edit("kit/005", "track 1 level", "11")
    #expect(try result(auto(bench).outcome).commit != nil)
    #expect(try bench.workspace.snapshot(try #require(try bench.workspace.head())).commit.parents == [first])
  }

  @Test("only read requests are sent, and the device's memory is unchanged")
  func onlyReads() throws {
    let bench = try Bench()
    let before = bench.unit.memory
    let port = try auto(bench).port
    #expect(bench.unit.memory == before)
    #expect(!port.written.isEmpty && port.isClosed)
    let requests = bench.profile.kinds.compactMap(\.request)
    for bytes in port.written {
      let isQuestion = bench.profile.questions.contains { $0.request.fill([:]) == bytes }
      #expect(isQuestion || requests.contains { $0.match(bytes) != nil }, "\(bytes)")
    }
  }

  @Test("a user playing the instrument is waited for; clock and active sensing are not")
  func quiet() throws {
    let bench = try Bench()
    let notes: [(at: Duration, bytes: [UInt8])] = (0..<10).map { (.seconds($0), [0x90, 0x40, 0x7F]) }
    // Who they are is the first question; nobody answers it here.
    bench.faults = [.sending(.silence)]
    let played = try auto(bench, notes)
    #expect(try #require(played.port.firstWrite) >= .seconds(11), "two seconds after the last note")
    let clock: [(at: Duration, bytes: [UInt8])] = (0..<200).map { (.milliseconds($0 * 20), [0xF8, 0xFE]) }
    let ticking = try auto(bench, clock)
    let start = try #require(ticking.port.firstWrite)
    #expect(start >= .seconds(2) && start < .seconds(3))
  }

  @Test("a device played for over a minute is left alone: nothing is sent or stored")
  func played() throws {
    let bench = try Bench()
    let notes: [(at: Duration, bytes: [UInt8])] = (0..<200).map { (.seconds($0), [0x90, 0x40, 0x7F]) }
    let played = try auto(bench, notes)
    #expect(reason(played.outcome) == .playing)
    #expect(played.port.written.isEmpty && played.port.isClosed)
    #expect(try bench.workspace.head() == nil)
    let start: [(at: Duration, bytes: [UInt8])] = (0..<200).map { (.seconds($0), [0xFA]) }
    #expect(reason(try auto(bench, start).outcome) == .playing, "a start is no clock")
  }

  @Test("an interrupt while waiting ends the command, and the port is closed")
  func interrupted() throws {
    let bench = try Bench()
    var port: PlayedPort?
    #expect(throws: TransferError.interrupted) {
      let played = PlayedPort(SimulatedPort(bench.unit), [])
      port = played
      _ = try bench.workspace.takeAutomatically(
        Self.mono, quiet: IdleDetector(),
        on: TransferDelegate(open: { _, _ in played }, progress: { _ in }, isInterrupted: { true }))
    }
    #expect(port?.isClosed == true)
  }

  @Test("a missing, busy or unplugged port and a switched-off device are no failure")
  func notNow() throws {
    let bench = try Bench()
    let errors: [(PortError, AutomaticOutcome.Reason)] = [
      (.notFound(name: "x"), .absent(port: "sim:mono")),
      (
        .busy(name: "x", holder: PortHolder(process: 7, command: "ardour")),
        .busy(port: "sim:mono", holder: PortHolder(process: 7, command: "ardour"))
      ),
    ]
    for (error, expected) in errors {
      let delegate = TransferDelegate(open: { _, _ in throw error }, progress: { _ in }, isInterrupted: { false })
      let outcome = try bench.workspace.takeAutomatically(Self.mono, quiet: IdleDetector(), on: delegate)
      #expect(reason(outcome) == expected)
    }
    bench.faults = [.sending(.silence)]
    #expect(reason(try auto(bench).outcome) == .silent(port: "sim:mono"))
    bench.faults = [.unplug(afterBytes: 3000)]
    #expect(reason(try auto(bench).outcome) == .unplugged(port: "sim:mono"))
    #expect(try bench.workspace.head() == nil)
  }

  @Test("a device without identity reply counts as off if nothing arrives, despite earlier clock")
  func offWithoutQuestion() throws {
    let bench = try Bench()
    let digi = Device(name: "digi", profile: "elektron-digitone")
    try bench.workspace.addDevice(digi, port: "sim:digi")
    let profile = try #require(try bench.registry.profile("elektron-digitone"))
    #expect(profile.questions.isEmpty)
    let unit = SimulatedUnit(profile: profile, memory: [])
    let port = PlayedPort(
      SimulatedPort(unit, name: "sim:digi", faults: [.sending(.silence)]), [(.seconds(1), [0xF8, 0xFE])])
    let outcome = try bench.workspace.takeAutomatically(
      digi, quiet: IdleDetector(),
      on: TransferDelegate(open: { _, _ in port }, progress: { _ in }, isInterrupted: { false }))
    #expect(reason(outcome) == .silent(port: "sim:digi"))
    #expect(!port.written.isEmpty && port.isClosed)
  }

  @Test("missing permission and a missing answer are failures")
  func failures() throws {
    let bench = try Bench()
    let denied = PortError.permission(name: "x", node: "/dev/x", group: "audio")
    #expect(throws: denied) {
      _ = try bench.workspace.takeAutomatically(
        Self.mono, quiet: IdleDetector(),
        on: TransferDelegate(open: { _, _ in throw denied }, progress: { _ in }, isInterrupted: { false }))
    }
    bench.faults = [.sending(.silence, of: .slot(try #require(bench.profile.slot("kit/007"))))]
    #expect(throws: OperationError.self) { try auto(bench) }
  }

  @Test("a refusing pre-snapshot hook runs before the port is opened")
  func hook() throws {
    let bench = try Bench()
    var workspace = bench.workspace
    workspace.hooks = Hooks(
      run: { HookFailure($0.moment, path: "/x", .status(1)) }, failed: { _ in })
    let delegate = TransferDelegate(
      open: { _, _ in
        Issue.record("the port was opened")
        throw PortError.notFound(name: "x")
      }, progress: { _ in }, isInterrupted: { false })
    #expect(throws: OperationError.self) {
      _ = try workspace.takeAutomatically(Self.mono, quiet: IdleDetector(), on: delegate)
    }
  }
}
