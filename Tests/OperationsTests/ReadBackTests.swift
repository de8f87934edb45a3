import TestSupport
import Archive
import History
import MIDI
import Objects
import Profiles
import Simulation
import Testing

@testable import Operations
import Transfer

/// A port that hears nothing any more once so many dumps have gone out.
private final class SwitchedOff: MIDI.Port {
  private let port: any MIDI.Port
  private var left: Int
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any MIDI.Port, after dumps: Int) {
    self.port = port
    left = dumps
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    if bytes.count > 4, bytes[3] == 0x20 { left -= 1 }
    try port.write(bytes)
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard left <= 0 else { return try port.read(within: duration) }
    port.pause(duration)
    return []
  }

  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}

/// A port behind which some slots no longer answer once a dump has gone out.
private final class SilentSlots: MIDI.Port {
  private let port: any MIDI.Port
  private let slots: Set<UInt8>
  private var isSilent = false
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any MIDI.Port, _ slots: Set<UInt8>) {
    self.port = port
    self.slots = slots
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    if bytes.count > 4, bytes[3] == 0x20 { isSilent = true }
    if isSilent, bytes.count > 4, bytes[3] == 0x10, slots.contains(bytes[4]) { return }
    try port.write(bytes)
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] { try port.read(within: duration) }
  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}

@Suite("reading back after a send")
struct ReadBackTests {
  private func slot(_ index: Int) -> Slot { Slot(kind: "patch", index: index) }

  private func request(_ bench: ToyBench, _ target: ObjectID, _ slots: [String]) throws -> RestoreRequest {
    var request = RestoreRequest(target: target)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(slots)
    return request
  }

  private func held(_ bench: ToyBench) throws -> [SysExMessage]? {
    try bench.workspace.state(try bench.workspace.head()).device("small")?.messages.map(\.message)
  }

