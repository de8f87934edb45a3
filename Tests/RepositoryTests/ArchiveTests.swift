import Bytes
import Files
import Objects
import Repository
import TestSupport
import RepositoryFixtures
import Testing

@Suite("archives")
struct ArchiveTests {
  static let context = Fixture.context(RealFileSystem())

  @Test("an archive is created once with the prescribed folders and configuration")
  func create() throws {
    let fixture = try Fixture()
    #expect(throws: StorageError.occupied(path: fixture.path)) {
      try Repository.create(at: fixture.path, format: .sha1, textconv: "cat", Self.context)
    }
    for name in ["hooks", "journal", "cache", "operations", "objects/pack", "refs/heads", "refs/tags"] {
      #expect(try RealFileSystem().isFolder(fixture.path + "/" + name), "\(name)")
    }
    let config = try fixture.archive.config()
    for (name, value) in Repository.prescribedConfig(textconv: "cat") {
      #expect(config[name] == value)
      #expect(try fixture.git("config", name).trimmed == value)
    }
    #expect(throws: StorageError.badPath("a..b")) {
      try Repository.create(at: "/x", format: .sha1, textconv: "", branch: "a..b", Fixture.context(MemoryFileSystem()))
    }
  }

  @Test("creation interrupted before HEAD leaves no archive and can be repeated")
  func interrupted() throws {
    let files = MemoryFileSystem()
    _ = try Repository.create(at: "/a", format: .sha1, textconv: "cat", Fixture.context(files))
    try files.remove("/a/HEAD")
    #expect(try !Repository.isGitFolder("/a", in: files))
    #expect(throws: StorageError.noArchive(path: "/a")) { try Repository(opening: "/a", Fixture.context(files)) }
    let again = try Repository.create(at: "/a", format: .sha256, textconv: "cat", Fixture.context(files))
    #expect(again.format == .sha256)
  }

  @Test("git features without synvc support are refused by name")
  func unsupported() throws {
    func refused(_ change: (Fixture) throws -> Void) throws -> Unsupported? {
      let fixture = try Fixture()
      try fixture.commit(["a": "1"], "one")
      try change(fixture)
      do {
        _ = try fixture.reopened()
      } catch StorageError.unsupported(let what, _) {
        return what
      }
      return nil
    }
    func config(_ name: String, _ value: String) throws -> Unsupported? {
      try refused { fixture in
        try fixture.archive.changeConfig { (config) throws(ConfigError) in try config.set(name, to: value) }
      }
    }
    #expect(try config("core.repositoryformatversion", "2") == .formatVersion("2"))
    #expect(try config("extensions.refStorage", "reftable") == .refStorage("reftable"))
    #expect(try config("extensions.partialClone", "origin") == .partialClone)
    #expect(try config("remote.origin.promisor", "true") == .partialClone)
    #expect(try config("extensions.newThing", "1") == .extensionNamed("newthing"))
    #expect(try config("extensions.objectFormat", "sha512") == .objectFormat("sha512"))
    #expect(try config("extensions.worktreeConfig", "true") == nil)
    #expect(try refused { try $0.folder.write("/else\n", to: "archive/objects/info/alternates") } == .alternates)
    #expect(try refused { try $0.folder.write("x\n", to: "archive/shallow") } == .shallow)
    #expect(
      try refused { fixture in
        let id = try #require(try fixture.archive.refs.id(.head))
        try fixture.git("update-ref", "refs/replace/\(id)", id.hex)
      } == .replaceRefs)
  }

  @Test("an empty or missing configuration is damage")
  func noConfig() throws {
    let fixture = try Fixture()
    let path = fixture.path + "/config"
    try RealFileSystem().remove(path)
    #expect(throws: StorageError.damagedFile(path: path, FormatError(.endsEarly(needed: 1), at: 0))) {
      try fixture.reopened()
    }
    try fixture.folder.write("", to: "archive/config")
    #expect(throws: StorageError.self) { try fixture.reopened() }
  }

  @Test("a linked work tree of a clone has its own HEAD and the clone's refs")
  func linked() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    var git = fixture.git
    git.environment["GIT_DIR"] = nil
    try git("clone", "-q", fixture.path, "copy")
    try Git(in: fixture.folder("copy"), home: fixture.folder.path)("worktree", "add", "-q", "-b", "side", "../linked")
    let request = DiscoveryRequest(
      given: "linked", workingFolder: fixture.folder.path, environment: [:], home: fixture.folder.path)
    guard case .found(let folder, .option) = try Discovery.run(request, Self.context) else {
      Issue.record("not found")
      return
    }
    let archive = try Repository(opening: folder, Self.context)
    #expect(try archive.refs.branch()?.short == "side")
    #expect(try archive.refs.id(.head) == id)
    #expect(archive.common == fixture.folder("copy/.git"))
    #expect(try archive.objects.commit(id).text == "one\n")
  }
}

