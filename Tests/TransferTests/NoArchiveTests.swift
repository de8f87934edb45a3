import Profiles
import Simulation
import TestSupport
import Testing
import Transfer

@Suite("transfer without an archive")
struct NoArchiveTests {
  static let models: [any DeviceModel] = {
    do {
      return try [CarrierModels.triplet, CarrierModels.asked, CarrierModels.packets, CarrierModels.zones]
        .map { try Profile(text: $0) } + [PairModel()]
    } catch { preconditionFailure("\(error)") }
  }()

  private func unit(_ model: any DeviceModel) -> SimulatedUnit {
    SimulatedUnit(profile: model, memory: model.slots().flatMap { model.blank($0)?.messages ?? [] })
  }

  @Test("every slot of a unit is read, sent to another unit and read back", arguments: models.indices)
  func copy(index: Int) throws {
    let model = Self.models[index]
    var source = unit(model)
    let home = try #require(model.slots().last)
    let slot = model.slots(in: home).last ?? home
    let name = try #require(model.slotKind(slot.kind).map { $0.namePath ?? FieldPath("name") })
    try source.edit(slot, name, to: "OTHER")
    let reader = SlotReader(Conversation(SimulatedPort(source)), model)
    let reading = try reader.read(model.slots(), of: "source", progress: { _ in })
    #expect(reading.dumps.flatMap(\.dump.messages) == source.memory && reading.missing.isEmpty)

    var target = unit(model)
    let wire = SimulatedPort(target, stored: { target = $0 })
    let steps = reading.dumps.map { SendStep(slot: $0.slot, dump: $0.dump, current: nil) }
    let sender = SlotSender(
      SlotReader(Conversation(wire), model), device: "target", steps: steps, expected: .seconds(1))
    for step in steps.indices { try sender.send(step, since: .zero, progress: { _ in }) }
    sender.reader.conversation.settle()
    var check = SendCheck()
    try sender.readBack(&check, witness: nil, progress: { _ in })
    #expect(check.verified == model.slots() && check.different.isEmpty)
    #expect(wire.unit.memory == source.memory)
  }
}
