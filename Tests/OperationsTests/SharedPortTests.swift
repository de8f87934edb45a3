import TestSupport
import Archive
import History
import MIDI
import Objects
import Profiles
import Simulation
import Testing

@testable import Operations

@Suite("two instruments on one port")
struct SharedPortTests {
  /// A thru box with two small units of different models, whose port one opening has at a time.
  private final class Box {
    let bench: ToyBench
    var units: [String: SimulatedUnit] = [:]
    var openings = 0
    var isOpen = false
    var faults: [Fault] = []
    /// Devices that were announced, with what to press.
    var met: [[String]] = []

    init() throws {
      bench = try ToyBench()
      let other = ToyProfile.text(id: "other").replacing("7D 01", with: "7D 02")
        .replacing("transfer:", with: "steps: {reading: [{text: press Other}]}\ntransfer:")
      #expect(bench.registry.add(other, from: "test"))
      let profile = try #require(try bench.registry.profile("other"))
      units["small"] = bench.unit
      let memory = try bench.memory.map { message in
        var bytes = message.bytes
        bytes[2] = 0x02
        return try SysExMessage(bytes)
      }
      units["other"] = SimulatedUnit(profile: profile, memory: memory)
      for name in ["small", "other"] { try add(name) }
    }

    func add(_ name: String, usb: String? = nil) throws {
      try bench.workspace.addDevice(Device(name: name, profile: name), port: "hw:Box,0,0", usb: usb)
    }

    func memory(_ name: String) -> [SysExMessage] {
      (0..<8).compactMap { units[name]?.message(in: Slot(kind: "patch", index: $0)) }
    }

    func put(_ name: String, _ slot: Int, _ value: UInt8) throws {
      var bytes = try ToyProfile.message(slot, [value, value]).bytes
      if name == "other" { bytes[2] = 0x02 }
      _ = units[name]?.receive(try SysExMessage(bytes))
    }

    var delegate: TransferDelegate {
      TransferDelegate(
        open: { _, name in try self.open(name) }, progress: { _ in }, isInterrupted: { false },
        meets: { device, port, steps in self.met.append([device.name, port] + steps) })
    }

    private func open(_ name: String) throws -> any Port {
      if isOpen { throw PortError.busy(name: name, holder: PortHolder(process: 1, command: "synvc")) }
      (openings, isOpen) = (openings + 1, true)
      let wires = units.map { entry in
        SimulatedPort(
          entry.value, name: name, faults: entry.key == "other" ? faults : [], stored: { self.units[entry.key] = $0 })
      }
      return ThruPort(wires) { self.isOpen = false }
    }
  }

  /// One port to several units: each hears all, and what they say is merged.
  private final class ThruPort: Port {
    private let wires: [SimulatedPort]
    private let closed: () -> Void
    private(set) var now: Duration = .zero
    var name: String { wires[0].name }

    init(_ wires: [SimulatedPort], closed: @escaping () -> Void) { (self.wires, self.closed) = (wires, closed) }

    func write(_ bytes: [UInt8]) throws(PortError) {
      for wire in wires { try wire.write(bytes) }
      meet()
    }

    /// A message at a time, so that none comes inside another.
    func read(within duration: Duration) throws(PortError) -> [UInt8] {
      let deadline = now + duration
      repeat {
        for wire in wires {
          var bytes = try wire.read(within: .zero)
          while bytes.contains(0xF0), bytes.last != 0xF7 {
            let more = try wire.read(within: .milliseconds(50))
            if more.isEmpty { break }
            bytes += more
          }
          meet()
          if !bytes.isEmpty { return bytes }
        }
        pause(min(.milliseconds(1), max(.zero, deadline - now)))
      } while now < deadline
      return []
    }

    func drain() throws(PortError) {}

    func pause(_ duration: Duration) {
      now += duration
      meet()
    }

    func close() {
      for wire in wires { wire.close() }
      closed()
    }

    private func meet() {
      now = max(now, wires.map(\.now).max() ?? now)
      for wire in wires { wire.pause(now - wire.now) }
    }
  }

  @Test("snapshot, comparison, plan and send each open and close the port once")
  func once() throws {
    let box = try Box()
    let id = try #require(
      try box.bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: box.delegate).commit)
    #expect(box.openings == 1 && !box.isOpen)
    #expect(box.met == [["other", "hw:Box,0,0", "press Other"], ["small", "hw:Box,0,0"]])
    let state = try box.bench.workspace.state(id)
    for name in ["small", "other"] { #expect(state.device(name)?.messages.map(\.message) == box.memory(name)) }
    let before = [box.memory("small"), box.memory("other")]
    try box.put("small", 3, 7)
    try box.put("other", 5, 9)
    let live = try box.bench.workspace.compareLive(with: id, .all, on: box.delegate)
    #expect(live.map(\.difference.comparison.changes.count) == [1, 1] && box.openings == 2 && !box.isOpen)
    let restore = try box.bench.workspace.planRestore(RestoreRequest(target: id), on: box.delegate)
    #expect(restore.plans.map { $0.steps.map(\.slot.index) } == [[5], [3]] && box.isOpen)
    #expect(try box.bench.workspace.send(restore, on: box.delegate) { _, _ in }.isVerified)
    restore.close()
    #expect([box.memory("small"), box.memory("other")] == before && box.openings == 3 && !box.isOpen)
  }

  @Test("a failing instrument releases the port to the other in a snapshot, and to none after a plan")
  func failing() throws {
    let box = try Box()
    let id = try #require(
      try box.bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: box.delegate).commit)
    try box.put("small", 3, 7)
    box.faults = [.sending(.silence, of: .slot(Slot(kind: "patch", index: 5)))]
    let result = try box.bench.workspace.takeSnapshot(SnapshotRequest(text: "one"), on: box.delegate)
    #expect(result.parts.map { $0.failure == nil } == [false, true] && !box.isOpen)
    #expect(result.parts[1].changedSlots == 1 && result.parts[1].device.name == "small")
    #expect(throws: OperationError.self) {
      try box.bench.workspace.planRestore(RestoreRequest(target: id), on: box.delegate)
    }
    #expect(!box.isOpen)
  }

  @Test("of two USB devices with one port name only the present one is read; the other fails")
  func otherPlace() throws {
    let box = try Box()
    try box.add("other", usb: "1234:5678 A")
    let result = try box.bench.workspace.takeSnapshot(SnapshotRequest(text: "both"), on: box.delegate)
    #expect(box.openings == 1 && result.parts.count { $0.failure != nil } == 1)
  }
}
