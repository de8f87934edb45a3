import TestSupport
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Testing
import Archive

/// A port that is cut after so many bytes have gone out.
private final class CutPort: MIDI.Port {
  private let port: any MIDI.Port
  private let left: () -> Int
  private let passed: (Int) -> Void
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any MIDI.Port, left: @escaping () -> Int, passed: @escaping (Int) -> Void) {
    self.port = port
    self.left = left
    self.passed = passed
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    let crossing = Array(bytes.prefix(left()))
    try port.write(crossing)
    passed(crossing.count)
    if crossing.count < bytes.count { throw .unplugged(name: name) }
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] { try port.read(within: duration) }
  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}

@Suite("an interrupted send")
struct CutSendTests {
  /// A bench whose unit differs in four slots from the snapshot that is returned.
  private func scene() throws -> (bench: ToyBench, wanted: ObjectID, before: [SysExMessage], after: [SysExMessage]) {
    let bench = try ToyBench()
    let wanted = try #require(try bench.snapshot("wanted").commit)
    let after = bench.memory
    for slot in [1, 2, 5, 7] { try bench.put(slot, [UInt8(60 + slot), 3]) }
    return (bench, wanted, bench.memory, after)
  }

  /// Sends with the cable cut after so many bytes; gives the bytes that a whole send takes where it was not cut.
  private func send(_ bench: ToyBench, _ target: ObjectID, cutAfter limit: Int) throws -> Int? {
    var count = 0
    let restore = try bench.workspace.planRestore(
      RestoreRequest(target: target), on: delegate(bench, limit) { count += $0 })
    count = 0
    do {
      _ = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
      return count
    } catch { return nil }
  }

  /// The cut counts from the end of the plan: what is read before goes through.
  private func delegate(_ bench: ToyBench, _ limit: Int, _ passed: @escaping (Int) -> Void) -> TransferDelegate {
    var sent = 0
    let questions = (bench.profile.slots().count * 6) + 6
    return TransferDelegate(
      open: { _, name in
        CutPort(
          bench.open(name), left: { max(0, questions + limit - sent) },
          passed: {
            sent += $0; passed($0)
          })
      }, progress: { _ in }, isInterrupted: { false })
  }

  private func refusal(_ attempt: () throws -> Void) -> Refusal? {
    do { try attempt() } catch { if case OperationError.refused(let refusal) = error { return refusal } }
    return nil
  }

  private func resume(_ bench: ToyBench, _ resumption: Resumption) throws -> RestoreResult {
    let request = try #require(try bench.workspace.requests(to: resumption).first)
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    return try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
  }

  @Test("a send cut at any byte is completed or undone, and both read back")
  func everywhere() throws {
    let whole = try #require(try send(try scene().bench, try scene().wanted, cutAfter: .max / 2))
    #expect(whole == 4 * 9 + 4 * 6)
    // Every boundary of a message and places inside; all of them with SYNVC_EXHAUSTIVE=1.
    let isExhaustive = ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] == "1"
    for limit in stride(from: 0, to: whole, by: isExhaustive ? 1 : 3) {
      for resumption in [Resumption.complete, .takeBack] {
        let (bench, wanted, before, after) = try scene()
        #expect(try send(bench, wanted, cutAfter: limit) == nil)
        let journal = try #require(try bench.workspace.journals().first)
        #expect(journal.slots.count == 4 && journal.sent.count == min(4, limit / 9), "\(limit)")
        let result = try resume(bench, resumption)
        #expect(result.isVerified, "\(limit)")
        #expect(bench.memory == (resumption == .complete ? after : before), "\(limit) \(resumption)")
        let (open, head) = (try bench.workspace.journals(), try #require(try bench.workspace.head()))
        #expect(open.isEmpty)
        let held = try bench.workspace.state(head).device("small")?.messages.map(\.message)
        #expect(held == bench.memory)
      }
    }
  }

  @Test("a send cut again during completion can still be undone to the original state")
  func twice() throws {
    for limit in stride(from: 0, to: 27, by: 3) {
      let (bench, wanted, before, _) = try scene()
      #expect(try send(bench, wanted, cutAfter: 13) == nil)
      let request = try #require(try bench.workspace.requests(to: .complete).first)
      var sent = 0
      let again = TransferDelegate(
        open: { _, name in
          CutPort(bench.open(name), left: { max(0, 6 + 4 * 6 + limit - sent) }, passed: { sent += $0 })
        }, progress: { _ in }, isInterrupted: { false })
      let restore = try bench.workspace.planRestore(request, on: again)
      #expect(throws: (any Error).self) { _ = try bench.workspace.send(restore, on: again) { _, _ in } }
      let result = try resume(bench, .takeBack)
      #expect(result.isVerified && bench.memory == before, "\(limit)")
    }
  }

