import Files
import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Storage
import TestSupport
import Testing
import Concurrency

/// An import with a second thread that reads what was stored before.
@Suite("reading ahead")
struct AheadTests {
  private func dump(_ bench: Bench) throws -> [ImportedFile] {
    try ImportedFile.read(bench.unit.memory.flatMap(\.bytes), name: "dump.syx")
  }

  private func importing(_ bench: Bench, _ workspace: Workspace, _ text: String) throws -> ObjectID? {
    var request = ImportRequest(text: text)
    (request.device, request.replace) = ("mono", true)
    return try workspace.importFiles(try dump(bench), request).commit
  }

  /// Imports a dump, and one that differs in a slot; the ids of both.
  private func history(_ bench: Bench, second: (Workspace) throws -> Workspace) throws -> [ObjectID] {
    let first = try #require(try importing(bench, bench.workspace, "first"))
    try bench.edit("kit/001", "track 1 level", "3")
    let workspace = try second(bench.workspace)
    return [first, try #require(try importing(bench, workspace, "second"))]
  }

  @Test("the same snapshot is made as in one thread")
  func same() throws {
    let alone = try history(try Bench()) { $0 }
    let bench = try Bench()
    let queue = SerialQueue()
    let beside = try history(bench) { workspace in
      var workspace = workspace
      workspace.helper = queue
      return workspace
    }
    #expect(beside == alone)
    var workspace = bench.workspace
    workspace.helper = queue
    #expect(try importing(bench, workspace, "nothing new") == nil)
    #expect(try bench.files.list("/archive/operations").filter { $0.hasPrefix(".tmp") } == [])
  }

  @Test("what was read ahead is not read again")
  func notAgain() throws {
    let bench = try Bench()
    try bench.snapshot("first")
    try bench.edit("kit/001", "track 1 level", "3")
    let dump = try dump(bench)
    let reads = try [false, true].map { isAhead in
      let files = FaultyFileSystem(bench.files)
      let archive = try Archive(
        opening: "/archive", ArchiveContext(files: files, lockContext: .current(command: "test")) { _ in })
      let head = try #require(try archive.refs.id(.head))
      var workspace = Workspace(
        archive: archive, registry: bench.registry, author: bench.workspace.author, arguments: ["test"])
      let queue = SerialQueue()
      if isAhead {
        let ahead = StateAhead(of: { archive }, devices: ["mono"], by: queue)
        #expect(ahead.state(of: head, in: archive, devices: ["mono"]) != nil)
        workspace.ahead = ahead
      }
      let before = files.calls.count
      var request = ImportRequest(text: "second")
      (request.device, request.replace) = ("mono", true)
      _ = try #require(try workspace.importFiles(dump, request).commit)
      try archive.update(
        [RefChange(try archive.refs.target(.head), expecting: .anything, to: .id(head))], message: "back",
        who: workspace.author, operation: OperationRecord(arguments: ["back"]))
      return files.calls[before...].count { $0.call == .read && $0.path.hasSuffix(".pack") }
    }
    #expect(reads[1] > 0 && reads[1] * 4 < reads[0], "\(reads)")
  }

  @Test("what was begun before another command moved the branch is not taken for what it leads to now")
  func overtaken() throws {
    let bench = try Bench()
    let queue = SerialQueue()
    try bench.snapshot("first")
    let ahead = StateAhead(of: { [archive = bench.archive] in archive }, devices: ["mono"], by: queue)
    let first = try #require(try bench.workspace.head())
    #expect(ahead.state(of: first, in: bench.archive, devices: ["mono"])?.device("mono")?.entries.count == 288)
    try bench.edit("kit/001", "track 1 level", "3")
    let second = try #require(try bench.snapshot("second").commit)
    try bench.edit("kit/002", "track 1 level", "4")
    var workspace = bench.workspace
    workspace.ahead = ahead
    let third = try #require(try importing(bench, workspace, "third"))
    #expect(try bench.workspace.snapshot(third).commit.parents == [second])
    #expect(ahead.state(of: second, in: bench.archive, devices: ["mono"]) == nil)
    let entries = try #require(try bench.workspace.state(third).device("mono")).entries
    let place = try #require(bench.profile.slot("kit/002"))
    let edited = try #require(bench.unit.message(in: place))
    #expect(entries.contains { $0.bytes == edited.bytes })
  }

  @Test("a state of another archive, or of other devices, is none of this one's")
  func foreign() throws {
    let benches = [try Bench(), try Bench()]
    let heads = try benches.map { try #require(try $0.snapshot("first").commit) }
    #expect(heads[0] == heads[1])
    let queue = SerialQueue()
    let ahead = StateAhead(of: { [archive = benches[0].archive] in archive }, devices: ["mono"], by: queue)
    #expect(ahead.state(of: heads[0], in: benches[0].archive, devices: ["mono"]) != nil)
    #expect(ahead.state(of: heads[0], in: benches[1].archive, devices: ["mono"]) == nil)
    #expect(ahead.state(of: heads[0], in: benches[0].archive, devices: nil) == nil)
    let nothing = StateAhead(of: { nil }, devices: ["mono"], by: queue)
    #expect(nothing.state(of: heads[0], in: benches[0].archive, devices: ["mono"]) == nil)
  }

  @Test("what cannot be read is told as without a second thread, and nothing is stored")
  func damaged() throws {
    let bench = try Bench()
    try bench.snapshot("first")
    try bench.edit("kit/001", "track 1 level", "3")
    let head = try bench.workspace.head()
    let packs = "/archive/objects/pack"
    for name in try bench.files.list(packs) where name.hasSuffix(".pack") {
      let bytes = try bench.files.read(packs + "/" + name)
      try bench.files.remove(packs + "/" + name)
      let file = try bench.files.create(packs + "/" + name, permissions: 0o444)
      try file.write(bytes.enumerated().map { $0 < 100 ? $1 : $1 ^ 0xFF })
      try file.close()
    }
    let opened = try Archive(opening: "/archive", bench.archive.context)
    var errors: [String] = []
    for helper in [nil, SerialQueue()] {
      var workspace = Workspace(
        archive: opened, registry: bench.registry, author: bench.workspace.author, arguments: ["test"])
      workspace.helper = helper
      #expect(throws: OperationError.self) {
        do { _ = try importing(bench, workspace, "second") } catch {
          errors.append("\(error)")
          throw error
        }
      }
    }
    #expect(errors.count == 2 && errors[0] == errors[1])
    #expect(try opened.refs.id(.head) == head)
  }
}
