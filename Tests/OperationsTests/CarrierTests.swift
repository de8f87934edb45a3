import Archive
import History
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import TestSupport
import Testing
import Transfer
import Importers

@Suite("slots that are several messages")
struct CarrierTests {
  /// A model, and the knobs that are turned on its unit.
  struct Sample: Sendable, CustomTestStringConvertible {
    let model: any DeviceModel
    /// A slot, the paths of a name and of a value in it.
    let slot: String
    let name: String
    let value: String
    /// The files of a snapshot.
    let paths: [String]
    /// Messages of the slot's dump.
    let messages: Int
    /// Slots that share the dump.
    let staying: Int

    var testDescription: String { model.id }
  }

  static let samples: [Sample] = {
    do {
      let voices = (1...4).map { "voice/0\($0).syx" }
      let patches = (1...4).map { "patch/\($0).syx" }
      return [
        Sample(
          model: try Profile(text: CarrierModels.triplet), slot: "voice/02", name: "name", value: "attack",
          paths: voices,
          messages: 3, staying: 0),
        Sample(
          model: try Profile(text: CarrierModels.asked), slot: "voice/02", name: "name", value: "pan", paths: voices,
          messages: 3, staying: 0),
        Sample(
          model: try Profile(text: CarrierModels.packets), slot: "bank/1/patch/2", name: "name", value: "level",
          paths: ["bank/1.syx", "bank/2.syx"], messages: 4, staying: 3),
        Sample(
          model: try Profile(text: CarrierModels.zones), slot: "patch/3", name: "common name", value: "tone 2 point 4",
          paths: patches, messages: 3, staying: 0),
        Sample(
          model: PairModel(), slot: "memory/03", name: "name", value: "level",
          paths: (1...4).map { "memory/0\($0).syx" }, messages: 2, staying: 0),
      ]
    } catch { preconditionFailure("\(error)") }
  }()

  private func bench(_ sample: Sample) throws -> ArchiveBench {
    let registry = ProfileRegistry()
    registry.add(sample.model, from: "test")
    let homes = Set(sample.model.slots()).sorted { $0.index < $1.index }
    let memory = homes.flatMap { sample.model.blank($0)?.messages ?? [] }
    let bench = try ArchiveBench(sample.model, on: registry, memory: memory)
    for (number, slot) in slots(sample.model).enumerated() {
      try bench.unit.edit(slot, FieldPath(sample.name), to: "S\(number)")
    }
    try bench.workspace.addDevice(Device(name: "unit", profile: sample.model.id), port: "sim:unit")
    return bench
  }

  /// The slots that hold sounds.
  private func slots(_ model: any DeviceModel) -> [Slot] {
    model.slots().flatMap { home in
      let inside = model.slots(in: home)
      return inside.isEmpty ? [home] : inside
    }
  }

