import Files
import Foundation
import Objects
import Synchronization
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

/// An archive with everything in it that holds ids.
private struct Original {
  let fixture: Fixture
  var git: Git { fixture.git }

  init(_ format: ObjectFormat) throws {
    fixture = try Fixture(format)
    let first = try fixture.commit(["a": "1", "b": "1"], "one")
    let second = try fixture.commit(["a": "2"], "two")
    try fixture.commit(
      ["a": "1", "b": "1"],
      "restore \"one\"\n\nas \(second.hex) says\n\nSynvc-Restores: \(first.hex)\nSynvc-Sequence: 3")
    try merge(second)
    try git("tag", "-a", "-m", "gig", "gig", first.hex)
    try git("tag", "-a", "-m", "a tag of a tag", "again", "gig")
    try git("tag", "light", second.hex)
    try git("tag", "tree", "\(second.hex)^{tree}")
    try git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    try notes()
    try signed(second)
    try git("update-ref", "-d", "refs/heads/gone", input: [])
    try RealFileSystem().writeDurably(
      [
        DurableFile(fixture.path + "/hooks/post-snapshot", Array("#!/bin/sh\n".utf8), permissions: 0o755),
        DurableFile(fixture.path + "/stranger", Array("x".utf8)),
      ]) { _ in }
  }

  /// A merge, a deleted branch, and modes other than a plain file's.
  private func merge(_ second: ObjectID) throws {
    let link = try git("hash-object", "-w", "--stdin", input: Array("target".utf8)).trimmed
    let tree = try git(
      "mktree", input: Array("120000 blob \(link)\tlink\n100755 blob \(link)\trun\n".utf8)
    ).trimmed
    let outer = try git("mktree", input: Array("040000 tree \(tree)\tinner\n".utf8)).trimmed
    let merged = try git("commit-tree", outer, "-p", "main", "-p", second.hex, "-m", "merge").trimmed
    let main = try #require(RefName(branch: "main"))
    let gone = try #require(RefName(branch: "gone"))
    let id = try #require(ObjectID(fixture.archive.format, hex: merged))
    let old = try fixture.archive.refs.value(main)
    for changes in [
      [RefChange(main, expecting: .value(old), to: .id(id))], [RefChange(gone, expecting: .anything, to: .id(second))],
      [RefChange(gone, expecting: .anything, to: nil)],
    ] {
      try fixture.archive.update(
        changes, message: "change", who: Fixture.who(), operation: OperationRecord(arguments: ["change", "a b"]))
    }
  }

  /// So many notes that git spreads them over folders.
  private func notes() throws {
    var stream = ""
    for number in 0..<300 {
      stream += "commit refs/heads/many\nmark :\(number + 1)\ncommitter A <a@b> 1700000000 +0100\ndata 2\nm\n"
      stream += "M 644 inline f\ndata \(String(number).count)\n\(number)\n"
    }
    for (ref, count) in [("refs/notes/commits", 300), ("refs/notes/few", 3)] {
      stream += "commit \(ref)\ncommitter A <a@b> 1700000000 +0100\ndata 5\nnotes\n"
      for number in 1...count { stream += "N inline :\(number)\ndata 2\nn\n\n" }
    }
    try git("fast-import", "--quiet", input: Array(stream.utf8))
    try git("notes", "add", "-m", "by hand", "main")
  }

  private func signed(_ parent: ObjectID) throws {
    let tree = try git("rev-parse", "main^{tree}").trimmed
    let tag = "object \(parent.hex)\n type commit\n tag t\n tagger T <t@t> 1 +0000\n \n text"
    let text = """
      tree \(tree)
      parent \(parent.hex)
      author Ä <a@b> 1600000000 -0330
      committer C <c@d> 1600000001 +0000
      encoding ISO-8859-1
      mergetag \(tag)
      gpgsig -----BEGIN PGP SIGNATURE-----
       
       abc
       -----END PGP SIGNATURE-----

      signed, not ended by a line feed
      """
    let id = try git("hash-object", "-w", "-t", "commit", "--stdin", input: Array(text.utf8)).trimmed
    try git("update-ref", "refs/heads/signed", id)
  }

