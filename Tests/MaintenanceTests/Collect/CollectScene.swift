import Files
import Objects
import Synchronization
import RepositoryFixtures
import Testing

@testable import Maintenance
@testable import Repository

/// An archive in memory, the day on which it was made being day 100.
struct CollectScene {
  static let day = 86400
  static let record = OperationRecord(arguments: ["gc"])

  /// A time in seconds that tests set.
  final class Clock: Sendable {
    private let value: Mutex<Int>
    init(_ seconds: Int) { value = Mutex(seconds) }
    var now: Int {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }

  let clock = Clock(100 * CollectScene.day)
  let memory: MemoryFileSystem
  let archive: Repository
  var packs: [String] { get throws { try memory.list("/a/objects/pack").filter { $0.hasSuffix(".pack") } } }

  init() throws {
    let clock = clock
    memory = MemoryFileSystem(now: { clock.now })
    archive = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(memory))
  }

  /// One with a snapshot that `main` leads to.
  static func kept() throws -> CollectScene {
    let scene = try CollectScene()
    try scene.move("refs/heads/main", to: try scene.store("one"))
    return scene
  }

  func opened(_ files: (any FileSystem)? = nil) throws -> Repository {
    try Repository(opening: "/a", Fixture.context(files ?? memory))
  }

  /// Stores a commit with a blob of its own; no ref is moved.
  func store(_ text: String, parents: [ObjectID] = []) throws -> ObjectID {
    var writer = archive.objectWriter()
    let blob = try writer.add(blob: Array(text.utf8))
    let tree = try writer.add(Tree([TreeEntry(.file, "a", blob)]))
    let who = Fixture.who(clock.now)
    let id = try writer.add(
      Commit(tree: tree, parents: parents, author: who, committer: who, message: Array(text.utf8)))
    _ = try writer.finish()
    return id
  }

  func move(_ name: String, to id: ObjectID?, in other: Repository? = nil) throws {
    let ref = try #require(RefName(name))
    try (other ?? archive).update(
      [RefChange(ref, expecting: .anything, to: id.map { .id($0) })], message: "m", who: Fixture.who(),
      operation: OperationRecord(arguments: ["x"]))
  }

  @discardableResult
  func collect(
    day: Int, age: Int = 30, dry: Bool = false, progress: @escaping () -> Void = {}
  ) throws -> CollectionReport {
    let now = day * CollectScene.day
    clock.now = now
    return try opened().collect(
      CollectionRequest(now: now, cutoff: now - age * CollectScene.day, isDryRun: dry), who: Fixture.who(now),
      operation: CollectScene.record, progress: progress)
  }

  /// Whether a commit is stored with all it names.
  func isWhole(_ id: ObjectID) throws -> Bool {
    let archive = try opened()
    guard let commit = try? archive.objects.commit(id), let tree = try? archive.objects.tree(commit.tree) else {
      return false
    }
    return tree.entries.allSatisfy { (try? archive.objects.read($0.id)) != nil }
  }

  func files() throws -> [String] {
    var (found, folders) = ([String](), ["/a"])
    while let folder = folders.popLast() {
      for name in try memory.list(folder) {
        if try memory.isFolder(folder + "/" + name) {
          folders.append(folder + "/" + name)
        } else {
          found.append(folder + "/" + name)
        }
      }
    }
    return found.sorted()
  }

  func write(_ text: String, to path: String) throws {
    try memory.makeFolderDurably(Path.parent(path)) { _ in }
    try memory.create(path, permissions: 0o644).write(Array(text.utf8))
  }
}