  @Test("a snapshot, a change, a comparison, a restore with read-back, an export and an import", arguments: samples)
  func journey(sample: Sample) throws {
    let (bench, model) = (try bench(sample), sample.model)
    let slot = try #require(model.slot(sample.slot))
    let first = try #require(try bench.snapshot("first", verify: true).commit)
    let before = bench.unit
    let device = try #require(try bench.workspace.state(first).device("unit"))
    #expect(device.entries.map(\.path) == sample.paths)
    #expect(device.messages.map(\.message) == bench.unit.memory)
    #expect(device.content(model).values[slot]?.messages.count == sample.messages)

    try bench.unit.edit(slot, FieldPath(sample.value), to: "9")
    let second = try #require(try bench.snapshot("second").commit)
    let comparison = try bench.workspace.compare(first, second)
    let changes = comparison.differences.flatMap(\.comparison.changes)
    #expect(changes.map(\.slot) == [slot] && comparison.slotCount == slots(model).count)
    guard case .changed(let fields)? = changes.first?.kind else { return #expect(Bool(false), "\(changes)") }
    #expect(fields.map(\.path.description) == [sample.value] && fields[0].new?.text == "9")

    try restore(first, sample, bench, slot)
    #expect(bench.unit.memory == before.memory)
    try exchange(second, sample, bench, slot)
  }

  /// Sends a snapshot; the slot that differs is sent, and read back.
  private func restore(_ commit: ObjectID, _ sample: Sample, _ bench: ArchiveBench, _ slot: Slot) throws {
    let restore = try bench.workspace.planRestore(RestoreRequest(target: commit), on: bench.delegate)
    let steps = restore.plans[0].steps
    #expect(steps.count == 1 && steps[0].slots.contains(slot) && steps[0].slots.count == 1 + sample.staying)
    #expect(steps[0].dump.messages.count == sample.messages)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.isVerified && result.parts[0].verified == steps.map(\.slot))
  }

  /// Exports a snapshot, imports it apart and into the device, and sends it from there.
  private func exchange(_ commit: ObjectID, _ sample: Sample, _ bench: ArchiveBench, _ slot: Slot) throws {
    let exported = try bench.workspace.export(commit, .all, raw: false)
    let files = try ImportedFile.read(exported.bytes, name: "dump.syx")
    let apart = try #require(try bench.workspace.importFiles(files, ImportRequest(text: "apart")).commit)
    let file = try #require(try bench.workspace.state(apart).device("files/dump"))
    let wanted = try #require(try bench.workspace.state(commit).device("unit"))
    #expect(file.entries == wanted.entries && file.facts.profile == sample.model.id)
    var request = ImportRequest(text: "into the device")
    request.device = "unit"
    let into = try #require(try bench.workspace.importFiles(files, request).commit)
    #expect(try bench.workspace.state(into).device("unit")?.entries == wanted.entries)
    let one = try bench.workspace.slotNames(of: try bench.workspace.state(commit)).select(["unit/\(sample.slot)"])
    let alone = try bench.workspace.export(commit, one, raw: false)
    #expect(alone.messages == sample.messages)
    try restore(into, sample, bench, slot)
    #expect(bench.unit.memory == wanted.messages.map(\.message))
  }

  @Test("a slot is moved to another number", arguments: samples)
  func move(sample: Sample) throws {
    let (bench, model) = (try bench(sample), sample.model)
    let commit = try #require(try bench.snapshot("first").commit)
    let from = try #require(model.slot(sample.slot))
    let to = try #require(slots(model).last)
    var request = RestoreRequest(target: commit)
    request.selection = try bench.workspace.slotNames(of: try bench.workspace.state(commit)).select([sample.slot])
    request.destination = to
    let restore = try bench.workspace.planRestore(request, on: bench.delegate)
    #expect(restore.plans[0].steps.map(\.slots) == [[to]] && restore.plans[0].steps[0].staying == sample.staying)
    let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
    #expect(result.isVerified)
    let (one, other) = (bench.unit.dump(in: model.home(of: from)), bench.unit.dump(in: model.home(of: to)))
    let left = one.flatMap { model.decode(from, in: $0)?.item }
    let right = other.flatMap { model.decode(to, in: $0)?.item }
    #expect(left?.name != nil && left?.name == right?.name)
  }

  @Test("a message that does not come is asked for again, then named", arguments: samples)
  func missing(sample: Sample) throws {
    let bench = try bench(sample)
    let home = sample.model.home(of: try #require(sample.model.slot(sample.slot)))
    bench.faults = [.sending(.silence, of: .slot(home), times: 1)]
    #expect(try bench.snapshot("first").commit != nil)
    bench.faults = [.sending(.silence, of: .slot(home))]
    do {
      try bench.snapshot("second")
      Issue.record("a snapshot without the slot")
    } catch { #expect("\(error)".contains(sample.model.name(home)), "\(error)") }
    bench.faults = [.sending(.cutShort(keeping: 6), of: .slot(home))]
    #expect(throws: (any Error).self) { try bench.snapshot("third") }
  }

  @Test("messages of several slots that take turns in a file come back as they were", arguments: samples)
  func turns(sample: Sample) throws {
    let bench = try bench(sample)
    let dumps = Dictionary(grouping: bench.unit.memory) { sample.model.locate($0)?.pieces.lowerBound ?? 0 }
    let mixed = dumps.sorted { $0.key < $1.key }.flatMap(\.value)
    let bytes = mixed.flatMap(\.bytes)
    let files = try ImportedFile.read(bytes, name: "mixed.syx")
    let commit = try #require(try bench.workspace.importFiles(files, ImportRequest(text: "mixed")).commit)
    let file = try #require(try bench.workspace.state(commit).device("files/mixed"))
    #expect(file.entries.map(\.path).sorted() == sample.paths)
    #expect(try bench.workspace.export(commit, .all, raw: true).bytes == bytes)
    #expect(file.content(sample.model).values.count == slots(sample.model).count)
  }

  @Test("one message of a slot changes only its part of the slot", arguments: samples)
  func overlay(sample: Sample) throws {
    let bench = try bench(sample)
    try bench.snapshot("first")
    let slot = try #require(sample.model.slot(sample.slot))
    let home = sample.model.home(of: slot)
    var unit = bench.unit
    try unit.edit(slot, FieldPath(sample.value), to: "9")
    let (now, then) = (try #require(unit.dump(in: home)), try #require(bench.unit.dump(in: home)))
    let changed = try #require(zip(now.messages, then.messages).first { $0 != $1 }?.0)
    var request = ImportRequest(text: "one message")
    request.device = "unit"
    let files = try ImportedFile.read(changed.bytes, name: "one.syx")
    let commit = try #require(try bench.workspace.importFiles(files, request).commit)
    let device = try #require(try bench.workspace.state(commit).device("unit"))
    #expect(device.entries.map(\.path).sorted() == sample.paths && device.content(sample.model).carriers[home] == now)
  }

  @Test("a message changed by one bit is refused or fails by name, and the others stay", arguments: samples)
  func bits(sample: Sample) throws {
    let bench = try bench(sample)
    let home = sample.model.home(of: try #require(sample.model.slot(sample.slot)))
    let dump = try #require(bench.unit.dump(in: home))
    let bytes = dump.bytes
    for index in bytes.indices {
      for bit in 0..<7 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        let messages = FramedStream(other).messages
        let placement = sample.model.place(messages, isChecking: true)
        #expect(placement.homeOf.count == messages.count)
        for place in placement.homes {
          guard let dump = placement.dump(place, of: messages) else { continue }
          _ = sample.model.decode(place.slot, in: dump)
        }
      }
    }
    for count in bytes.indices { _ = sample.model.place(FramedStream(bytes.prefix(count)).messages) }
  }
}
