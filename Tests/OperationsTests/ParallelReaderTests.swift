import TestSupport
import Archive
import History
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Testing
import Transfer

@Suite("parallel devices and pipelined requests")
struct ParallelReaderTests {
  /// Two small units beside each other.
  private func rig() throws -> ToyBench {
    let bench = try ToyBench()
    try bench.workspace.addDevice(Device(name: "other", profile: "small"), port: "sim:other")
    return bench
  }

  private func delegate(_ bench: ToyBench, faults: @escaping (String) -> [Fault] = { _ in [] }) -> TransferDelegate {
    TransferDelegate(
      open: { _, name in SimulatedPort(bench.unit, name: name, faults: faults(name)) }, progress: { _ in },
      isInterrupted: { false })
  }

  @Test("devices on different ports are read in parallel and make one commit")
  func two() throws {
    let bench = try rig()
    let result = try bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: delegate(bench))
    let id = try #require(result.commit)
    let state = try bench.workspace.state(id)
    for name in ["small", "other"] { #expect(state.device(name)?.messages.map(\.message) == bench.memory) }
    #expect(result.parts.map(\.device.name) == ["other", "small"])
    #expect(result.parts.allSatisfy { $0.reading?.isReadTwice == true })
    let second = try bench.workspace.takeSnapshot(SnapshotRequest(text: "again"), on: delegate(bench))
    #expect(second.commit == nil)
  }