  /// Everything that names an object, ids included, as git and the files say.
  static func facts(_ folder: String, _ home: String) throws -> [String: String] {
    var git = Git(in: home, home: home)
    git.environment["GIT_DIR"] = folder
    var facts: [String: String] = [:]
    facts["refs"] = try git("for-each-ref", "--format=%(refname) %(objectname) %(symref)")
    facts["objects"] = try git("rev-list", "--objects", "--all").split(separator: "\n").sorted().joined(separator: "\n")
    let files = RealFileSystem()
    var folders = ["logs", "operations", "hooks", "info"]
    while let name = folders.popLast() {
      for inner in try files.list("\(folder)/\(name)") where inner != "log.lock" {
        let path = "\(folder)/\(name)/\(inner)"
        if try files.isFolder(path) {
          folders.append("\(name)/\(inner)")
        } else {
          facts["\(name)/\(inner)"] =
            String(try files.status(of: path)?.permissions ?? 0, radix: 8)
            + String(decoding: try files.read(path), as: UTF8.self)
        }
      }
    }
    facts["HEAD"] = String(decoding: try files.read(folder + "/HEAD"), as: UTF8.self)
    return facts
  }

  func converted(_ path: String, to format: ObjectFormat, _ name: String) throws -> (path: String, ConversionReport) {
    let archive = try Repository(opening: path, Fixture.context(RealFileSystem()))
    let target = fixture.folder(name)
    let converter = ArchiveConverter(archive, to: format, into: target) { _ in }
    return (target, try converter.run(isRehearsal: false) { (_) throws(StorageError) in })
  }
}

