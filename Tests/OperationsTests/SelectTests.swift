import Foundation
import MIDI
import Objects
import Profiles
import Repository
import Simulation
import Testing

@testable import Operations
import Transfer
import Importers
import Archive
import History

@Suite("instruments read by program selection")
struct SelectTests {
  private static func text() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/formats/example-edit-buffer.yaml"), encoding: .utf8)
  }

  /// The same model, which tells the patch that is loaded.
  private static func telling() throws -> String {
    try text().replacing(
      "transfer:",
      with: """
        loaded:
          request: "F0 00 7F 42 07 03 {type} F7"
          reply: "F0 00 7F 42 07 04 {type} {value} F7"
          types: {patch: 1}
          source: "made up"
        transfer:
        """)
  }

  private final class Said {
    var asked: [Selected] = []
    var stood: [Selected] = []
  }

  private let said = Said()

  private func bench(_ text: String? = nil) throws -> ToyBench {
    let bench = try ToyBench(text ?? Self.text())
    bench.unit = SimulatedUnit(
      profile: bench.profile, memory: try FactoryMemory.messages(for: bench.profile))
    return bench
  }

  private func delegate(_ bench: ToyBench) -> TransferDelegate {
    TransferDelegate(
      open: { _, name in bench.open(name) }, progress: { _ in }, isInterrupted: { false },
      agreeToSelect: { said.asked += $0 }, stands: { said.stood.append($0) })
  }

  private func read(_ bench: ToyBench, verify: Bool = false) throws -> (SnapshotResult, DeviceReading) {
    var request = SnapshotRequest(text: "read")
    request.verify = verify
    let result = try bench.workspace.takeSnapshot(request, on: delegate(bench))
    return (result, try #require(result.parts[0].reading))
  }

  private func slot(_ index: Int, _ kind: String = "patch") -> Slot { Slot(kind: kind, index: index) }

  /// What the commit says of a key.
  private func facts(_ bench: ToyBench, _ id: ObjectID?, _ key: String) throws -> [String] {
    try bench.workspace.snapshot(try #require(id)).values(key)
  }

  @Test(
    "every slot is stored under its selected program, also the first one, read once or twice", arguments: [false, true])
  func reads(verify: Bool) throws {
    let bench = try bench()
    let (_, reading) = try read(bench, verify: verify)
    #expect(reading.dumps.flatMap(\.dump.messages) == bench.unit.memory && reading.dumps.count == 20)
    // The layers are alike: nothing is said of the first, for its neighbour is like it too.
    #expect(reading.unconfirmedRanges == ["layer/1-4"])
    #expect(said.asked == [Selected(device: "small", model: "Nimbus Pocket", slot: nil, isOriginal: false)])
    #expect(said.stood == [Selected(device: "small", model: "Nimbus Pocket", slot: "layer/4", isOriginal: false)])
    let live = try bench.workspace.compareLive(with: try bench.workspace.head(), .all, on: delegate(bench))
    #expect(live.allSatisfy { $0.difference.isEmpty && $0.slotCount == 20 })
  }

  @Test("nothing is sent before the user agrees")
  func agreement() throws {
    let bench = try bench()
    #expect(throws: OperationError.self) { try bench.snapshot("nobody is there") }
    #expect(bench.wire?.statistics.bytesToUnit == 0)
    let (_, _) = try read(bench)
    let head = try #require(try bench.workspace.head())
    #expect(throws: OperationError.self) { try bench.workspace.compareLive(with: head, .all, on: bench.delegate) }
    #expect(bench.wire?.statistics.bytesToUnit == 0)
    #expect(throws: OperationError.self) {
      try bench.workspace.planRestore(RestoreRequest(target: head), on: bench.delegate)
    }
    #expect(bench.wire?.statistics.bytesToUnit == 0)
  }

  @Test("slots of an absent bank are requested twice and stored as unconfirmed, until they differ")
  func absent() throws {
    let bench = try bench()
    for index in 0..<4 { try bench.unit.edit(slot(index, "layer"), FieldPath("split"), to: "C\(index + 1)") }
    bench.faults = [.absentBank(from: slot(8))]
    let (result, reading) = try read(bench)
    #expect(reading.unconfirmedRanges == ["patch/B01-B08"])
    #expect(reading.unconfirmed.allSatisfy { $0.equalTo.index == $0.slot.index - 1 })
    #expect(try facts(bench, result.commit, "Synvc-Unconfirmed") == ["small patch/B01-B08"])
    #expect(reading.dumps.count == 20 && reading.missing.isEmpty && result.isPartial == false)
    bench.faults = []
    let (later, sound) = try read(bench)
    #expect(sound.unconfirmed.isEmpty && later.parts[0].changedSlots == 8)
    #expect(try facts(bench, later.commit, "Synvc-Unconfirmed").isEmpty)
  }

  @Test("an instrument that ignores program changes leaves every slot unconfirmed")
  func deaf() throws {
    let bench = try bench()
    bench.unit.channel = 5
    let (_, reading) = try read(bench)
    #expect(reading.unconfirmed.count == 20)
    #expect(Set(reading.dumps.filter { $0.slot.kind == "patch" }.flatMap(\.dump.messages)).count == 1)
  }

  @Test("programs are selected on the device's channel, and never on an invalid one")
  func channel() throws {
    let bench = try bench()
    bench.unit.channel = 5
    try bench.workspace.addDevice(Device(name: "small", profile: bench.profile.id, channel: 6), port: "sim:small")
    #expect(try read(bench).1.unconfirmedRanges == ["layer/1-4"])
    try bench.workspace.addDevice(Device(name: "small", profile: bench.profile.id, channel: 17), port: "sim:small")
    #expect(throws: OperationError.self) { try read(bench) }
  }

  @Test(
    "an instrument slower than its profile is detected by equal answers and read with a longer wait"
  )
  func slow() throws {
    let bench = try bench()
    bench.faults = [.slowProgram(.milliseconds(400))]
    let (_, reading) = try read(bench)
    #expect(!reading.unconfirmed.isEmpty)
    let patient = try self.bench(try Self.text().replacing("wait: 100 ms", with: "wait: 450 ms"))
    patient.faults = [.slowProgram(.milliseconds(400))]
    let (_, sound) = try read(patient)
    #expect(
      sound.dumps.filter { $0.slot.kind == "patch" }.flatMap(\.dump.messages) == Array(patient.unit.memory.prefix(16)))
    #expect(sound.unconfirmedRanges == ["layer/1-4"])
  }

  @Test("duplicate answers and answers one request late are stored under no other slot", arguments: [0, 1])
  func repeated(number: Int) throws {
    let bench = try bench()
    bench.faults = [.sending([.duplicate, .delay(.milliseconds(300))][number])]
    let (_, reading) = try read(bench)
    #expect(reading.dumps.flatMap(\.dump.messages) == bench.unit.memory)
  }

  @Test("a selection that the instrument can report is restored")
  func original() throws {
    let bench = try bench(Self.telling())
    try bench.unit.load(slot(13))
    let (_, reading) = try read(bench)
    #expect(reading.stands?.slot == "patch/B06" && reading.stands?.isOriginal == true)
    #expect(bench.wire?.unit.loaded["patch"] == 13)
    #expect(said.stood.map(\.slot) == ["patch/B06"])
  }

  @Test("a storable slot is sent with its own message, read back, and no other slot changes")
  func sends() throws {
    let bench = try bench()
    let target = try #require(try read(bench).0.commit)
    let before = bench.unit.memory
    try bench.unit.edit(slot(12), FieldPath("level"), to: "3")
    try bench.unit.edit(slot(2), FieldPath("cutoff"), to: "3")
    let restore = try bench.workspace.planRestore(RestoreRequest(target: target), on: delegate(bench))
    #expect(restore.plans[0].refusals.isEmpty && restore.plans[0].steps.map(\.slot.index) == [2, 12])
    let result = try bench.workspace.send(restore, on: delegate(bench)) { _, _ in }
    #expect(result.isVerified && result.parts[0].verified.count == 2 && bench.unit.memory == before)
    #expect(said.stood.last?.slot == "patch/B05")
    // A lone slot that stands in the edit buffer is loaded anew to be read back.
    try bench.unit.edit(slot(12), FieldPath("level"), to: "4")
    let again = try bench.workspace.planRestore(RestoreRequest(target: target), on: delegate(bench))
    #expect(try bench.workspace.send(again, on: delegate(bench)) { _, _ in }.isVerified)
  }

  @Test("a slot without a store message is not sent, even with force", arguments: [false, true])
  func refused(isForced: Bool) throws {
    let bench = try bench()
    let target = try #require(try read(bench).0.commit)
    try bench.unit.edit(slot(1, "layer"), FieldPath("split"), to: "C1")
    var request = RestoreRequest(target: target)
    request.isForced = isForced
    let restore = try bench.workspace.planRestore(request, on: delegate(bench))
    #expect(restore.plans[0].refusals == [.editBufferOnly(model: "Nimbus Pocket", slots: ["layer/2"])])
    let sent = bench.wire?.statistics.messagesToUnit
    #expect(throws: OperationError.self) { try bench.workspace.send(restore, on: delegate(bench)) { _, _ in } }
    #expect(bench.wire?.statistics.messagesToUnit == sent)
  }

  @Test("the backup before a send records its unconfirmed slots")
  func safety() throws {
    let bench = try bench()
    let target = try #require(try read(bench).0.commit)
    bench.faults = [.absentBank(from: slot(8))]
    let restore = try bench.workspace.planRestore(RestoreRequest(target: target), on: delegate(bench))
    let result = try bench.workspace.send(restore, on: delegate(bench)) { _, _ in }
    #expect(!result.isVerified)
    #expect(try facts(bench, result.safety, "Synvc-Unconfirmed") == ["small patch/B01-B08", "small layer/1-4"])
  }

  @Test("unattended runs read the device only if its settings allow it")
  func automatic() throws {
    let bench = try bench()
    let device = try #require(try bench.workspace.rig().devices.first)
    guard
      case .notNow(.selectsPrograms) = try bench.workspace.takeAutomatically(
        device, quiet: IdleDetector(), on: bench.delegate)
    else { return #expect(Bool(false), "it was read") }
    #expect(bench.wire == nil)
    try bench.archive.changeConfig { config throws(ConfigError) in try config.set("synvc.small.select", to: "true") }
    guard
      case .read(let result) = try bench.workspace.takeAutomatically(device, quiet: IdleDetector(), on: bench.delegate)
    else { return #expect(Bool(false), "it was not read") }
    #expect(result.commit != nil)
  }

  @Test("a plan that trusts a snapshot asks before reading back")
  func assumed() throws {
    let bench = try bench()
    let target = try #require(try read(bench).0.commit)
    try bench.unit.edit(slot(12), FieldPath("level"), to: "3")
    let changed = try #require(try read(bench).0.commit)
    var request = RestoreRequest(target: target)
    request.assume = changed
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    #expect(throws: OperationError.self) { try bench.workspace.send(restore, on: bench.delegate) { _, _ in } }
    let asked = said.asked.count
    let next = try bench.workspace.planRestore(request, on: delegate(bench))
    #expect(try bench.workspace.send(next, on: delegate(bench)) { _, _ in }.isVerified)
    #expect(said.asked.count == asked + 1)
  }

  @Test("late answers to abandoned requests are stored under no other slot")
  func late() throws {
    let bench = try bench()
    bench.faults = [.sending(.delay(.seconds(3)), of: .slot(slot(4)), times: 3)]
    var request = SnapshotRequest(text: "late")
    (request.verify, request.allowPartial) = (false, true)
    let result = try bench.workspace.takeSnapshot(request, on: delegate(bench))
    let reading = try #require(result.parts[0].reading)
    #expect(reading.missing.map(\.slot) == [slot(4)] && reading.unasked > 0)
    for (slot, dump) in reading.dumps { #expect(dump == bench.unit.dump(in: slot), "\(slot)") }
  }

  @Test("a failure restores and reports the previous selection too")
  func failed() throws {
    let bench = try bench(Self.telling())
    try bench.unit.load(slot(13))
    bench.faults = [.sending(.silence, of: .slot(slot(3)))]
    #expect(throws: OperationError.self) { try read(bench) }
    #expect(bench.wire?.unit.loaded["patch"] == 13 && said.stood.map(\.slot) == ["patch/B06"])
  }

  @Test("in manual sends, a store message names its slot, an edit buffer dump none; both may be sent")
  func replay() throws {
    let bench = try bench()
    let dump = try #require(bench.unit.message(in: slot(11)))
    let kind = try #require(bench.profile.kind("patch"))
    let stored = try SysExMessage(try #require(kind.storing(dump.bytes, in: 11)))
    let replay = try Replay([dump, stored], registry: bench.registry)
    #expect(replay.lines.map(\.slot) == [nil, "patch/B04"] && replay.strangers == 0 && replay.wrong == 0)
  }

  @Test("with answers late or doubled, every slot stored without a mark has the right content")
  func everyDelay() throws {
    var (right, refused) = (0, 0)
    for milliseconds in stride(from: 50, through: 4000, by: 110) {
      for extra in [[], [Fault.sending(.duplicate)], [.slowProgram(.milliseconds(170))]] {
        let bench = try bench()
        bench.faults = [.sending(.delay(.milliseconds(milliseconds)))] + extra
        do {
          let (_, reading) = try read(bench)
          let doubtful = Set(reading.unconfirmed.map(\.slot))
          for (slot, dump) in reading.dumps where !doubtful.contains(slot) {
            #expect(dump == bench.unit.dump(in: slot), "\(slot), \(milliseconds) ms, \(extra)")
          }
          right += 1
        } catch OperationError.transfer { refused += 1 }
      }
    }
    #expect(right > 30 && refused > 30, "\(right) right, \(refused) refused")
  }

  @Test("unread slots keep their mark, and a plan that would send one says so")
  func stays() throws {
    let bench = try bench()
    for index in 0..<4 { try bench.unit.edit(slot(index, "layer"), FieldPath("split"), to: "C\(index + 1)") }
    bench.faults = [.absentBank(from: slot(8))]
    let target = try #require(try read(bench).0.commit)
    // One slot is restored and read back: the others keep their mark.
    try bench.unit.edit(slot(2), FieldPath("level"), to: "3")
    var request = RestoreRequest(target: target)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(["patch/A03"])
    let one = try bench.workspace.planRestore(request, on: delegate(bench))
    let result = try bench.workspace.send(one, on: delegate(bench)) { _, _ in }
    #expect(result.isVerified && one.plans[0].unconfirmed.isEmpty)
    for commit in [result.safety, result.commit] {
      #expect(try facts(bench, commit, "Synvc-Unconfirmed") == ["small patch/B01-B08"])
    }
    // Another device is read alone.
    try bench.workspace.addDevice(Device(name: "other", profile: bench.profile.id), port: "sim:other")
    bench.faults = []
    var other = SnapshotRequest(text: "other")
    (other.devices, other.verify) = (["other"], false)
    let second = try bench.workspace.takeSnapshot(other, on: delegate(bench))
    #expect(try facts(bench, second.commit, "Synvc-Unconfirmed") == ["small patch/B01-B08"])
    // The bank is there now: what was filed for it would overwrite it.
    var whole = RestoreRequest(target: target)
    whole.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(["small/patch/"])
    let plan = try bench.workspace.planRestore(whole, on: delegate(bench)).plans[0]
    #expect(plan.unconfirmed == (8..<16).map { slot($0) } && plan.refusals.isEmpty)
  }

  @Test("a sent slot of an absent bank is not verified by the previous slot, and keeps its mark")
  func unproved() throws {
    let bench = try bench()
    for index in 0..<4 { try bench.unit.edit(slot(index, "layer"), FieldPath("split"), to: "C\(index + 1)") }
    bench.faults = [.absentBank(from: slot(8))]
    let target = try #require(try read(bench).0.commit)
    var request = RestoreRequest(target: target)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(["patch/B01"])
    request.sendAll = true
    let restore = try bench.workspace.planRestore(request, on: delegate(bench))
    let result = try bench.workspace.send(restore, on: delegate(bench)) { _, _ in }
    #expect(result.parts[0].verified.isEmpty && result.parts[0].unconfirmed == [slot(8)])
    #expect(result.isVerified && result.isUnproved)
    #expect(try facts(bench, result.commit, "Synvc-Unconfirmed") == ["small patch/B01-B08"])
  }

  @Test("devices without changes or outside the send keep their marks")
  func others() throws {
    let bench = try bench()
    for index in 0..<4 { try bench.unit.edit(slot(index, "layer"), FieldPath("split"), to: "C\(index + 1)") }
    bench.faults = [.absentBank(from: slot(8))]
    try bench.workspace.addDevice(Device(name: "other", profile: bench.profile.id), port: "sim:other")
    let target = try #require(try read(bench).0.commit)
    let marks = ["other patch/B01-B08", "small patch/B01-B08"]
    #expect(try facts(bench, target, "Synvc-Unconfirmed").sorted() == marks)
    for names in [["other/patch/A03"], ["other/patch/A03", "small/patch/A05"]] {
      try bench.unit.edit(slot(2), FieldPath("level"), to: "3")
      var request = RestoreRequest(target: target)
      request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(target)).select(names)
      let restore = try bench.workspace.planRestore(request, on: delegate(bench))
      let result = try bench.workspace.send(restore, on: delegate(bench)) { _, _ in }
      #expect(result.isVerified && restore.plans.map(\.steps.count).reduce(0, +) == 1)
      for commit in [result.safety, result.commit] {
        #expect(try facts(bench, commit, "Synvc-Unconfirmed").sorted() == marks, "\(names)")
      }
    }
  }

  // MARK: Marks

  /// Reads slots over a wire of its own, with or without a word of where the unit stands.
  private func read(
    _ slots: [Slot], _ bench: ToyBench, _ reader: SlotReader? = nil, allowPartial: Bool = false
  ) throws -> DeviceReading {
    let reader = reader ?? SlotReader(Conversation(SimulatedPort(bench.unit, faults: bench.faults)), bench.profile)
    return try reader.read(slots, of: "small", allowPartial: allowPartial, progress: { _ in })
  }

  /// What is filed without a mark is what the slot holds; slots from B01 are absent.
  private func expectMarks(_ reading: DeviceReading, _ bench: ToyBench, _ what: Comment) {
    let doubtful = Set(reading.unconfirmed.map(\.slot))
    for (slot, dump) in reading.dumps where !doubtful.contains(slot) {
      #expect(slot.index < 8 && dump == bench.unit.dump(in: slot), what)
    }
  }

  @Test("an absent slot is marked after any previous slot and at any answer", arguments: 0..<8)
  func gaps(before: Int) throws {
    let bench = try bench()
    for absent in 8..<16 {
      for number in 0..<5 {
        for harm in [Fault.Corruption.duplicate, .wrongChecksum, .silence] {
          bench.faults = [.absentBank(from: slot(8)), .sending(harm, of: .nth(number))]
          let slots = [slot(before), slot(absent), slot(15)]
          expectMarks(try read(slots, bench), bench, "\(before), \(absent), \(harm), \(number)")
        }
      }
    }
  }

  @Test("an absent bank after missing slots is marked, and the slot after a missing one is read")
  func behindFailures() throws {
    for harm in [Fault.Corruption.wrongChecksum, .silence] {
      for bad in 0..<8 {
        let bench = try bench()
        bench.faults = [.absentBank(from: slot(8)), .sending(harm, of: .slot(slot(bad)))]
        let reading = try read(bench.profile.slots().filter { $0.kind == "patch" }, bench, allowPartial: true)
        expectMarks(reading, bench, "\(bad), \(harm)")
        // The first slot is asked for beside the second one, and the second beside the first.
        let beside = bad < 2 ? [slot(0), slot(1)] : [slot(bad)]
        #expect(reading.missing.map(\.slot) == beside, "\(bad), \(harm)")
      }
    }
  }

  @Test("an absent slot read after the selection was restored is marked", arguments: 0..<8)
  func afterwards(original: Int) throws {
    let bench = try bench(Self.telling())
    try bench.unit.load(slot(original))
    bench.faults = [.absentBank(from: slot(8))]
    for last in 0..<8 {
      let reader = SlotReader(Conversation(SimulatedPort(bench.unit, faults: bench.faults)), bench.profile)
      try reader.saveSelection(for: [slot(0)])
      _ = try read([slot(0), slot(last)], bench, reader)
      try reader.restoreSelection()
      #expect(reader.selection.slot == slot(original))
      expectMarks(try read([slot(11)], bench, reader), bench, "\(original), \(last)")
    }
  }

  @Test("an invalid loaded slot number means no slot")
  func noSuchSlot() throws {
    let profile = try Profile(text: try Self.telling().replacing("{type} {value} F7", with: "{type} {value:10} F7"))
    let head: [UInt8] = [0xF0, 0x00, 0x7F, 0x42, 0x07]
    for value: [UInt8] in [[1] + Array(repeating: 0, count: 9), Array(repeating: 0x7F, count: 10)] {
      let port = ScriptedPort([head + [0x03, 1, 0xF7]: [head + [0x04, 1] + value + [0xF7]]])
      let reader = SlotReader(Conversation(port), profile)
      try reader.saveSelection(for: [slot(0)])
      #expect(reader.selection.originals == [])
    }
  }

  /// The dumps of the first so many patches, as a file.
  private func file(_ bench: ToyBench, patches count: Int) throws -> [ImportedFile] {
    let bytes = (0..<count).flatMap { bench.unit.message(in: slot($0))?.bytes ?? [] }
    return try ImportedFile.read(bytes, name: "patches.syx")
  }

  @Test("an import keeps the marks of untouched devices and slots only")
  func imported() throws {
    let bench = try bench()
    for index in 0..<4 { try bench.unit.edit(slot(index, "layer"), FieldPath("split"), to: "C\(index + 1)") }
    bench.faults = [.absentBank(from: slot(8))]
    _ = try read(bench)
    let marks = { (request: ImportRequest, count: Int) in
      var request = request
      request.exact = true
      try bench.unit.edit(self.slot(2), FieldPath("level"), to: "\(bench.seconds % 100)")
      let result = try bench.workspace.importFiles(try self.file(bench, patches: count), request)
      return try self.facts(bench, result.commit, "Synvc-Unconfirmed")
    }
    var request = ImportRequest(text: "file")
    #expect(try marks(request, 4) == ["small patch/B01-B08"])
    request.device = "small"
    #expect(try marks(request, 4) == ["small patch/B01-B08"])
    #expect(try marks(request, 10) == ["small patch/B03-B08"])
    request.replace = true
    #expect(try marks(request, 4).isEmpty)
  }

  @Test("slot ranges are read as written, even with hyphens in names")
  func ranges() throws {
    let listed = try Self.text().replacing("numbers: {columns: 8}", with: "numbers: [\(Self.names)]")
    for text in [try Self.text(), listed] {
      let profile = try Profile(text: text)
      for first in 0..<16 {
        for last in first..<16 {
          let slots = (first...last).map { slot($0) }
          let ranges = profile.ranges(of: slots)
          #expect(ranges.count == 1 && profile.slots(in: ranges[0]) == slots, "\(ranges)")
        }
      }
      #expect(profile.ranges(of: [slot(1), slot(2), slot(4), slot(0, "layer")]).count == 3)
      for words in ["patch/A09-A10", "patch/", "", "patch/B01-A01", "layer/1-patch/2", "-"] {
        #expect(profile.slots(in: words).isEmpty, "\(words)")
      }
    }
  }

  private static let names = (0..<16).map { "\($0 % 2 == 0 ? "in-" : "")\($0)-x" }.joined(separator: ", ")
}
