import Files
import Objects
import Synchronization
import TestSupport
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

@Suite("fsck with concurrent commands")
struct ConcurrentFsckTests {
  private let who = Fixture.who(1_700_000_500)

  private func archive(_ memory: MemoryFileSystem) throws -> Repository {
    let made = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(memory))
    for text in ["one", "two"] { try made.commit(text, who) }
    return made
  }

  private func look(_ files: any FileSystem, note: @escaping (FileNote) -> Void = { _ in }) throws -> FsckReport {
    Fsck.run(try #require(ArchivePlace("/a", in: files)), lockContext: .current(command: "fsck"), note: note)
  }

  @Test("a snapshot made at any time during fsck is no damage")
  func snapshot() throws {
    for moment in 1... {
      let memory = MemoryFileSystem()
      let other = try archive(memory)
      let opened = Mutex(0)
      let files = RecordingFileSystem(memory) { call in
        guard call.hasPrefix("open /a/") else { return }
        let isNow = opened.withLock { opened in
          opened += 1
          return opened == moment
        }
        // A snapshot that was not made is no reason for a finding either.
        if isNow { try? other.commit("late", who) }
      }
      let report = try look(files)
      #expect(report.severity ?? .notice <= .notice, "open \(moment): \(FsckSample.words(report.findings))")
      guard opened.withLock({ $0 }) >= moment else { return #expect(moment > 15) }
    }
  }

  /// How the other one moves the branch while it is looked where that stands.
  enum Movement: CaseIterable {
    case forwards, back
  }

  @Test(
    "a concurrently moved branch is not reported as set back, even during a third command's move",
    arguments: Movement.allCases)
  func standing(movement: Movement) throws {
    var trials = 0
    for moment in 1...12 {
      for later in moment...12 {
        // Between its line in the operations log and the ref's new name the third makes more calls than these skip.
        for calls in stride(from: 0, to: 400, by: 4) {
          let memory = MemoryFileSystem()
          let first = try archive(memory)
          let stopping = StoppingFileSystem(memory)
          let second = try Repository(opening: "/a", Fixture.context(stopping))
          let opened = Mutex(0)
          let ended = Mutex(false)
          let files = RecordingFileSystem(memory) { call in
            guard call.hasPrefix("open /a/") else { return }
            let now = opened.withLock { opened in
              opened += 1
              return opened
            }
            if now == moment { try? move(first, movement) }
            guard now == later else { return }
            stopping.stop(after: calls)
            ended.withLock { $0 = (try? second.commit("third", who)) != nil }
          }
          try Repository(opening: "/a", Fixture.context(files)).checkRefConsistency()
          trials += 1
          if ended.withLock({ $0 }) || opened.withLock({ $0 }) < later { break }
        }
      }
    }
    #expect(trials > 100)
    print("\(movement): \(trials) trials")
  }

  private func move(_ archive: Repository, _ movement: Movement) throws {
    guard movement == .back else { return try archive.commit("late", who) }
    let branch = try archive.refs.target(.head)
    let now = try #require(try archive.refs.id(branch))
    let parent = try #require(try archive.objects.commit(now).parents.first)
    try archive.update(
      [RefChange(branch, expecting: .value(.id(now)), to: .id(parent))], message: "undo", who: who,
      operation: OperationRecord(arguments: ["undo"]))
  }

  @Test("if files change during every attempt, fsck locks others out, and names the lock owner")
  func busy() throws {
    let memory = MemoryFileSystem()
    let other = try archive(memory)
    let looks = Mutex(0)
    let files = RecordingFileSystem(memory) { call in
      guard call == "open /a/HEAD" else { return }
      let number = looks.withLock { looks in
        looks += 1
        return looks
      }
      // Unless it is locked out.
      try? other.commit("late \(number)", who)
    }
    let report = try look(files)
    #expect(report.severity ?? .notice <= .notice, "\(FsckSample.words(report.findings))")
    let links = files.calls.filter { $0.hasPrefix("link ") }
    #expect(links.map { $0.split(separator: " ")[2] } == ["/a/operations/log.lock", "/a/operations/packs.lock"])
    #expect(try memory.list("/a/operations").allSatisfy { !$0.hasSuffix(".lock") })
  }

  @Test("a caller that holds the locks takes none, and a read-only archive is checked without")
  func withoutLocks() throws {
    for isAlone in [true, false] {
      let memory = MemoryFileSystem()
      let other = try archive(memory)
      let read = RecordingFileSystem(memory) { call in
        if call == "open /a/HEAD" { try? other.commit("late", who) }  // as above
      }
      let files: any FileSystem = isAlone ? read : ReadOnlyFileSystem(read)
      let place = try #require(ArchivePlace("/a", in: files))
      let report = Fsck.run(place, lockContext: .current(command: "fsck"), isAlone: isAlone)
      #expect(!report.inventory.keys.isEmpty)
      #expect(read.calls.allSatisfy { !$0.hasPrefix("link ") })
    }
  }

  @Test("a packed-refs line with a wrong peeled id and a missing one are found")
  func peeled() throws {
    let sample = try FsckSample(.sha1)
    let packed = String(decoding: try #require(sample.files["packed-refs"]), as: UTF8.self)
    let line = try #require(packed.split(separator: "\n").first { $0.hasPrefix("^") })
    let other = "^" + sample.commits[1].hex
    for (text, isSound) in [(line, true), (Substring(other), false), ("", false)] {
      let changed = packed.replacing(line + "\n", with: text.isEmpty ? "" : text + "\n")
      let report = try FsckSample.fsck(try sample.memory("packed-refs", Array(changed.utf8)))
      let kinds = report.findings.filter { $0.file == "packed-refs" }.map(\.kind)
      #expect(kinds == (isSound ? [] : [.packedRefs]), "'\(text)'")
    }
  }
}