  @Test("a failing device is carried over and the others are stored")
  func oneFails() throws {
    let bench = try rig()
    _ = try bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: delegate(bench))
    try bench.put(3, [7, 7])
    let result = try bench.workspace.takeSnapshot(
      SnapshotRequest(text: "one"),
      on: delegate(bench) { $0 == "sim:other" ? [.sending(.silence, of: .slot(Slot(kind: "patch", index: 5)))] : [] })
    #expect(result.isPartial && result.parts.map { $0.failure == nil } == [false, true])
    let id = try #require(result.commit)
    let state = try bench.workspace.state(id)
    #expect(state.device("small")?.messages.map(\.message) == bench.memory)
    #expect(state.device("other")?.messages.map(\.message) != bench.memory)
  }

  @Test("a suspect state is on a branch of the device it resembles, and found there again")
  func suspect() throws {
    let bench = try rig()
    _ = try bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: delegate(bench))
    var twin = bench.unit
    for index in 0..<8 { _ = twin.receive(try ToyProfile.message(index, [9, UInt8(index)])) }
    let delegate = TransferDelegate(
      open: { _, name in SimulatedPort(name == "sim:small" ? twin : bench.unit, name: name) }, progress: { _ in },
      isInterrupted: { false })
    let head = try bench.workspace.head()
    let first = try bench.workspace.takeSnapshot(SnapshotRequest(text: "twin"), on: delegate)
    #expect(first.suspects == ["small"] && first.branch.hasPrefix("suspect/small/") && first.commit != nil)
    let second = try bench.workspace.takeSnapshot(SnapshotRequest(text: "twin again"), on: delegate)
    #expect(second.isSuspect && second.branch == first.branch && second.commit == nil)
    #expect(try bench.workspace.head() == head)
  }

  @Test("status and plans read in parallel; a device that cannot be queried is skipped unless named")
  func live() throws {
    let bench = try rig()
    let id = try #require(try bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: delegate(bench)).commit)
    try bench.put(3, [7, 7])
    let live = try bench.workspace.compareLive(with: id, .all, on: delegate(bench))
    #expect(live.map(\.difference.comparison.changes.count) == [1, 1])
    let restore = try bench.workspace.planRestore(RestoreRequest(target: id), on: delegate(bench))
    #expect(restore.plans.map { $0.steps.map(\.slot.index) } == [[3], [3]])
    try bench.workspace.addDevice(Device(name: "opaque", profile: nil), port: "sim:opaque")
    #expect(try bench.workspace.compareLive(with: id, .all, on: delegate(bench)).count == 2)
    let named = try bench.workspace.slotNames(of: try bench.workspace.state(id)).select(["opaque"])
    #expect(throws: OperationError.self) {
      _ = try bench.workspace.compareLive(with: id, named, on: delegate(bench))
    }
  }

  @Test("an interruption stops all devices and nothing is stored")
  func interrupted() throws {
    let bench = try rig()
    let stopped = TransferDelegate(
      open: { _, name in Endless(name) }, progress: { _ in }, isInterrupted: { true })
    #expect(throws: OperationError.self) {
      _ = try bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: stopped)
    }
    #expect(try bench.workspace.head() == nil)
  }

  /// A port on which something talks without end.
  private final class Endless: Port {
    let name: String
    private(set) var now: Duration = .zero
    init(_ name: String) { self.name = name }
    func write(_ bytes: [UInt8]) throws(PortError) {}
    func read(within duration: Duration) throws(PortError) -> [UInt8] {
      now += min(duration, .milliseconds(1))
      return duration > .zero ? [0xF0, 0x41, 0xF7] : []
    }
    func drain() throws(PortError) {}
    func pause(_ duration: Duration) { now += duration }
    func close() {}
  }

  // MARK: Questions ahead

  private func ahead(_ count: Int) -> String {
    ToyProfile.text(transfer: "{gap: 10 ms, idle-timeout: 200 ms, retries: 3, request-ahead: \(count)}")
  }

  private func read(_ text: String, _ faults: [Fault] = []) throws -> (
    reading: DeviceReading, wire: SimulatedPort, ToyBench
  ) {
    let bench = try ToyBench(text)
    bench.faults = faults
    let wire = SimulatedPort(bench.unit, faults: faults)
    let reader = SlotReader(Conversation(wire), bench.profile)
    return (try reader.read(bench.profile.slots(), of: "small", progress: { _ in }), wire, bench)
  }

  @Test("pipelined answers follow each other without a pause")
  func faster() throws {
    let (lockStep, first, bench) = try read(ahead(1))
    let (quick, second, _) = try read(ahead(6))
    #expect(
      lockStep.dumps.flatMap(\.dump.messages) == bench.memory && quick.dumps.flatMap(\.dump.messages) == bench.memory)
    #expect(first.statistics.messagesToUnit == 8 && second.statistics.messagesToUnit == 8)
    #expect(quick.duration * 2 < lockStep.duration)
  }

  @Test(
    "faults give the same slots with pipelined and single requests",
    arguments: [
      Fault.Corruption.silence, .duplicate, .wrongChecksum, .cutShort(keeping: 5), .insert(0x90, at: 5),
      .delay(.milliseconds(250)), .answer(with: Slot(kind: "patch", index: 7)), .stall(at: 4, .milliseconds(400)),
    ], 0..<8)
  func trouble(harm: Fault.Corruption, number: Int) throws {
    for count in [2, 3, 8] {
      let fault = Fault.sending(harm, of: .slot(Slot(kind: "patch", index: number)), times: 1)
      let (reading, _, bench) = try read(ahead(count), [fault])
      #expect(reading.dumps.flatMap(\.dump.messages) == bench.memory)
      #expect(reading.dumps.map(\.slot.index) == Array(0..<8))
    }
  }

  @Test("a missing slot is named even with pipelining, and the others are kept if requested")
  func never() throws {
    let bench = try ToyBench(ahead(4))
    bench.faults = [.sending(.silence, of: .slot(Slot(kind: "patch", index: 2)))]
    do {
      try bench.snapshot("first")
      Issue.record("it was taken")
    } catch { #expect("\(error)".contains("patch/3")) }
    var request = SnapshotRequest(text: "first")
    request.verify = false
    request.allowPartial = true
    let result = try bench.workspace.takeSnapshot(request, on: bench.delegate)
    #expect(result.parts[0].reading?.dumps.map(\.slot.index) == [0, 1, 3, 4, 5, 6, 7])
  }

  @Test("an answer with bytes lost by the system is requested again; repeated loss names the slot")
  func lost() throws {
    for count in [1, 4] {
      let bench = try ToyBench(ahead(count))
      bench.wrap = { LossyPort($0, [4: 3]) }
      let result = try bench.snapshot("first")
      let id = try #require(result.commit)
      #expect(try bench.workspace.state(id).device("small")?.messages.map(\.message) == bench.memory)
      bench.wrap = { LossyPort($0, Dictionary(uniqueKeysWithValues: (3...200).map { ($0, 1) })) }
      #expect(
        "\(try failure { try bench.snapshot("second", verify: false) })".contains(
          "reason: Transfer.TransferError.Reason.lost(1)"))
    }
  }

  private func failure(_ attempt: () throws -> Void) throws -> any Error {
    do { try attempt() } catch { return error }
    throw OperationError.interrupted
  }
}
