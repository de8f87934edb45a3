import Bytes
import Objects
import Testing

@testable import Maintenance
@testable import Repository

/// Objects that git may have made and synvc cannot read, or not to their end.
@Suite("gc with odd objects")
struct OddObjectTests {
  private static let people = "author A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n"

  private func store(_ kind: ObjectKind, _ bytes: [UInt8], in scene: CollectScene) throws -> ObjectID {
    var writer = try scene.opened().objectWriter()
    let id = try writer.add(StoredObject(kind, bytes))
    _ = try writer.finish()
    return id
  }

  @Test(
    "objects named by a partly unreadable commit stay",
    arguments: [
      "author A <a@b> 01700000000 +0000\ncommitter A <a@b> 01700000000 +0000\n\nx",
      "author A <a@b> -1 +0000\ncommitter A <a@b> -1 +0000\n\nx", people, "\n", "",
    ])
  func commit(rest: String) throws {
    let scene = try CollectScene()
    let old = try scene.store("old")
    let other = try scene.store("other")
    let tree = try scene.archive.objects.commit(other).tree
    let text = "tree \(tree)\nparent \(old)\n" + rest
    #expect(throws: FormatError.self) { try Commit(parsing: Array(text.utf8), format: .sha1) }
    try scene.move("refs/heads/main", to: try store(.commit, Array(text.utf8), in: scene))
    #expect(try scene.collect(day: 200).droppedCommits == [other])
    #expect(try scene.isWhole(old))
    #expect(try scene.opened().objects.tree(tree).entries.count == 1)
    for entry in try scene.opened().objects.tree(tree).entries { _ = try scene.opened().objects.read(entry.id) }
  }

  @Test("objects named by a partly unreadable tag stay", arguments: ["type snapshot\n\nx", ""])
  func tag(rest: String) throws {
    let scene = try CollectScene()
    let old = try scene.store("old")
    try scene.move("refs/tags/t", to: try store(.tag, Array("object \(old)\n\(rest)".utf8), in: scene))
    #expect(try scene.collect(day: 200).dropped.objects == 0)
    #expect(try scene.isWhole(old))
  }

  @Test("objects in a tree stay under any historic spelling of its mode", arguments: ["040000", "40755"])
  func mode(mode: String) throws {
    let scene = try CollectScene()
    let inner = try scene.archive.objects.commit(try scene.store("old")).tree
    let outer = try store(.tree, Array("\(mode) d".utf8) + [0] + inner.bytes, in: scene)
    try scene.move(
      "refs/heads/main", to: try store(.commit, Array("tree \(outer)\n\(Self.people)\n".utf8), in: scene))
    try scene.collect(day: 200)
    for entry in try scene.opened().objects.tree(inner).entries { _ = try scene.opened().objects.read(entry.id) }
  }

  @Test("nothing is removed if an object's references are unreadable, and the object is named")
  func refused() throws {
    let id = String(repeating: "0", count: 39)
    let tail = "\(Self.people)\nx"
    let entry = Array("100644 a".utf8) + [0]
    let cases: [(ObjectKind, (String) -> [UInt8])] = [
      (.commit, { _ in Array("author A\n\nx".utf8) }), (.commit, { Array("tree \($0)".utf8) }),
      (.commit, { Array("tree \($0)\nparent \(id)\n\(tail)".utf8) }),
      (.tag, { _ in Array("type commit\n\nx".utf8) }), (.tag, { _ in Array("object \(id)\n\nx".utf8) }),
      (.tree, { _ in entry + [1, 2, 3] }), (.tree, { _ in Array("100644".utf8) }),
      (.tree, { _ in Array("folder d".utf8) + [UInt8](repeating: 0, count: 21) }),
    ]
    for (number, (kind, bytes)) in cases.enumerated() {
      let scene = try CollectScene()
      let old = try scene.store("old")
      let tree = try scene.archive.objects.commit(old).tree.hex
      let odd = try store(kind, bytes(tree), in: scene)
      try scene.move("refs/synvc/odd", to: odd)
      let before = try scene.files()
      let failure = #expect(throws: StorageError.self, "case \(number)") { try scene.collect(day: 200) }
      if case .damagedObject(let found, _, .format)? = failure {
        #expect(found == odd)
      } else {
        Issue.record("\(number)")
      }
      #expect(try scene.files() == before)
    }
  }

  @Test("a folder that a tree declares as a file stops gc before its content is dropped")
  func wrongKind() throws {
    let scene = try CollectScene()
    let inner = try scene.archive.objects.commit(try scene.store("old")).tree
    let outer = try store(.tree, Array("100644 d".utf8) + [0] + inner.bytes, in: scene)
    try scene.move("refs/synvc/odd", to: outer)
    #expect(throws: StorageError.wrongKind(inner, found: .tree, expected: .blob)) { try scene.collect(day: 200) }
    for entry in try scene.opened().objects.tree(inner).entries { _ = try scene.opened().objects.read(entry.id) }
  }

  @Test("no ref moves to an unparsable commit stored by this program")
  func pledged() throws {
    let scene = try CollectScene()
    var writer = scene.archive.objectWriter()
    let odd = try writer.add(StoredObject(.commit, Array("author A\n\nx".utf8)))
    _ = try writer.finish()
    let failure = #expect(throws: StorageError.self) { try scene.move("refs/heads/main", to: odd) }
    if case .damagedObject(let id, _, .format)? = failure {
      #expect(id == odd)
    } else {
      Issue.record("\(failure as Any)")
    }
  }
}

extension StorageError {
  /// The object of which cannot be read what it names.
  fileprivate var unfollowed: ObjectID? { if case .damagedObject(let id, _, .format) = self { id } else { nil } }
}