  @Test("an unfinished send blocks other sends, even those without differences")
  func refused() throws {
    let (bench, wanted, before, _) = try scene()
    #expect(try send(bench, wanted, cutAfter: 13) == nil)
    var request = RestoreRequest(target: wanted)
    // The first one had arrived.
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(wanted)).select(["patch/2"])
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    let isIdle = restore.plans.allSatisfy(\.steps.isEmpty)
    #expect(isIdle)
    let said = refusal { _ = try bench.workspace.send(restore, on: bench.delegate) { _, _ in } }
    #expect(said == .sendUnderWay(device: "small"))
    let result = try resume(bench, .takeBack)
    #expect(result.isVerified && bench.memory == before)
  }

  @Test("a send to a different slot is completed or undone at that slot")
  func moved() throws {
    for resumption in [Resumption.complete, .takeBack] {
      let (bench, wanted, before, _) = try scene()
      var request = RestoreRequest(target: wanted)
      request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(wanted)).select(["patch/2"])
      request.destination = Slot(kind: "patch", index: 6)
      var sent = 0
      let cut = TransferDelegate(
        open: { _, name in CutPort(bench.open(name), left: { max(0, 6 + 6 + 4 - sent) }, passed: { sent += $0 }) },
        progress: { _ in }, isInterrupted: { false })
      let restore = try bench.workspace.planRestore(request, on: cut)
      #expect(throws: (any Error).self) { _ = try bench.workspace.send(restore, on: cut) { _, _ in } }
      #expect(try resume(bench, resumption).isVerified)
      let expected = resumption == .complete ? try ToyProfile.message(6, [1, 101]) : before[6]
      #expect(bench.memory[6] == expected)
    }
  }

  @Test("undoing a send made without a backup reports that nothing was saved")
  func nothingSaved() throws {
    let (bench, wanted, _, after) = try scene()
    var request = RestoreRequest(target: wanted)
    request.withBackup = false
    let cut = try bench.workspace.planRestore(request, on: delegate(bench, 10) { _ in })
    #expect(throws: (any Error).self) { _ = try bench.workspace.send(cut, on: bench.delegate) { _, _ in } }
    #expect(refusal { _ = try bench.workspace.requests(to: .takeBack) } == .nothingSaved(device: "small"))
    #expect(try resume(bench, .complete).isVerified && bench.memory == after)
  }

  @Test("an unfinished send to a removed device is reported, and dropped on request")
  func gone() throws {
    let (bench, wanted, _, _) = try scene()
    #expect(try send(bench, wanted, cutAfter: 10) == nil)
    try bench.workspace.removeDevice("small")
    #expect(refusal { _ = try bench.workspace.requests(to: .complete) } == .deviceGone("small"))
    #expect(try bench.workspace.forgetSendsOfDevicesGone() == ["small"])
    let open = try bench.workspace.journals()
    #expect(open.isEmpty)
  }

  /// Two units of their own, by port.
  private final class Units {
    var units: [String: SimulatedUnit] = [:]
    var cut: [String: Int] = [:]

    func delegate() -> TransferDelegate {
      TransferDelegate(
        open: { _, name in
          let unit = try #require(self.units[name])
          let wire = SimulatedPort(
            unit, name: name, faults: self.cut[name].map { [.unplug(afterBytes: $0)] } ?? [],
            stored: { self.units[name] = $0 })
          return wire
        }, progress: { _ in }, isInterrupted: { false })
    }

    func memory(_ port: String) -> [SysExMessage] {
      (0..<8).compactMap { units[port]?.message(in: Slot(kind: "patch", index: $0)) }
    }
  }

  @Test("every device of a send is completed or undone, even those not yet started")
  func severalDevices() throws {
    for resumption in [Resumption.complete, .takeBack] {
      let bench = try ToyBench(ToyProfile.text(head: ""))
      try bench.workspace.addDevice(Device(name: "other", profile: "small"), port: "sim:other")
      let units = Units()
      units.units = ["sim:small": bench.unit, "sim:other": bench.unit]
      var request = SnapshotRequest(text: "wanted")
      request.verify = false
      let wanted = try #require(try bench.workspace.takeSnapshot(request, on: units.delegate()).commit)
      let after = units.memory("sim:small")
      for slot in [2, 6] { try bench.put(slot, [77, 7]) }
      units.units = ["sim:small": bench.unit, "sim:other": bench.unit]
      let before = units.memory("sim:small")
      // The first device is cut in its second message; the other one has not begun.
      units.cut = ["sim:other": 8 * (6 + 9) + 9 + 4]
      let restore = try bench.workspace.planRestore(RestoreRequest(target: wanted), on: units.delegate())
      #expect(throws: (any Error).self) { _ = try bench.workspace.send(restore, on: units.delegate()) { _, _ in } }
      #expect(try bench.workspace.journals().map(\.device) == ["other", "small"])
      units.cut = [:]
      let requests = try bench.workspace.requests(to: resumption)
      #expect(requests.count == 1)
      let again = try bench.workspace.planRestore(requests[0], on: units.delegate())
      #expect(try bench.workspace.send(again, on: units.delegate()) { _, _ in }.isVerified)
      for port in ["sim:small", "sim:other"] {
        #expect(units.memory(port) == (resumption == .complete ? after : before), "\(port)")
      }
      #expect(try bench.workspace.journals().isEmpty)
    }
  }
}