@Suite("archive discovery")
struct DiscoveryTests {
  /// Archives in memory at these folders; those named in `devices` hold one.
  private static func files(_ archives: [String], devices: [String] = []) throws -> MemoryFileSystem {
    let files = MemoryFileSystem(owner: 1000)
    for folder in archives {
      let archive = try Repository.create(at: folder, format: .sha1, textconv: "cat", Fixture.context(files))
      var writer = archive.objectWriter()
      let name = devices.contains(folder) ? "mono/device.yaml" : "README.md"
      let tree = try writer.tree(of: [name: TreeItem(.file, try writer.add(blob: [1]))])
      let who = Fixture.who()
      let id = try writer.add(Commit(tree: tree, parents: [], author: who, committer: who, message: []))
      _ = try writer.finish()
      try archive.update(
        [RefChange(archive.refs.target(.head), expecting: .anything, to: .id(id))], message: "", who: who,
        operation: OperationRecord(arguments: []))
    }
    return files
  }

  private static func find(
    _ files: MemoryFileSystem, from folder: String = "/home/ada/gig/notes", given: String? = nil,
    _ environment: [String: String] = [:], user: UInt32? = 1000
  ) throws -> Discovery {
    try Discovery.run(
      DiscoveryRequest(
        given: given, workingFolder: folder, environment: environment, home: "/home/ada", user: user),
      Fixture.context(files))
  }

  @Test("without an archive discovery offers the default path, in XDG_DATA_HOME if absolute")
  func none() throws {
    let files = MemoryFileSystem()
    #expect(try Self.find(files) == .none(own: "/home/ada/.local/share/synvc"))
    #expect(try Self.find(files, ["XDG_DATA_HOME": "/data"]) == .none(own: "/data/synvc"))
    #expect(try Self.find(files, ["XDG_DATA_HOME": "relative"]) == .none(own: "/home/ada/.local/share/synvc"))
  }

  @Test("precedence: option, environment, a folder here, a parent folder, the default archive")
  func precedence() throws {
    let all = [
      "/opt/one", "/opt/two", "/home/ada/gig/.synvc", "/home/ada/.synvc", "/home/ada/.local/share/synvc",
    ]
    let expected: [Discovery] = [
      .found(all[0], by: .option), .found(all[1], by: .environment), .found(all[2], by: .folderHere),
      .found(all[3], by: .folderHere), .found(all[4], by: .own),
    ]
    for first in all.indices {
      let files = try Self.files(Array(all[first...]))
      let given = first == 0 ? "/opt/one" : nil
      let found = try Self.find(files, given: given, first <= 1 ? ["SYNVC_DIR": "/opt/two"] : [:])
      #expect(found == expected[first])
    }
  }

  @Test("an archive is named by its folder, the parent of .git or the parent of .synvc, also relative")
  func shapes() throws {
    let files = try Self.files(["/home/ada/gig/bare", "/home/ada/gig/clone/.git", "/home/ada/gig/rig/.synvc/.git"])
    #expect(try Self.find(files, given: "../bare") == .found("/home/ada/gig/bare", by: .option))
    #expect(try Self.find(files, given: "../clone") == .found("/home/ada/gig/clone/.git", by: .option))
    #expect(try Self.find(files, given: "/home/ada/gig/rig") == .found("/home/ada/gig/rig/.synvc/.git", by: .option))
    #expect(
      try Self.find(files, from: "/home/ada/gig/rig/deep") == .found("/home/ada/gig/rig/.synvc/.git", by: .folderHere))
    #expect(try Self.find(files, given: "nothing") == .notThere("/home/ada/gig/notes/nothing", by: .option))
    try files.makeFolderDurably("/home/ada/gig/split") { _ in }
    try files.writeDurably([DurableFile("/home/ada/gig/split/.git", Array("gitdir: ../bare\n".utf8))]) { _ in }
    #expect(try Self.find(files, given: "../split") == .found("/home/ada/gig/bare", by: .option))
  }

  @Test("a clone is used when its HEAD holds a device; other repositories are skipped")
  func clones() throws {
    let folders = ["/home/ada/gig/.git", "/home/ada/gig/notes/.git"]
    let some = try Self.files(folders, devices: ["/home/ada/gig/.git"])
    #expect(try Self.find(some) == .found("/home/ada/gig/.git", by: .clone))
    #expect(try Self.find(Self.files(folders)) == .none(own: "/home/ada/.local/share/synvc"))
  }

  @Test("a parent archive owned by another user is not used")
  func foreign() throws {
    let files = try Self.files(["/home/ada/.synvc"])
    #expect(try Self.find(files, user: 1) == .foreign("/home/ada/.synvc", owner: 1000))
    #expect(try Self.find(files, user: nil) == .found("/home/ada/.synvc", by: .folderHere))
    #expect(try Self.find(files, given: "/home/ada", user: 1) == .found("/home/ada/.synvc", by: .option))
  }
}
