import Bytes
import Files
import Maintenance
import Objects
import Profiles
import Simulation
import Testing

@testable import Operations
@testable import Repository

/// What fsck says of snapshots that are sound as git objects and wrong as snapshots.
@Suite("fsck of snapshots")
struct SnapshotFsckTests {
  private let player: ArchiveClient
  private let registry: ProfileRegistry

  /// One snapshot of an instrument of six slots, whose kits say how long they are.
  init() throws {
    let dump = "20 {slot} {body*} {checksum}"
    let text = SixSlots.text.replacing("\(dump) F7\"", with: "\(dump) {length:2} F7\"\n    length: {from: body}")
    let profile = try Profile(text: text)
    registry = ProfileRegistry()
    #expect(registry.add(text, from: "tests"))
    let unit = SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile))
    player = ArchiveClient(MemoryFileSystem(), unit, registry: registry)
    try player.makeArchive()
    try player.addDevice()
    _ = try #require(try player.snapshot("first"))
  }

  @Test("undo refuses when the operations log does not show the last operation")
  func lostOperation() throws {
    try player.edit("kit/1", "level", "5")
    _ = try #require(try player.snapshot("second"))
    let path = Path.join(ArchiveClient.folder, "operations/log")
    let lines = try player.files.read(path).split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
    _ = try player.workspace("undo").planUndo()
    try player.files.remove(path)
    try player.files.appendDurably(
      line: Array(lines.dropLast().joined(separator: [0x0A])), to: path, report: { _ in })
    #expect { try player.workspace("undo").planUndo() } throws: { error in
      if case StorageError.damagedFile(path, _) = error { true } else { false }
    }
  }

  private func fsck() throws -> FsckReport {
    let place = try #require(ArchivePlace(ArchiveClient.folder, in: player.files))
    return ArchiveCheck.run(Fsck.run(place, lockContext: player.context.lockContext), registry: registry)
  }

  private func head() throws -> Commit {
    let archive = try player.archive()
    return try archive.objects.commit(try #require(try archive.refs.id(.head)))
  }

  /// The bytes at a path of the snapshot that HEAD leads to.
  private func blob(_ path: String) throws -> [UInt8] {
    let archive = try player.archive()
    var id = try head().tree
    for part in path.split(separator: "/") {
      id = try #require(try archive.objects.tree(id).entries.first { String(decoding: $0.name, as: UTF8.self) == part })
        .id
    }
    return try archive.objects.blob(id)
  }

  /// Commits other bytes at some paths, the message of the snapshot before changed by `edit`.
  private func commit(_ changes: KeyValuePairs<String, [UInt8]?>, _ edit: (String) -> String = { $0 }) throws
    -> ObjectID
  {
    let archive = try player.archive()
    let before = try #require(try archive.refs.id(.head))
    let old = try archive.objects.commit(before)
    var writer = archive.objectWriter()
    var items: [String: TreeItem?] = [:]
    for (path, bytes) in changes {
      let item = try bytes.map { TreeItem(.file, try writer.add(blob: $0)) }
      items.updateValue(item, forKey: path)
    }
    let tree = try writer.tree(old.tree, changing: items)
    let id = try writer.add(
      Commit(
        tree: tree, parents: [before], author: old.author, committer: old.committer,
        message: Array(edit(String(decoding: old.message, as: UTF8.self)).utf8)))
    _ = try writer.finish()
    try archive.update(
      [RefChange(try archive.refs.target(.head), expecting: .value(.id(before)), to: .id(id))], message: "snapshot: x",
      who: old.committer, operation: OperationRecord(arguments: ["test"]))
    return id
  }

  /// The only finding there is.
  private func only(_ note: String) throws -> Finding {
    let findings = try fsck().findings
    #expect(findings.count == 1, "\(note): \(findings.map { "\($0.kind) \($0.evidence)" })")
    return try #require(findings.first)
  }

  @Test("a snapshot made by the program has no findings")
  func sound() throws { #expect(try fsck().findings.isEmpty) }

  @Test("a blob that is no message is suspicious and reported by path and snapshot")
  func framing() throws {
    let path = "six/kit/2.syx"
    let whole = try blob(path)
    let wrongs: [[UInt8]] = [
      [], Array(whole.dropLast()), Array(whole.dropFirst()), whole + [0xF7], whole + whole, [0xF0, 0x80, 0xF7],
    ]
    for wrong in wrongs {
      let id = try commit([path: wrong])
      let finding = try only("\(Hex.spaced(wrong[...]))")
      #expect(finding.kind == .framing && finding.severity == .suspicious)
      #expect(finding.evidence.name == path && finding.evidence.damage != nil)
      // Its name is that of the snapshot in which it is whole.
      #expect(finding.affectedPaths == [AffectedPath(path: path, commits: [id], name: "I2")])
      try undo()
    }
  }

  /// Takes the last commit away with all that leads to it.
  private func undo() throws {
    let archive = try player.archive()
    let last = try #require(try archive.operations.read().operations.last)
    let log = try player.files.read(ArchiveClient.folder + "/operations/log")
    let lines = log.split(separator: 0x0A).dropLast()
    try rewrite("operations/log", lines)
    for name in ["logs/HEAD", "logs/refs/heads/main"] {
      try rewrite(name, try player.files.read(ArchiveClient.folder + "/" + name).split(separator: 0x0A).dropLast())
    }
    guard case .id(let before)? = last.moves[0].old else { return }
    try rewrite("refs/heads/main", [Array(before.hex.utf8)[...]])
  }

  private func rewrite(_ name: String, _ lines: some Sequence<ArraySlice<UInt8>>) throws {
    let path = ArchiveClient.folder + "/" + name
    try player.files.remove(path)
    let file = try player.files.create(path, permissions: 0o644)
    try file.write(lines.flatMap { $0 + [0x0A] })
    try file.close()
  }

  @Test(
    "a message stored with a wrong checksum or length is reported but is no damage")
  func message() throws {
    let path = "six/kit/1.syx"
    let whole = try blob(path)
    for (offset, word) in [(whole.count - 4, "checksum"), (whole.count - 2, "length")] {
      var wrong = whole
      wrong[offset] ^= 1
      let id = try commit([path: wrong])
      let finding = try only(word)
      #expect(finding.kind == .badMessage && finding.severity == .message && finding.evidence.namedBy == word)
      #expect(finding.evidence.name == path && finding.affectedPaths.map(\.commits) == [[id]])
      #expect(finding.evidence.offset == (word == "length" ? whole.count - 3 : whole.count - 4))
      #expect(finding.evidence.found != finding.evidence.expected)
      let report = try fsck()
      #expect(report.isClean && report.newestGood == id, "nothing that was stored is lost")
      try undo()
    }
    var both = whole
    both[whole.count - 4] ^= 1
    both[whole.count - 2] ^= 1
    _ = try commit([path: both])
    #expect(Set(try fsck().findings.compactMap(\.evidence.namedBy)) == ["checksum", "length"])
  }

  @Test("without an installed profile the archive's copy checks and names the slots")
  func keptProfile() throws {
    let whole = try blob("six/kit/1.syx")
    var wrong = whole
    wrong[whole.count - 4] ^= 1
    _ = try commit(["six/kit/1.syx": wrong, "six/kit/2.syx": [0xF0]])
    let place = try #require(ArchivePlace(ArchiveClient.folder, in: player.files))
    let bare = ArchiveCheck.run(Fsck.run(place, lockContext: player.context.lockContext), registry: ProfileRegistry())
      .findings
    #expect(bare.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.badMessage, .framing])
    #expect(bare == (try fsck().findings))
    #expect(bare.first { $0.kind == .framing }?.affectedPaths.map(\.name) == ["I2"])
  }

  @Test("slots unknown to the profile and opaque devices are not checked")
  func unknown() throws {
    try player.importFile([0xF0, 0x7D, 0x01, 0x20, 0x01, 0x02, 0xF7], as: "other", "opaque")
    #expect(try fsck().findings.isEmpty)
  }

  @Test("an order file with an unknown entry or a truncation is damage; a missing entry is suspicious")
  func order() throws {
    let text = String(decoding: try blob("six/order"), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    let list = { (lines: [String]) in Array(lines.map { $0 + "\n" }.joined().utf8) }
    let named = list(Array(lines.dropLast()) + ["kit/9.syx"])
    _ = try commit(["six/order": named])
    let missing = try only("a name too many")
    #expect(missing.kind == .order && missing.severity == .damage)
    #expect(missing.evidence.name == "six/order" && missing.evidence.found == "six/kit/9.syx")
    try undo()

    _ = try commit(["six/order": list(Array(lines.dropLast()))]) { $0.replacing("six six 6", with: "six six 5") }
    let extra = try only("a name too few")
    #expect(extra.kind == .order && extra.severity == .suspicious)
    #expect(extra.evidence.expected == "six/" + lines[5] && extra.affectedPaths.first?.path == "six/" + lines[5])
    try undo()

    _ = try commit(["six/order": Array(text.utf8.dropLast())])
    let cut = try only("no line feed at its end")
    #expect(cut.kind == .order && cut.severity == .damage && cut.evidence.found == nil)
    try undo()

    _ = try commit(["six/" + lines[0]: nil])
    #expect(try only("a message is gone").evidence.found == "six/" + lines[0])
    try undo()

    // The same bytes twice in one dump are no mistake.
    _ = try commit(["six/order": list(lines + [lines[0]])]) { $0.replacing("six six 6", with: "six six 7") }
    #expect(try fsck().findings.isEmpty)
  }

  @Test("a wrong message count and a missing device make a snapshot suspicious")
  func counts() throws {
    let id = try commit([:]) { $0.replacing("six six 6", with: "six six 5") }
    let finding = try only("one more than it says")
    #expect(finding.kind == .count && finding.severity == .suspicious && finding.object == id)
    #expect(finding.evidence.found == "6" && finding.evidence.expected == "5" && finding.evidence.name == "six")
    #expect(finding.affectedPaths == [AffectedPath(path: "six/", commits: [id])])
    try undo()
    _ = try commit([:]) {
      $0.replacing("Synvc-Device: six six 6", with: "Synvc-Device: six six 6\nSynvc-Device: gone six 4")
    }
    let gone = try only("a device that is not there")
    #expect(gone.kind == .count && gone.evidence.found == "0" && gone.evidence.expected == "4")
  }

  @Test("an unreadable device.yaml or rig.yaml is damage to its snapshots")
  func files() throws {
    for path in ["six/device.yaml", "rig.yaml"] {
      let id = try commit([path: Array("{[".utf8)])
      let finding = try only(path)
      #expect(finding.kind == .snapshotFile && finding.severity == .damage && finding.evidence.name == path)
      #expect(finding.affectedPaths == [AffectedPath(path: path, commits: [id])])
      try undo()
    }
  }

  @Test("fsck finds every flipped bit and truncation of a send's journal, and its missing snapshots")
  func journal() throws {
    let id = try #require(try player.archive().refs.id(.head))
    let journal = Journal(device: "six", target: id, safety: id, slots: ["kit/1", "pattern/2"])
    let path = ArchiveClient.folder + "/journal/six"
    func write(_ bytes: [UInt8]) throws {
      if try player.files.isFile(path) { try player.files.remove(path) }
      let file = try player.files.create(path, permissions: 0o644)
      try file.write(bytes)
      try file.close()
    }
    try write(journal.encoded)
    #expect(try fsck().findings.isEmpty)
    let bytes = journal.encoded
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(Journal(parsing: flipped, format: .sha1) == nil, "bit \(bit)")
    }
    for count in 0..<bytes.count { #expect(Journal(parsing: Array(bytes[..<count]), format: .sha1) == nil) }
    try write(Array(bytes.dropLast(9)))
    let cut = try only("cut")
    #expect(cut.kind == .journalDamaged && cut.severity == .damage && cut.file == "journal/six")
    let none = ObjectID(of: StoredObject(.blob, [9]), in: .sha1)
    try write(Journal(device: "six", target: none, safety: id, slots: []).encoded)
    let missing = try only("a target that is not there")
    #expect(missing.kind == .objectMissing && missing.object == none && missing.evidence.namedBy == "journal/six")
  }
}
