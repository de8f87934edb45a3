import Files
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Repository
import Synchronization
import TestSupport
import Testing
import Importers
import Archive

/// Two commands on one archive at once, the second one let in at a chosen moment.
@Suite("a branch that moves during a command")
struct RebaseTests {
  private func file(_ bench: Bench, _ slot: String, _ level: String) throws -> ImportedFile {
    let place = try #require(bench.profile.slot(slot))
    var unit = bench.unit
    try unit.edit(place, FieldPath("track 1 level"), to: level)
    let bytes = try #require(unit.message(in: place)).bytes
    return try #require(try ImportedFile.read(bytes, name: "kit.syx").first)
  }

  private func importing(
    _ bench: Bench, _ file: ImportedFile, device: String, _ text: String
  ) throws -> ObjectID {
    var request = ImportRequest(text: text)
    request.device = device
    return try #require(try bench.workspace.importFiles([file], request).commit)
  }

  @Test("a snapshot keeps another device's state stored by a concurrent command")
  func otherDevice() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    try bench.edit("kit/001", "track 1 level", "3")
    var other: ObjectID?
    let file = try file(bench, "kit/007", "9")
    let delegate = bench.delegate {
      if other == nil { other = try? self.importing(bench, file, device: "spare", "meanwhile") }  // nil fails below
      return false
    }
    var request = SnapshotRequest(text: "second")
    request.verify = false
    let result = try bench.workspace.takeSnapshot(request, on: delegate)
    let id = try #require(result.commit)
    let meanwhile = try #require(other)
    #expect(try bench.workspace.snapshot(id).commit.parents == [meanwhile])
    #expect(try bench.workspace.snapshot(meanwhile).commit.parents == [first])
    #expect(result.parts.first?.changedSlots == 1)
    let state = try bench.workspace.state(id)
    #expect(state.deviceNames == ["mono", "spare"] && state.rig.devices.map(\.name) == ["mono", "spare"])
    #expect(state.device("spare")?.entries == (try bench.workspace.state(meanwhile)).device("spare")?.entries)
    #expect(try bench.workspace.snapshot(id).values("Synvc-Sequence") == ["3"])
  }

  @Test("two snapshots of one device both stay in history, the latest read on top")
  func sameDevice() throws {
    let bench = try Bench()
    try bench.snapshot("first")
    try bench.edit("kit/001", "track 1 level", "3")
    var other: ObjectID?
    let delegate = bench.delegate {
      if other == nil {
        // What fails here leaves nothing that the snapshot below would stand on.
        try? bench.edit("kit/002", "track 1 level", "4")
        other = try? bench.snapshot("meanwhile").commit
      }
      return false
    }
    var request = SnapshotRequest(text: "later")
    request.verify = false
    let id = try #require(try bench.workspace.takeSnapshot(request, on: delegate).commit)
    let meanwhile = try #require(other)
    #expect(try bench.workspace.snapshot(id).commit.parents == [meanwhile])
    let state = try bench.workspace.state(id).device("mono")
    #expect(state?.messages.map(\.message.bytes).count == 288)
  }

  @Test("a state based on one snapshot is never stored on top of another")
  func stale() throws {
    let bench = try Bench()
    let first = try #require(try bench.snapshot("first").commit)
    let stale = try bench.workspace.state(first)
    let second = try importing(bench, try file(bench, "kit/007", "9"), device: "spare", "second")
    #expect(throws: OperationError.self) {
      try bench.workspace.commit(stale, text: "late", facts: [], reflog: "snapshot")
    }
    #expect(try bench.workspace.head() == second)
    // Made anew it is.
    var tries = 0
    let id = try bench.workspace.rebasing { () throws(OperationError) in
      tries += 1
      let state = tries == 1 ? stale : try bench.workspace.state(bench.workspace.head())
      return try bench.workspace.commit(state, text: "late", facts: [], reflog: "snapshot")
    }
    #expect(tries == 2)
    #expect(try bench.workspace.snapshot(id).commit.parents == [second])
  }

  @Test("an instrument added during a snapshot is kept")
  func pending() throws {
    let bench = try Bench()
    var isAdded = false
    let delegate = bench.delegate {
      if !isAdded {
        isAdded = true
        // What cannot be added fails the expectation below.
        try? bench.workspace.addDevice(Device(name: "two", profile: bench.profile.id), port: "sim:two")
      }
      return false
    }
    var request = SnapshotRequest(text: "first")
    (request.verify, request.devices) = (false, ["mono"])
    _ = try bench.workspace.takeSnapshot(request, on: delegate)
    #expect(try bench.workspace.rig().devices.map(\.name) == ["mono", "two"])
  }

  @Test("an instrument added at any time during an import is kept")
  func pendingAtImport() throws {
    let file = try file(try Bench(), "kit/007", "9")
    for moment in 1... {
      let bench = try Bench()
      let reads = Mutex(0)
      let other = bench.workspace
      let two = Device(name: "two", profile: bench.profile.id)
      let added = Added { try other.addDevice(two, port: "sim:two") }
      let files = RecordingFileSystem(bench.files) { call in
        guard call == "open /archive/config" else { return }
        let number = reads.withLock { reads in
          reads += 1
          return reads
        }
        if number == moment { added.run() }
      }
      let archive = try Repository(
        opening: "/archive", RepositoryContext(files: files, lockContext: .current(command: "test")) { _ in })
      let workspace = Workspace(
        repository: archive, registry: bench.registry, author: bench.workspace.author, arguments: ["test"])
      var request = ImportRequest(text: "import")
      request.device = "spare"
      _ = try #require(try workspace.importFiles([file], request).commit)
      guard added.isDone else { return #expect(moment > 3) }
      let names = added.isRefused ? ["mono", "spare"] : ["mono", "spare", "two"]
      #expect(try bench.workspace.rig().devices.map(\.name) == names, "read \(moment)")
    }
  }
}

/// Something that another command does once, and whether it was told that it has to wait.
private final class Added: @unchecked Sendable {
  private let work: () throws -> Void
  private(set) var isDone = false
  private(set) var isRefused = false
  init(_ work: @escaping () throws -> Void) { self.work = work }

  func run() {
    isDone = true
    do { try work() } catch OperationError.archive(.storage(.locked)) { isRefused = true } catch {
      Issue.record("\(error)")
    }
  }
}
