import TestSupport
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Synchronization
import Testing
import Transfer
import Archive

@Suite("dumps sent from the front panel")
struct ByHandTests {
  /// A unit that answers nothing; its dump is sent when synvc asks the person for it.
  private static let silent = ToyProfile.text(
    head: "steps: {reading: [{text: Press DUMP}]}",
    transfer: "{gap: 10 ms, idle-timeout: 200 ms, by-hand: {quiet: 500 ms, wait: 20 s}}", request: false)

  private func delegate(
    _ bench: ToyBench, slots: [Int]? = nil, after: Duration = .seconds(4), others: [UInt8] = [],
    told: @escaping (Guidance) -> Void = { _ in }
  ) -> TransferDelegate {
    TransferDelegate(
      open: { _, name in bench.open(name) }, progress: { _ in }, isInterrupted: { false },
      guide: { guidance in
        told(guidance)
        guard let wire = bench.wire else { return }
        wire.pressSend(slots.map { $0.map { Slot(kind: "patch", index: $0) } }, after: after)
      })
  }

  private func request(_ text: String, verify: Bool = false, allowPartial: Bool = false) -> SnapshotRequest {
    var request = SnapshotRequest(text: text)
    request.verify = verify
    request.allowPartial = allowPartial
    return request
  }

  @Test("the steps are printed, and the dump ends when every slot has arrived")
  func complete() throws {
    let bench = try ToyBench(Self.silent)
    var told: [Guidance] = []
    let result = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench) { told.append($0) })
    let id = try #require(result.commit)
    #expect(told.map(\.steps) == [["Press DUMP"]])
    #expect(try bench.workspace.state(id).device("small")?.messages.map(\.message) == bench.memory)
    let reading = try #require(result.parts[0].reading)
    #expect(reading.isByHand && reading.duration < .seconds(5))
    #expect(try bench.workspace.snapshot(id).values("Synvc-By-Hand") == ["small 8 messages, 0 others"])
    #expect(try bench.workspace.takeSnapshot(request("again"), on: delegate(bench)).commit == nil)
  }

  @Test("a new port requires two equal dumps")
  func twice() throws {
    let bench = try ToyBench(Self.silent)
    var told: [Bool] = []
    var asked = SnapshotRequest(text: "first")
    let result = try bench.workspace.takeSnapshot(asked, on: delegate(bench) { told.append($0.isAgain) })
    #expect(told == [false, true] && result.parts[0].reading?.isReadTwice == true)
    asked.verify = true
    bench.faults = [.sending(.wrongChecksum, of: .nth(9))]
    #expect(throws: OperationError.self) { _ = try bench.workspace.takeSnapshot(asked, on: delegate(bench)) }
  }

  @Test("a single dumped slot is accepted alone; an incomplete set of several names the missing ones")
  func few() throws {
    let bench = try ToyBench(Self.silent)
    _ = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench))
    try bench.put(3, [1, 1])
    let one = try bench.workspace.takeSnapshot(request("one"), on: delegate(bench, slots: [3]))
    let id = try #require(one.commit)
    #expect(one.parts[0].changedSlots == 1 && one.parts[0].carriedKinds == ["patch"])
    #expect(try bench.workspace.state(id).device("small")?.messages.map(\.message) == bench.memory)
    let some = delegate(bench, slots: [0, 1, 2, 3, 5, 6, 7])
    do {
      _ = try bench.workspace.takeSnapshot(request("some"), on: some)
      Issue.record("a slot was missing")
    } catch { #expect("\(error)".contains("incompleteDump(missing: [\"patch/5\"])")) }
    try bench.put(5, [2, 2])
    let partial = try bench.workspace.takeSnapshot(request("some", allowPartial: true), on: some)
    #expect(partial.isPartial && partial.parts[0].reading?.missing.map(\.slot.index) == [4])
  }

  @Test("a truncated or wrong message is reported with the slot before it, and nothing is stored")
  func damaged() throws {
    for harm in [Fault.Corruption.cutShort(keeping: 6), .wrongChecksum, .insert(0x90, at: 5)] {
      let bench = try ToyBench(Self.silent)
      bench.faults = [.sending(harm, of: .slot(Slot(kind: "patch", index: 4)))]
      do {
        _ = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench))
        Issue.record("\(harm)")
      } catch { #expect("\(error)".contains("badDump(after: Optional(\"patch/4\")"), "\(error)") }
      #expect(try bench.workspace.head() == nil)
    }
  }

  @Test("a pulled cable during the dump is reported with the last complete slot")
  func unplugged() throws {
    for (bytes, last) in [(9 * 3 + 4, "patch/3"), (9 * 7 + 8, "patch/7")] {
      let bench = try ToyBench(Self.silent)
      bench.faults = [.unplug(afterBytes: bytes)]
      do {
        _ = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench))
        Issue.record("the cable was pulled")
      } catch OperationError.transfer(.cutOff(.unplugged, let slot), _) { #expect(slot == last) }
      #expect(try bench.workspace.head() == nil)
    }
    let bench = try ToyBench(Self.silent)
    bench.faults = [.unplug(afterBytes: 4)]
    do {
      _ = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench))
      Issue.record("the cable was pulled")
    } catch OperationError.transfer(.port(.unplugged), _) {}
  }

  @Test("a dump that never starts ends with an error, even while a clock runs")
  func nobody() throws {
    let bench = try ToyBench(Self.silent)
    bench.pace.clockTempo = 120
    do {
      _ = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench, slots: []))
      Issue.record("something came")
    } catch { #expect("\(error)".contains("nothingCame(others: 0)")) }
    #expect(try #require(bench.wire?.now) >= .seconds(20))
  }

  @Test("a device is not waited for without a user at its front panel")
  func unattended() throws {
    let bench = try ToyBench(Self.silent)
    do {
      try bench.snapshot("first")
      Issue.record("it was waited for")
    } catch { #expect("\(error)".contains("needsHands")) }
  }

  @Test("a device without a profile is stored message by message, in order")
  func opaque() throws {
    let bench = try ToyBench(Self.silent, name: "other")
    try bench.workspace.addDevice(Device(name: "other", profile: nil), port: "sim:other")
    var asked = request("first")
    asked.byHand = true
    let result = try bench.workspace.takeSnapshot(asked, on: delegate(bench))
    let id = try #require(result.commit)
    let held = try #require(try bench.workspace.state(id).device("other"))
    #expect(held.facts.profile == nil && held.messages.map(\.message) == bench.memory)
    #expect(try bench.workspace.takeSnapshot(asked, on: delegate(bench)).commit == nil)
    try bench.put(3, [1, 1])
    #expect(try bench.workspace.takeSnapshot(asked, on: delegate(bench)).commit != nil)
  }

  @Test("messages of other devices are counted and never stored")
  func others() throws {
    let bench = try ToyBench(Self.silent)
    let chatter = IdentityRequest().message.bytes
    bench.wrap = { port in
      // The far end of a second cable answers into the dump.
      ChattyPort(port, [0x90, 0x40, 0x40] + chatter + [0xF0, 0x41, 0x01, 0xF7])
    }
    let result = try bench.workspace.takeSnapshot(request("first"), on: delegate(bench))
    let id = try #require(result.commit)
    #expect(try bench.workspace.state(id).device("small")?.messages.map(\.message) == bench.memory)
    #expect(result.parts[0].reading?.unasked == 2)
  }

  // MARK: One-way

  private static let oneWay = ToyProfile.text(
    head: "", transfer: "{gap: 10 ms, one-way: true, by-hand: {quiet: 500 ms}}", request: false)

  @Test("a one-way device gets the changes since the last snapshot, and the result states no read-back")
  func oneWay() throws {
    let bench = try ToyBench(Self.oneWay)
    let first = try #require(try bench.workspace.takeSnapshot(request("first"), on: delegate(bench)).commit)
    let wanted = bench.memory
    try bench.put(2, [9, 9])
    try bench.put(6, [9, 8])
    _ = try bench.workspace.takeSnapshot(request("second"), on: delegate(bench))
    let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(restore.plans[0].steps.map(\.slot.index) == [2, 6])
    #expect(!restore.plans[0].isRead && !restore.plans[0].isIdentified)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.isUnproved && result.parts[0].unverified.map(\.index) == [2, 6])
    #expect(bench.memory == wanted)
    let id = try #require(result.commit)
    #expect(try bench.workspace.snapshot(id).values("Synvc-Unverified") == ["small sent 2"])
    #expect(try bench.workspace.snapshot(id).values("Synvc-Verified").isEmpty)
    // The dump by hand proves it.
    #expect(try bench.workspace.takeSnapshot(request("proof"), on: delegate(bench)).commit == nil)
  }

  @Test("hooks of a send to a one-way device get no read-back claim")
  func oneWayHooks() throws {
    let bench = try ToyBench(Self.oneWay)
    let first = try #require(try bench.workspace.takeSnapshot(request("first"), on: delegate(bench)).commit)
    try bench.put(2, [9, 9])
    _ = try bench.workspace.takeSnapshot(request("second"), on: delegate(bench))
    let calls = Mutex<[HookCall]>([])
    var workspace = bench.workspace
    workspace.hooks = Hooks(
      run: { call in
        calls.withLock { $0.append(call) }
        return nil
      }, failed: { _ in })
    let restore = try workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    _ = try workspace.send(restore, on: bench.delegate) { _, _ in }
    let told = calls.withLock { $0 }.filter { $0.moment != .preSend }
    #expect(told.map(\.moment) == [.postSend, .postRestore])
    #expect(told.map(\.lines) == [["small patch/3 unverified sim:small"], ["small patch/3 unverified sim:small"]])
    #expect(told.first?.arguments == [first.hex, "unverified"])
  }
}

/// A port that hears something else before anything else.
private final class ChattyPort: Port {
  private let port: any Port
  private var chatter: [UInt8]
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any Port, _ chatter: [UInt8]) {
    self.port = port
    self.chatter = chatter
  }

  func write(_ bytes: [UInt8]) throws(PortError) { try port.write(bytes) }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard duration > .zero, !chatter.isEmpty else { return try port.read(within: duration) }
    defer { chatter = [] }
    return chatter
  }

  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}
