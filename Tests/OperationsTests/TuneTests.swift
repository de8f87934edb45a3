import TestSupport
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Testing
import Transfer
import Archive

@Suite("fastest pace, connection-critical slots and carried-over slots")
struct TuneTests {
  @Test("the fastest verified pace is found, used and stored for the port")
  func tune() throws {
    let bench = try ToyBench(ToyProfile.text(transfer: "{gap: 160 ms, idle-timeout: 200 ms}"))
    let first = try #require(try bench.snapshot("first").commit)
    let wanted = bench.memory
    for slot in 0..<6 { try bench.put(slot, [70, UInt8(slot)]) }
    bench.faults = [.needsGap(.milliseconds(30))]
    var request = RestoreRequest(target: first)
    request.isTuning = true
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.isVerified && bench.memory == wanted)
    #expect(result.parts[0].tuned?.found.gap == .milliseconds(40))
    #expect(result.parts[0].changedUnasked.isEmpty)
    // The next send keeps to it.
    for slot in 0..<6 { try bench.put(slot, [70, UInt8(slot)]) }
    let again = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    let second = try bench.workspace.send(again, on: bench.delegate) { _, _ in }
    #expect(second.isVerified && second.parts[0].duration < .milliseconds(6 * 100))
    // Over another port the profile's own pace counts.
    try bench.workspace.addDevice(Device(name: "small", profile: "small"), port: "sim:elsewhere")
    for slot in 0..<6 { try bench.put(slot, [70, UInt8(slot)]) }
    let other = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
    #expect(try bench.workspace.send(other, on: bench.delegate) { _, _ in }.parts[0].duration > .milliseconds(6 * 160))
  }

  @Test("a pace that later loses data is discarded")
  func forgotten() throws {
    let bench = try ToyBench(ToyProfile.text(transfer: "{gap: 160 ms, idle-timeout: 200 ms}"))
    let first = try #require(try bench.snapshot("first").commit)
    for slot in 0..<6 { try bench.put(slot, [70, UInt8(slot)]) }
    var request = RestoreRequest(target: first)
    request.isTuning = true
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    #expect(try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.parts[0].tuned?.found.gap == .zero)
    bench.faults = [.needsGap(.milliseconds(30))]
    var isVerified: [Bool] = []
    for _ in 0..<2 {
      for slot in 0..<6 { try bench.put(slot, [70, UInt8(slot)]) }
      let next = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
      isVerified.append(try bench.workspace.send(next, on: bench.delegate) { _, _ in }.isVerified)
    }
    #expect(isVerified == [false, true])
  }

  @Test(
    "a connection-critical slot is sent only when named, and the device is identified again afterwards",
    arguments: ["cuts-the-line", "reach"])
  func connectionCritical(key: String) throws {
    for isCut in [false, true] {
      let bench = try ToyBench(ToyProfile.text(kind: ["\(key): true"]))
      bench.firmware = (1, 0)
      let first = try #require(try bench.snapshot("first").commit)
      for slot in [2, 5] { try bench.put(slot, [70, 1]) }
      let unnamed = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
      #expect(unnamed.plans[0].steps.isEmpty && unnamed.plans[0].connectionSlots.map(\.index) == [2, 5])
      var request = RestoreRequest(target: first)
      request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(first)).select(["patch/"])
      // A cable that goes dead for the host when the first dump has passed.
      bench.wrap = { isCut ? Deaf($0) : $0 }
      let restore = try bench.workspace.planRestore(request, on: bench.delegate)
      do {
        let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
        #expect(!isCut && result.isVerified)
      } catch {
        #expect(isCut && "\(error)".contains("lineCut(after: \"patch/3\")"))
        let open = try bench.workspace.journals()
        #expect(open.first?.sent == [] && open.first?.slots == ["patch/3", "patch/6"])
      }
    }
  }

  /// Hears nothing any more once a dump was sent.
  private final class Deaf: Port {
    private let port: any Port
    private var isDeaf = false
    var name: String { port.name }
    var now: Duration { port.now }
    init(_ port: any Port) { self.port = port }

    func write(_ bytes: [UInt8]) throws(PortError) {
      if bytes.count > 4, bytes[3] == 0x20 { isDeaf = true }
      try port.write(bytes)
    }

    func read(within duration: Duration) throws(PortError) -> [UInt8] {
      guard isDeaf else { return try port.read(within: duration) }
      port.pause(duration)
      return []
    }

    func drain() throws(PortError) { try port.drain() }
    func pause(_ duration: Duration) { port.pause(duration) }
    func close() { port.close() }
  }

  @Test("a carried-over slot shows its age across several snapshots")
  func carried() throws {
    let bench = try ToyBench()
    try bench.workspace.addDevice(Device(name: "other", profile: "small"), port: "sim:other")
    let first = try #require(try bench.snapshot("both").commit)
    let date = try bench.workspace.snapshot(first).commit.author.seconds
    var carried: [[String]] = []
    for number in 1...3 {
      try bench.put(1, [UInt8(number), 9])
      var request = SnapshotRequest(text: "one")
      request.devices = ["small"]
      request.verify = false
      let id = try #require(try bench.workspace.takeSnapshot(request, on: bench.delegate).commit)
      carried.append(try bench.workspace.snapshot(id).values("Synvc-Carried"))
    }
    #expect(carried == Array(repeating: ["other since \(utcText(date))"], count: 3))
  }
}