@Suite("conversion to another hash")
struct ConvertTests {
  @Test(
    "a round trip gives identical ids, logs, notes and hooks; git finds no fault",
    arguments: ObjectFormat.allCases)
  func roundTrip(format: ObjectFormat) throws {
    let original = try Original(format)
    let other: ObjectFormat = format == .sha1 ? .sha256 : .sha1
    let home = original.fixture.folder.path
    let (there, report) = try original.converted(original.fixture.path, to: other, "there")
    #expect(report.signed.count == 1 && report.standIns == [] && report.leftOut == ["stranger"])
    let (back, _) = try original.converted(there, to: format, "back")
    let before = try Original.facts(original.fixture.path, home)
    let after = try Original.facts(back, home)
    #expect(Set(before.keys) == Set(after.keys))
    for (name, text) in before { #expect(after[name] == text, "\(name)") }
    for path in [there, back] {
      var git = original.git
      git.environment["GIT_DIR"] = path
      #expect(try git.lines("fsck", "--strict", "--no-dangling") == [])
      #expect(try git("rev-parse", "--show-object-format").trimmed == (path == there ? other : format).rawValue)
    }
    #expect(try RealFileSystem().read(there + "/hooks/post-snapshot") == Array("#!/bin/sh\n".utf8))
    #expect(try RealFileSystem().status(of: there + "/hooks/post-snapshot")?.permissions == 0o755)
  }

  @Test("dates, authors, messages, contents, notes and merged tags are unchanged")
  func sameContent() throws {
    let original = try Original(.sha1)
    let (there, report) = try original.converted(original.fixture.path, to: .sha256, "there")
    var new = original.git
    new.environment["GIT_DIR"] = there
    for arguments in [
      ["log", "--all", "--format=%an <%ae> %ad %cn <%ce> %cd %e%n%s%n%N", "--notes"],
      ["log", "-p", "--format=%s", "main"],
      ["tag", "-n9"], ["log", "--format=%N", "--notes=few", "many"],
      ["ls-tree", "-r", "main", "--format=%(objectmode) %(path)"],
    ] {
      let texts = try [original.git, new].map { git in
        String(decoding: try git.bytes(arguments), as: UTF8.self).replacing(/index [0-9a-f.]+/, with: "index")
      }
      #expect(texts[0] == texts[1] && texts[0].count > 10, "\(arguments)")
    }
    let commit = try original.git("cat-file", "commit", "main~1")
    let converted = try new("cat-file", "commit", "main~1")
    let first = try original.git("rev-parse", "main~3").trimmed
    #expect(commit.contains("Synvc-Restores: \(first)"))
    #expect(converted.contains("Synvc-Restores: \(try new("rev-parse", "main~3").trimmed)\n"))
    // What the user wrote stays as it was.
    #expect(converted.contains("as \(try original.git("rev-parse", "main~2").trimmed) says"))
    let signed = try new("cat-file", "commit", "signed")
    #expect(signed.contains("mergetag object \(try new("rev-parse", "main~2").trimmed)\n"))
    #expect(signed.contains(" abc\n") && signed.hasSuffix("not ended by a line feed"))
    #expect(report.refs == (try original.git.lines("for-each-ref").count))
  }

  @Test("an old id still finds its object, in full and abbreviated")
  func oldIDs() throws {
    let original = try Original(.sha1)
    let (there, _) = try original.converted(original.fixture.path, to: .sha256, "there")
    let new = try Repository(opening: there, Fixture.context(RealFileSystem()))
    let old = try #require(try original.fixture.archive.refs.id(.head))
    var told: [ObjectID] = []
    let revisions = Revisions(new, now: Timestamp(seconds: 0, zoneMinutes: 0)) { told += [$0, $1] }
    let head = try #require(try new.refs.id(.head))
    #expect(try revisions.commit(old.hex) == head)
    #expect(try revisions.commit(String(old.hex.prefix(12))) == head)
    #expect(told == [old, head, old, head])
    #expect(try revisions.commit(old.hex + "~1") == new.objects.commit(head).parents[0])
    // Back again the ids of between are known too.
    let (back, _) = try original.converted(there, to: .sha1, "back")
    let again = Revisions(
      try Repository(opening: back, Fixture.context(RealFileSystem())), now: Timestamp(seconds: 0, zoneMinutes: 0))
    #expect(try again.commit(head.hex) == old)
  }

  @Test("unreachable objects are left behind and reported; a missing reflog object keeps its line")
  func leftovers() throws {
    let fixture = try Fixture()
    let first = try fixture.commit(["a": "1"], "one")
    let second = try fixture.commit(["a": "2"], "two")
    let main = try #require(RefName(branch: "main"))
    try fixture.archive.update(
      [RefChange(main, expecting: .anything, to: .id(first))], message: "undo", who: Fixture.who(),
      operation: OperationRecord(arguments: ["undo"]))
    let lost = try fixture.git("hash-object", "-w", "--stdin", input: Array("lost".utf8)).trimmed
    try fixture.git(
      "-c", "gc.reflogExpire=now", "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    try fixture.git("repack", "-ad")
    try fixture.git("prune", "--expire=now")
    let kept = try fixture.git("hash-object", "-w", "--stdin", input: Array("kept".utf8)).trimmed
    #expect(kept != lost)
    let archive = try fixture.reopened()
    #expect(try !archive.objects.contains(second))
    let there = fixture.folder("there")
    let report = try ArchiveConverter(archive, to: .sha256, into: there) { _ in }
      .run(isRehearsal: false) { (_) throws(StorageError) in }
    #expect(report.standIns == [second] && report.unreachable.map(\.hex) == [kept])
    let new = try Repository(opening: there, Fixture.context(RealFileSystem()))
    let back = fixture.folder("back")
    _ = try ArchiveConverter(new, to: .sha1, into: back) { _ in }.run(isRehearsal: false) { (_) throws(StorageError) in
    }
    #expect(
      try RealFileSystem().read(back + "/operations/log") == RealFileSystem().read(fixture.path + "/operations/log"))
  }

  @Test("a dry run writes nothing and counts the objects to convert")
  func rehearsal() throws {
    let original = try Original(.sha1)
    let recording = RecordingFileSystem(RealFileSystem())
    let archive = try Repository(opening: original.fixture.path, Fixture.context(recording))
    let dry = try ArchiveConverter(archive, to: .sha256, into: nil) { _ in }
      .run(isRehearsal: true) { (_) throws(StorageError) in }
    let lasting = recording.calls.filter { !$0.contains(".lock") && !$0.hasPrefix("syncFolder") }
    #expect(lasting == [])
    let (_, wet) = try original.converted(original.fixture.path, to: .sha256, "there")
    #expect(dry.counts == wet.counts && dry.unreachable == wet.unreachable && dry.signed == wet.signed)
  }

  @Test("unconvertible content is refused by name, and the folder is unchanged")
  func refused() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    func problem(_ format: ObjectFormat = .sha256, into folder: String? = nil) -> StorageError? {
      do throws(StorageError) {
        let archive = try Repository(opening: fixture.path, Fixture.context(RealFileSystem()))
        _ = try ArchiveConverter(archive, to: format, into: folder) { _ in }
          .run(isRehearsal: false) { (_) throws(StorageError) in }
        return nil
      } catch { return error }
    }
    #expect(problem(.sha1) == .conversion(.sameFormat(.sha1)))
    #expect(problem(into: fixture.path + "/x") == .conversion(.inside(path: fixture.path + "/x")))
    try FileManager.default.createDirectory(atPath: fixture.folder("full"), withIntermediateDirectories: true)
    try fixture.folder.write("mine", to: "full/file")
    #expect(problem(into: fixture.folder("full")) == .conversion(.occupied(path: fixture.folder("full"))))
    #expect(problem(into: fixture.path) != nil)
    try fixture.git("config", "core.bare", "false")
    #expect(problem() == .conversion(.workTree(path: fixture.path)))
    try fixture.git("config", "core.bare", "true")
    let commit = try fixture.git("rev-parse", "main").trimmed
    let tree = try fixture.git("mktree", "--missing", input: Array("160000 commit \(commit)\tsub\n".utf8)).trimmed
    try fixture.git("update-ref", "refs/heads/sub", fixture.git("commit-tree", tree, "-m", "sub").trimmed)
    let id = try #require(ObjectID(.sha1, hex: tree))
    #expect(problem() == .conversion(.submodule("sub", tree: id)))
    #expect(try RealFileSystem().status(of: fixture.path + ".sha256") == nil)
    #expect(try fixture.git.lines("fsck", "--strict") == [])
    #expect(try RealFileSystem().list(fixture.path + "/operations") == ["log"])
  }

