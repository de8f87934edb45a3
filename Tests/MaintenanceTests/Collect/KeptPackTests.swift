import Files
import Objects
import Testing

@testable import Repository

@Suite("gc with kept packs")
struct KeptPackTests {
  /// A branch whose commit stands in a kept pack, where one object is damaged.
  private func scene(damaging kind: ObjectKind) throws -> (scene: CollectScene, commit: ObjectID, damaged: ObjectID) {
    let scene = try CollectScene()
    let commit = try scene.store("one")
    let tree = try scene.archive.objects.commit(commit).tree
    let ids: [ObjectKind: ObjectID] = [
      .commit: commit, .tree: tree, .blob: try scene.archive.objects.tree(tree).entries[0].id,
    ]
    let id = try #require(ids[kind])
    let name = try #require(scene.packs.first)
    let path = "/a/objects/pack/" + name
    try scene.write("", to: path.dropLast(4) + "keep")
    try scene.move("refs/heads/main", to: commit)
    let offset = try #require(try scene.opened().objects.pack(at: path)?.index.offset(of: id))
    var bytes = try scene.memory.read(path)
    bytes[offset + 5] ^= 0x55
    try scene.memory.remove(path)
    try scene.memory.create(path, permissions: 0o444).write(bytes)
    return (scene, commit, id)
  }

  private func writeLoose(_ id: ObjectID, _ object: StoredObject, in scene: CollectScene) throws {
    var deflaters = Deflaters()
    let file = scene.archive.objects.loose.file(id, object, with: &deflaters)
    try scene.memory.writeDurably([file]) { _ in }
  }

  @Test(
    "a damaged object in a kept pack is packed from its sound copy and not lost",
    arguments: [ObjectKind.blob, .tree, .commit])
  func sound(kind: ObjectKind) throws {
    let model = try CollectScene()
    let ids = [try model.store("one")]
    let tree = try model.archive.objects.commit(ids[0]).tree
    let all = ids + [tree, try model.archive.objects.tree(tree).entries[0].id]
    let (scene, commit, damaged) = try scene(damaging: kind)
    #expect(all.contains(damaged))
    #expect(throws: StorageError.self) { try scene.opened().objects.read(damaged) }
    try writeLoose(damaged, try model.archive.objects.read(damaged), in: scene)
    for day in [200, 201] {
      try scene.collect(day: day)
      #expect(try scene.isWhole(commit))
    }
    #expect(try scene.opened().objects.loose.ids().isEmpty)
  }

  @Test("nothing is removed if the only copy is damaged in a kept pack")
  func only() throws {
    let (scene, _, damaged) = try scene(damaging: .blob)
    _ = try scene.store("two")
    let before = try scene.files()
    let failure = #expect(throws: StorageError.self) { try scene.collect(day: 200) }
    if case .damagedObject(let id, _, _)? = failure {
      #expect(id == damaged)
    } else {
      Issue.record("\(failure as Any)")
    }
    #expect(try scene.files() == before)
  }
}
