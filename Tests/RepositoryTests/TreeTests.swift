import Bytes
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("trees in an archive")
struct TreeTests {
  private static func store(_ texts: [String: String], in fixture: Fixture, on base: ObjectID? = nil) throws -> ObjectID
  {
    var writer = fixture.archive.objectWriter()
    var items: [String: TreeItem?] = [:]
    for (path, text) in texts {
      items[path] = text == "-" ? .some(nil) : TreeItem(.file, try writer.add(blob: Array(text.utf8)))
    }
    let tree = try writer.tree(base, changing: items)
    _ = try writer.finish()
    return tree
  }

  @Test("a tree built from paths matches git's and flattens back", arguments: ObjectFormat.allCases)
  func build(format: ObjectFormat) throws {
    let fixture = try Fixture(format)
    let texts = ["a-b": "1", "a/c": "2", "a.b": "3", "a/d/e/f": "4", "rig.yaml": "5", "mono/kit/005.syx": "6"]
    let tree = try Self.store(texts, in: fixture)
    try fixture.git("fsck", "--strict")
    let list = try fixture.git.lines("ls-tree", "-r", "--format=%(path) %(objectname)", tree.hex)
    #expect(try fixture.archive.objects.flatten(tree).map { "\($0.path) \($0.item.id)" } == list)
    #expect(list.count == texts.count)
    #expect(try fixture.archive.objects.item(at: "a/d/e", in: tree)?.mode == .folder)
    #expect(try fixture.archive.objects.item(at: "a/d/e/f/g", in: tree) == nil)
    #expect(try fixture.archive.objects.item(at: "nothing", in: tree) == nil)
    let inner = try #require(try fixture.archive.objects.item(at: "a", in: tree))
    var writer = fixture.archive.objectWriter()
    let reused = try writer.tree(of: ["b": inner, "x": TreeItem(.file, inner.id)].filter { $0.key == "b" })
    _ = try writer.finish()
    #expect(try fixture.archive.objects.flatten(reused).map(\.path) == ["b/c", "b/d/e/f"])
  }

  @Test("a change rewrites only its own folders; an emptied folder is removed")
  func edit() throws {
    let fixture = try Fixture()
    let base = try Self.store(["a/1": "1", "a/2": "2", "b/c/3": "3", "README.md": "x"], in: fixture)
    let edited = try Self.store(["a/1": "new", "b/c/3": "-"], in: fixture, on: base)
    #expect(try fixture.archive.objects.flatten(edited).map(\.path) == ["README.md", "a/1", "a/2"])
    #expect(try Self.store(["b": "-"], in: fixture, on: base) != base)
    #expect(try Self.store(["b/c/3": "-"], in: fixture, on: base) == Self.store(["b": "-"], in: fixture, on: base))
    #expect(try Self.store(["nothing/here": "-"], in: fixture, on: base) == base)
    #expect(try Self.store([:], in: fixture, on: base) == base)
    let emptied = try Self.store(["a": "-", "b": "-", "README.md": "-"], in: fixture, on: base)
    #expect(emptied.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    let replaced = try Self.store(["a": "file", "README.md": "-", "README.md/x": "in a folder"], in: fixture, on: base)
    #expect(try fixture.archive.objects.flatten(replaced).map(\.path) == ["README.md/x", "a", "b/c/3"])
    try fixture.git("fsck", "--strict")
  }

  @Test("paths invalid in a tree are refused")
  func badPaths() throws {
    let fixture = try Fixture()
    for path in ["", "/a", "a/", "a//b", "../a", "a/./b", ".git/x", "a/.GIT"] {
      #expect(throws: StorageError.badPath(path), "\(path)") { try Self.store([path: "x"], in: fixture) }
    }
    #expect(throws: StorageError.badPath("a/b")) { try Self.store(["a": "x", "a/b": "y"], in: fixture) }
    #expect(throws: StorageError.badPath("a/b")) { try Self.store(["a": "x", "a-": "z", "a/b": "y"], in: fixture) }
  }

  @Test("random tree changes match git diff-tree", arguments: [51, 52, 53] as [UInt64])
  func changes(seed: UInt64) throws {
    let fixture = try Fixture()
    var numbers = SeededNumbers(seed: seed)
    var tree = try Self.store(["start": "x"], in: fixture)
    for _ in 0..<15 {
      var texts: [String: String] = [:]
      for _ in 0..<Int.random(in: 1..<12, using: &numbers) {
        let parts = (0..<Int.random(in: 1..<4, using: &numbers)).map { _ in
          ["a", "b", "a.b", "a-b"].randomElement(using: &numbers) ?? "a"
        }
        texts[parts.joined(separator: "/")] = ["-", "1", "2"].randomElement(using: &numbers)
      }
      // A random set may put a file above another: that has its own test.
      guard let next = try? Self.store(texts, in: fixture, on: tree) else { continue }
      let lines = try fixture.git.lines("diff-tree", "-r", "--no-renames", "--name-status", tree.hex, next.hex)
      let own = try fixture.archive.objects.changes(from: tree, to: next)
      #expect(Set(own.flatMap(Self.status)) == Set(lines), "seed \(seed)")
      tree = next
    }
    let all = try fixture.archive.objects.flatten(tree)
    #expect(try fixture.archive.objects.changes(from: nil, to: tree).map(\.path).sorted() == all.map(\.path).sorted())
  }

  private static func status(_ change: TreeChange) -> [String] {
    let letter = change.old == nil ? "A" : change.new == nil ? "D" : "M"
    return ["\(letter)\t\(change.path)"]
  }

  @Test("small trees that refer to each other into billions of paths are refused")
  func bomb() throws {
    let fixture = try Fixture()
    var writer = fixture.archive.objectWriter()
    var item = TreeItem(.file, try writer.add(blob: [1]))
    for _ in 0..<12 {
      var items: [String: TreeItem] = [:]
      for index in 0..<10 { items["\(index)"] = item }
      item = TreeItem(.folder, try writer.tree(of: items))
    }
    _ = try writer.finish()
    #expect(throws: StorageError.tooLarge(item.id, .folder)) { try flatten(item.id, in: fixture) }
    // Folders without a file count too.
    var empty = try writer.add(try Tree([]))
    for _ in 0..<12 { empty = try writer.add(try Tree((0..<10).map { TreeEntry(.folder, "\($0)", empty) })) }
    _ = try writer.finish()
    #expect(throws: StorageError.tooLarge(empty, .folder)) { try flatten(empty, in: fixture) }
    var deep = TreeItem(.file, try writer.add(blob: [1]))
    for _ in 0..<70 { deep = TreeItem(.folder, try writer.tree(of: ["a": deep])) }
    _ = try writer.finish()
    #expect(throws: StorageError.tooLarge(deep.id, .depth)) { try fixture.archive.objects.flatten(deep.id) }
    #expect(throws: StorageError.self) { try fixture.archive.objects.changes(from: nil, to: deep.id) }
  }

  /// With a budget of which little is left, so that it takes no time.
  private func flatten(_ tree: ObjectID, in fixture: Fixture) throws(StorageError) {
    var budget = ReadingBudget(.folder)
    _ = budget.take(budget.left - 9999)
    _ = try fixture.archive.objects.flatten(tree, &budget)
  }
}