  @Test("a damaged object stops the conversion and removes the new archive")
  func damaged() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    try fixture.git("repack", "-ad")
    let pack = try #require(try RealFileSystem().list(fixture.path + "/objects/pack").first { $0.hasSuffix(".pack") })
    var bytes = try RealFileSystem().read(fixture.path + "/objects/pack/" + pack)
    bytes[bytes.count / 2] ^= 0x10
    try RealFileSystem().writeDurably([DurableFile(fixture.path + "/objects/pack/" + pack, bytes)]) { _ in }
    let archive = try fixture.reopened()
    #expect(throws: StorageError.self) {
      try ArchiveConverter(archive, to: .sha256, into: nil) { _ in }
        .run(isRehearsal: false) { (_) throws(StorageError) in }
    }
    #expect(try RealFileSystem().status(of: fixture.path + ".sha256") == nil)
    #expect(try fixture.reopened().refs.id(.head) == id)
  }

  @Test("replacing exchanges the names atomically and keeps the old archive alongside")
  func replace() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let kept = fixture.path + ".sha1-then"
    let converter = ArchiveConverter(try fixture.reopened(), to: .sha256, into: nil) { _ in }
    _ = try converter.run(isRehearsal: false) { (_) throws(StorageError) in try converter.replace(keeping: kept) }
    let names = try RealFileSystem().list(fixture.folder.path)
    #expect(names.filter { $0.hasPrefix("archive") } == ["archive", "archive.sha1-then"])
    #expect(try fixture.reopened().format == .sha256)
    #expect(try Repository(opening: kept, Fixture.context(RealFileSystem())).format == .sha1)
    #expect(try RealFileSystem().list(kept + "/operations") == ["log"])
    #expect(try fixture.git.lines("fsck", "--strict") == [])
    // A command that had opened the old archive neither adds objects of the old hash nor moves refs.
    let problem = StorageError.conversion(.convertedMeanwhile(path: fixture.path))
    var writer = fixture.archive.objectWriter()
    let blob = try writer.add(blob: [1, 2, 3])
    #expect(throws: problem) { try writer.finish() }
    let main = try #require(RefName(branch: "main"))
    #expect(throws: problem) {
      try fixture.archive.update(
        [RefChange(main, expecting: .anything, to: .id(blob))], message: "", who: Fixture.who(),
        operation: OperationRecord(arguments: []))
    }
    #expect(try fixture.git.lines("fsck", "--strict") == [])
  }

  @Test("a conversion interrupted between its two renames is detected with the path to finish it")
  func cutOff() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let files = RealFileSystem()
    let converter = ArchiveConverter(try fixture.reopened(), to: .sha256, into: nil) { _ in }
    _ = try converter.run(isRehearsal: false) { (_) throws(StorageError) in }
    #expect(try ArchiveConverter.cutOff(at: fixture.path, in: files) == nil)
    try files.rename(fixture.path, to: fixture.path + ".sha1-20261121T030500Z")
    #expect(try ArchiveConverter.cutOff(at: fixture.path, in: files) == fixture.path + ".sha256")
    try files.rename(fixture.path + ".sha256", to: fixture.path)
    #expect(try ArchiveConverter.cutOff(at: fixture.path, in: files) == nil)
    #expect(try fixture.reopened().format == .sha256)
  }

  @Test("a half-converted folder is no archive, and the next attempt starts over")
  func halfMade() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let half = fixture.path + ".sha256"
    let failing = StoppingFileSystem(RealFileSystem())
    let archive = try Repository(opening: fixture.path, Fixture.context(failing))
    var count = 0
    while true {
      failing.stop(after: count)
      let converter = ArchiveConverter(archive, to: .sha256, into: nil) { _ in }
      do throws(StorageError) {
        _ = try converter.run(isRehearsal: false) { (_) throws(StorageError) in }
        break
      } catch {
        // The power went: what is there is looked at as it is.
        failing.goOn()
        if try Repository.isGitFolder(half, in: RealFileSystem()) {
          let made = try Repository(opening: half, Fixture.context(RealFileSystem()))
          #expect(try made.refs.list().count == 1, "\(count)")
          var git = fixture.git
          git.environment["GIT_DIR"] = half
          #expect(try git.lines("fsck", "--strict") == [])
          try FileManager.default.removeItem(atPath: half)
        }
        #expect(try fixture.reopened().refs.list().count == 1)
        for name in try RealFileSystem().list(fixture.path + "/operations") where name != "log" {
          try RealFileSystem().remove(fixture.path + "/operations/" + name)  // the lock is ours: we are alive
        }
        try #require(count < 300, "\(error)")
      }
      // All of them with SYNVC_EXHAUSTIVE=1.
      let isExhaustive = ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] == "1"
      count += isExhaustive || count < 12 ? 1 : 5
    }
    #expect(count > 40)
    let made = try Repository(opening: half, Fixture.context(RealFileSystem()))
    #expect(try made.refs.list().count == 1)
    #expect(try !RealFileSystem().list(half).contains("converting"))
  }

  @Test("a concurrent change stops the conversion before the exchange")
  func changedMeanwhile() throws {
    let changes: [@Sendable (Fixture) throws -> Void] = [
      { try $0.git("update-ref", "refs/heads/pushed", "main") },
      { try $0.git("update-ref", "-d", "refs/heads/main") },
      { try $0.git("config", "synvc.device.mono.port", "hw:1") },
      { try $0.folder.write("a send under way", to: "archive/journal/mono") },
    ]
    for change in changes {
      let fixture = try Fixture()
      try fixture.commit(["a": "1"], "one")
      let done = Mutex(false)
      let converter = ArchiveConverter(try fixture.reopened(), to: .sha256, into: nil) { _ in
        let isFirst = done.withLock { done in
          defer { done = true }
          return !done
        }
        // A change that fails shows below: nothing is thrown.
        if isFirst { try? change(fixture) }
      }
      #expect {
        try converter.run(isRehearsal: false) { (_) throws(StorageError) in
          try converter.replace(keeping: fixture.path + ".old")
        }
      } throws: { error in
        if case StorageError.conversion(.changedMeanwhile) = error { true } else { false }
      }
      #expect(try fixture.reopened().format == .sha1)
      #expect(try RealFileSystem().list(fixture.folder.path).filter { $0.hasPrefix("archive") } == ["archive"])
      #expect(try RealFileSystem().list(fixture.path).allSatisfy { !$0.hasSuffix(".lock") })
    }
  }

  @Test("git's lock on the configuration is detected before converting")
  func configLocked() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    try fixture.folder.write("", to: "archive/config.lock")
    let converter = ArchiveConverter(try fixture.reopened(), to: .sha256, into: nil) { _ in
      Issue.record("an object was converted")
    }
    #expect {
      _ = try converter.run(isRehearsal: false) { (_) throws(StorageError) in }
    } throws: { error in
      if case StorageError.locked(let lock) = error { lock.path.hasSuffix("config.lock") } else { false }
    }
    #expect(try RealFileSystem().list(fixture.folder.path).filter { $0.hasPrefix("archive") } == ["archive"])
    #expect(try RealFileSystem().list(fixture.path + "/operations").allSatisfy { !$0.hasSuffix(".lock") })
  }
}
