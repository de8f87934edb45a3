import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("gc after an interrupted command")
struct CutOperationTests {
  /// Does something with a file system that stops after some calls, and takes the locks away that stay.
  ///
  /// - Returns: whether it was cut off.
  private func cut(_ scene: CollectScene, after calls: Int, _ work: (Repository) throws -> Void) throws -> Bool {
    let files = StoppingFileSystem(scene.memory)
    let archive = try scene.opened(files)
    files.stop(after: calls)
    var isCut = false
    do { try work(archive) } catch { isCut = true }
    for path in try scene.files() where path.hasSuffix(".lock") { try scene.memory.remove(path) }
    return isCut
  }

  private func value(_ name: String, in scene: CollectScene) throws -> ObjectID? {
    try scene.opened().refs.id(try #require(RefName(name)))
  }

  @Test("an interrupted rename between two refs is rolled back before gc writes its log line")
  func rename() throws {
    var (cuts, states) = (0, Set<Bool>())
    while true {
      let scene = try CollectScene()
      let id = try scene.store("one")
      try scene.move("refs/heads/main", to: id)
      let (main, side) = (try #require(RefName(branch: "main")), try #require(RefName(branch: "side")))
      let isCut = try cut(scene, after: cuts) { archive in
        try archive.update(
          [
            RefChange(side, expecting: .value(nil), to: .id(id)),
            RefChange(.head, expecting: .anything, to: .symbolic(side)),
            RefChange(main, expecting: .value(.id(id)), to: nil),
          ], message: "renamed", who: Fixture.who(), operation: OperationRecord(arguments: ["branch", "-m"]))
      }
      if try scene.opened().operations.last()?.arguments == ["branch", "-m"] {
        try scene.collect(day: 200)
        try scene.opened().recover()
        let isNew = try value("refs/heads/main", in: scene) == nil
        states.insert(isNew)
        #expect(try value("refs/heads/side", in: scene) == (isNew ? id : nil), "after \(cuts) calls")
        #expect(try scene.opened().refs.target(.head) == (isNew ? side : main), "after \(cuts) calls")
        #expect(try !scene.memory.isFile("/a/operations/pending"))
      }
      if !isCut { break }
      cuts += 1
    }
    #expect(states == [true, false] && cuts > 20)
  }

  @Test("a missing reflog line of an interrupted command is added before gc writes its own")
  func reflog() throws {
    var cuts = 0
    while true {
      let scene = try CollectScene.kept()
      let second = try scene.store("two")
      let main = try #require(RefName(branch: "main"))
      let isCut = try cut(scene, after: cuts) { archive in
        try archive.update(
          [RefChange(main, expecting: .anything, to: .id(second))], message: "second", who: Fixture.who(),
          operation: OperationRecord(arguments: ["x"]))
      }
      try scene.collect(day: 200)
      try scene.move("refs/heads/side", to: second)
      let log = String(decoding: try scene.memory.read("/a/logs/refs/heads/main"), as: UTF8.self)
      let last = try #require(log.split(separator: "\n").last?.split(separator: " ").dropFirst().first)
      #expect(try value("refs/heads/main", in: scene)?.hex == String(last), "after \(cuts) calls")
      if !isCut { break }
      cuts += 1
    }
    #expect(cuts > 10)
  }
}