  @Test("a unit that stores in an unread slot is detected, and HEAD records its content")
  func elsewhere() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.put(2, [70, 1])
    bench.faults = [.taking(.store(in: slot(6)))]
    let restore = try bench.workspace.planRestore(try request(bench, first, ["patch/3"]), on: bench.delegate)
    let part = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.parts[0]
    #expect(part.different.map(\.slot) == [slot(2)])
    #expect(part.changedUnasked == [slot(6)] && part.unlikeHead == [slot(6)])
    #expect(try held(bench) == bench.memory)
  }

  @Test("a previously empty and silent slot is checked too")
  func silentBefore() throws {
    let bench = try ToyBench(ToyProfile.text(kind: ["silent-when-empty: true"]))
    bench.unit = SimulatedUnit(profile: bench.profile, memory: bench.memory.filter { $0.bytes[4] != 6 })
    let first = try #require(try bench.snapshot("first").commit)
    try bench.put(2, [70, 1])
    bench.faults = [.taking(.store(in: slot(6)))]
    for slots in [["patch/3"], []] {
      let restore = try bench.workspace.planRestore(try request(bench, first, slots), on: bench.delegate)
      #expect(restore.plans[0].steps.map(\.slot) == [slot(2)])
      let part = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.parts[0]
      #expect(part.changedUnasked == [slot(6)])
      #expect(try held(bench) == bench.memory)
      bench.unit = SimulatedUnit(profile: bench.profile, memory: bench.memory.filter { $0.bytes[4] != 6 })
      bench.faults = []
      try bench.snapshot("again")
      bench.faults = [.taking(.store(in: slot(6)))]
    }
  }

  /// Sends to a unit that hears nothing any more after so many dumps; the error, and what was stored of it.
  private func sendCut(
    _ bench: ToyBench, _ target: ObjectID, after dumps: Int, _ slots: [String] = []
  ) throws -> TransferError? {
    let before = try bench.workspace.head()
    bench.wrap = { SwitchedOff($0, after: dumps) }
    defer { bench.wrap = { $0 } }
    let restore = try bench.workspace.planRestore(try request(bench, target, slots), on: bench.delegate)
    do {
      _ = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
      return nil
    } catch OperationError.transfer(let error, _) {
      let head = try #require(try bench.workspace.head())
      #expect(try bench.workspace.snapshot(head).isSafety && head != before, "no restore is stored")
      #expect(try bench.workspace.journals().count == 1, "the journal stays")
      return error
    }
  }

  @Test(
    "silence during a send is no mismatch: the interrupted send is completed or undone",
    arguments: [1, 2, 6], [Resumption.complete, .takeBack])
  func silent(count: Int, resumption: Resumption) throws {
    for head in [ToyProfile.identity, ""] {
      let bench = try ToyBench(ToyProfile.text(head: head))
      let first = try #require(try bench.snapshot("first").commit)
      let wanted = bench.memory
      for slot in 0..<count { try bench.put(slot, [70, 1]) }
      let before = bench.memory
      #expect(try sendCut(bench, first, after: count) == .fellSilent(readBack: 0, of: count))
      let request = try #require(try bench.workspace.requests(to: resumption).first)
      let restore = try bench.workspace.planRestore(request, on: bench.delegate)
      #expect(try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.isVerified)
      #expect(bench.memory == (resumption == .complete ? wanted : before))
      let open = try bench.workspace.journals()
      #expect(try open.isEmpty && held(bench) == bench.memory)
    }
  }

  @Test("a single slot that stops answering is an interrupted send too")
  func silentAlone() throws {
    let bench = try ToyBench(ToyProfile.text(head: ""))
    let first = try #require(try bench.snapshot("first").commit)
    try bench.put(2, [70, 1])
    #expect(try sendCut(bench, first, after: 1, ["patch/3"]) == .fellSilent(readBack: 0, of: 1))
  }

  @Test("a silent slot of an answering instrument is reported as unanswered; the others are compared")
  func silentSlot() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    for slot in [1, 2] { try bench.put(slot, [70, 1]) }
    bench.wrap = { SilentSlots($0, [2, 5]) }
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    let part = result.parts[0]
    #expect(part.verified == [slot(1)] && part.different.map(\.slot) == [slot(2)] && part.different[0].found == nil)
    #expect(part.changedUnasked.isEmpty && part.unheard == [slot(5)])
    let commit = try bench.workspace.snapshot(try #require(result.commit))
    #expect(commit.values("Synvc-Partial") == ["small patch/3", "small patch/6"])
    #expect(try held(bench)?[5] == bench.memory[5])
  }

  @Test("slots that stay empty do not count as silence, and stored slots are read back")
  func empty() throws {
    let bench = try ToyBench(ToyProfile.text(kind: ["silent-when-empty: true"]))
    let first = try #require(try bench.snapshot("first").commit)
    bench.unit = SimulatedUnit(profile: bench.profile, memory: bench.memory.filter { $0.bytes[4] > 3 })
    for slot in 4..<8 { try bench.put(slot, [70, 1]) }
    bench.faults = (0..<4).map { .taking(.ignore, of: .slot(slot($0))) }
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let part = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.parts[0]
    #expect(part.different.map(\.slot) == (0..<4).map(slot) && part.unasked.isEmpty)
    #expect(part.verified == (4..<8).map(slot))
    #expect(try held(bench)?.filter { $0.bytes[4] > 3 } == bench.memory)
  }

  @Test("reading back can be interrupted and the journal stays")
  func interrupted() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    for slot in 0..<6 { try bench.put(slot, [70, 1]) }
    let delegate = bench.delegate { bench.phases.contains { $0.phase == .readingBack } }
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: delegate)
    do {
      _ = try bench.workspace.send(restore, on: delegate) { _, _ in }
      Issue.record("it was not interrupted")
    } catch OperationError.transfer(let error, _) { #expect(error == .interrupted) }
    #expect(bench.phases.count { $0.phase == .readingBack } == 1)
    #expect(try bench.workspace.journals().first?.sent.count == 6)
  }

  // MARK: What was read before

  @Test("changes saved on the instrument after the plan are read again and stored before overwriting")
  func refreshed() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    let wanted = bench.memory
    for slot in [1, 2, 5] { try bench.put(slot, [70, 1]) }
    let delegate = bench.delegate
    let old = try bench.workspace.planRestore(RestoreRequest(target: first), on: delegate)
    let asked = try #require(bench.wire?.statistics.bytesToUnit)
    _ = bench.wire?.unit.receive(try ToyProfile.message(2, [71, 2]))
    _ = bench.wire?.unit.receive(wanted[5])
    let (restore, changed) = try bench.workspace.refresh(old, on: delegate)
    // Who is there, and three slots.
    let again = try #require(bench.wire?.statistics.bytesToUnit) - asked
    #expect(again == asked - 5 * 6, "\(again) \(asked)")
    #expect(changed.map(\.slot) == [slot(2), slot(5)] && restore.plans[0].steps.map(\.slot) == [slot(1), slot(2)])
    let result = try bench.workspace.send(restore, on: delegate) { _, _ in }
    #expect(result.isVerified && bench.memory == wanted)
    let safety = try bench.workspace.state(result.safety).device("small")?.content(bench.profile)
    #expect(safety?.values[slot(2)] == SlotDump(try ToyProfile.message(2, [71, 2])))
    #expect(safety?.values[slot(1)] == SlotDump(try ToyProfile.message(1, [70, 1])))
  }

  @Test("slots trusted from a snapshot are not read again")
  func assumed() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.put(1, [70, 1])
    let second = try #require(try bench.snapshot("second").commit)
    var request = RestoreRequest(target: first)
    request.assume = second
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    let asked = bench.wire?.statistics.bytesToUnit
    let fresh = try bench.workspace.refresh(restore, on: bench.delegate)
    #expect(fresh.changed.isEmpty && bench.wire?.statistics.bytesToUnit == asked)
    // Nothing was read, so nothing is said to be stored.
    let result = try bench.workspace.send(fresh.restore, on: bench.delegate) { _, _ in Issue.record("said to be stored")
    }
    #expect(result.isVerified && result.safety == nil)
  }

  @Test("slots missing from the snapshot are listed and left alone")
  func absent() throws {
    let bench = try ToyBench(ToyProfile.text(kind: ["silent-when-empty: true"]))
    bench.unit = SimulatedUnit(profile: bench.profile, memory: bench.memory.filter { $0.bytes[4] != 6 })
    let first = try #require(try bench.snapshot("first").commit)
    try bench.put(6, [70, 1])
    try bench.put(1, [70, 1])
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(restore.plans[0].absent == [slot(6)])
    #expect(try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.isVerified)
    #expect(bench.unit.message(in: slot(6)) == (try ToyProfile.message(6, [70, 1])))
  }
}
