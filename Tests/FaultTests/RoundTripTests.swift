import Archive
import Files
import Foundation
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import TestSupport
import Testing

/// A device with a unit, and archives that are made anew whenever two must not know of each other.
private final class RoundTrip {
  let profile: Profile
  private let text: String
  var unit: SimulatedUnit
  private var archive: Repository
  private let registry = ProfileRegistry()
  private var wire: SimulatedPort?

  init(_ text: String, memory: (Profile) throws -> [SysExMessage]) throws {
    self.text = text
    profile = try Profile(text: text)
    unit = SimulatedUnit(profile: profile, memory: try memory(profile))
    archive = try Self.empty()
    #expect(registry.add(text, from: "test"))
    try workspace.addDevice(Device(name: "unit", profile: profile.id), port: "sim:unit")
  }

  private static func empty() throws -> Repository {
    try FaultRunStart.makeArchive(in: MemoryFileSystem())
  }

  /// Goes on with another archive that knows nothing yet.
  func forget() throws {
    archive = try Self.empty()
    try workspace.addDevice(Device(name: "unit", profile: profile.id), port: "sim:unit")
  }

  var workspace: Workspace {
    FaultRunStart.workspace(archive, registry, 1_700_000_000)
  }

  private var delegate: TransferDelegate {
    TransferDelegate(
      open: { _, name in
        let wire = SimulatedPort(self.unit, name: name, stored: { self.unit = $0 })
        self.wire = wire
        return wire
      }, progress: { _ in }, isInterrupted: { false },
      guide: { _ in self.wire?.pressSend(self.profile.slotsOfDump, after: .seconds(2)) }, agreeToSelect: { _ in })
  }

  /// What every slot answers with.
  var memory: [SysExMessage] {
    let optional = Set(profile.kinds.filter(\.isOptional).map(\.id))
    return (profile.isAskable ? profile.slots(with: optional) : profile.slotsOfDump).compactMap(unit.message)
  }

  /// Reads everything; gives the tree of the snapshot, or of HEAD where nothing changed.
  func read(_ text: String) throws -> ObjectID {
    var request = SnapshotRequest(text: text)
    request.optionalKinds = Set(profile.kinds.filter(\.isOptional).map(\.id))
    (request.verify, request.exact) = (false, true)
    let commit = try workspace.takeSnapshot(request, on: delegate).commit
    return try archive.objects.commit(try #require(try commit ?? workspace.head())).tree
  }

  /// Sends all that a snapshot holds, what can cut the line included.
  func restore(_ target: ObjectID) throws -> RestoreResult {
    var request = RestoreRequest(target: target)
    let kinds = Set(try workspace.state(target).device("unit")?.content(profile).slots.map(\.kind) ?? [])
    request.sendAll = !profile.isAskable
    request.selection = try workspace.slotNames(of: try workspace.state(target)).select(
      profile.kinds.filter { kinds.contains($0.id) && !$0.isBankMember }.map { $0.id + "/" })
    let restore = try workspace.planRestore(request, on: delegate)
    defer { restore.close() }
    return try workspace.send(restore, on: delegate) { _, _ in }
  }

  func head() throws -> ObjectID { try #require(try workspace.head()) }
}

@Suite("round trips through a unit")
struct RoundTripTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every profile that is shipped, that of the documentation, and one that is dumped by hand.
  private static func texts() throws -> [String] {
    let shipped = try ShippedModels.ids.map(ShippedModels.profile)
    #expect(!shipped.isEmpty)
    let examples = try ["profile", "edit-buffer"].map {
      try String(contentsOf: root.appending(path: "docs/formats/example-\($0).yaml"), encoding: .utf8)
    }
    return shipped + examples + [byHand]
  }

  /// Banks as a DX7 has them: dumped at the front panel only, and taken over MIDI.
  private static let byHand = ToyProfile.text(
    id: "by-hand", model: 5, head: "steps: {reading: [{text: Press SEND}]}",
    transfer: "{gap: 20 ms, by-hand: {quiet: 1 s, wait: 60 s}}",
    kinds: [
      ToyKind(
        request: nil, dump: "{slot} {body:4} {checksum}", checksum: "negated-sum7, from: body",
        ["name: name", "seq: [{id: name, type: str, size: 4, filler: 32}]"])
    ])

  private func trip(_ text: String) throws -> RoundTrip {
    try RoundTrip(text) { profile in
      let messages = try FactoryMemory.messages(for: profile, from: ShippedModels.factory(profile.id))
      guard messages.isEmpty, let kind = profile.kinds.first else { return messages }
      return try (0..<kind.count).map { slot in
        try SysExMessage(kind.seal(kind.dump.fill(["slot": [UInt8(slot)], "body": [65, 66, 67, UInt8(48 + slot)]])))
      }
    }
  }

  @Test("snapshot, wipe, restore and snapshot give the same tree, for every listed profile")
  func everyProfile() throws {
    var lines: [String] = []
    for text in try Self.texts() {
      let trip = try trip(text)
      let name = trip.profile.id
      guard !trip.profile.transfer.isOneWay, !trip.profile.kinds.isEmpty else {
        lines.append("\(name): takes what is sent and cannot be read")
        continue
      }
      let first = try trip.read("first")
      let (target, held) = (try trip.head(), trip.memory)
      trip.unit = SimulatedUnit(profile: trip.profile, memory: [])
      let result = try trip.restore(target)
      #expect(result.isVerified, "\(name)")
      let isAskable = trip.profile.isAskable
      #expect(try trip.read("after") == first, "\(name)")
      #expect(trip.memory == held, "\(name)")
      // An archive that knows nothing gets the same tree from the unit that nobody touched since.
      try trip.forget()
      #expect(try trip.read("elsewhere") == first, "\(name)")
      let slots = result.parts[0].plan.steps.count
      lines.append(
        "\(name): \(isAskable ? "asked and sent" : "dumped by hand and sent"), \(slots) slots, the same tree")
    }
    expectGolden(lines.joined(separator: "\n") + "\n", "round-trip")
  }

  @Test("volatile bytes are ignored: two reads are equal unless everything is requested")
  func live() throws {
    let text = ToyProfile.text(
      id: "live", model: 6,
      kinds: [
        ToyKind(
          count: 1, numbers: "[one]", request: "", dump: "{body:2} {checksum}", checksum: "sum7, from: body",
          ["seq: [{id: level, type: u1}, {type: pad, size: 1}]"])
      ])
    let trip = try RoundTrip(text) { profile in
      let kind = try #require(profile.kind("patch"))
      return [try SysExMessage(kind.seal(kind.dump.fill(["body": [7, 1]])))]
    }
    let first = try trip.read("first")
    let kind = try #require(trip.profile.kind("patch"))
    trip.unit = SimulatedUnit(
      profile: trip.profile, memory: [try SysExMessage(kind.seal(kind.dump.fill(["body": [7, 2]])))])
    var request = SnapshotRequest(text: "live")
    request.verify = false
    let result = try trip.workspace.takeSnapshot(
      request,
      on: TransferDelegate(
        open: { _, name in SimulatedPort(trip.unit, name: name) }, progress: { _ in }, isInterrupted: { false }))
    #expect(result.commit == nil && result.differsWithoutMeaning)
    #expect(try trip.read("exact") != first)
  }
}
