import Archive
import Files
import Glibc
import Maintenance
import Objects
import Operations
import Repository
import Testing

/// A command, and the archive that it is given.
struct Scenario: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Whether the command may be given again when it has been done.
  var isRepeatable = true
  let before: @Sendable (ArchiveClient) throws -> Void
  let act: @Sendable (ArchiveClient) throws -> Void

  private init(
    _ name: String, isRepeatable: Bool = true, before: @escaping @Sendable (ArchiveClient) throws -> Void,
    act: @escaping @Sendable (ArchiveClient) throws -> Void
  ) {
    testDescription = name
    self.isRepeatable = isRepeatable
    self.before = before
    self.act = act
  }

  /// Those that are tried: all, or those that `SYNVC_SCENARIOS` names, with commas between.
  static let chosen: [Scenario] = {
    guard let names = getenv("SYNVC_SCENARIOS").map({ String(cString: $0) }) else { return all }
    return all.filter { scenario in names.split(separator: ",").contains { $0 == scenario.testDescription } }
  }()

  static let all = [
    // Where an archive is nothing is made: whether it is durable is not said then.
    Scenario("init", isRepeatable: false, before: { _ in }, act: { try $0.makeArchive() }),
    Scenario("device add", before: { try $0.makeArchive() }, act: { try $0.addDevice() }),
    Scenario("first snapshot", before: rigged, act: { try $0.snapshot("first") }),
    Scenario("snapshot") { player in
      try stored(player)
      try player.edit("kit/2", "level", "7")
    } act: {
      try $0.snapshot("second")
    },
    Scenario("import of few messages", before: stored) { player in
      try player.importFile([0xF0, 0x7D, 0x01, 0xF7, 0xF0, 0x7D, 0x02, 0xF7], "imported")
    },
    Scenario("import of many messages as a pack", before: stored) { player in
      try player.importFile((0..<40).flatMap { [0xF0, 0x7D, $0, 0xF7] }, "imported")
    },
    Scenario("import over a device", before: stored, act: importOver),
    Scenario("snapshot that rolls packs", before: manyPacks, act: { try $0.snapshot("last") }),
    Scenario("gc", before: manyPacks) { player in
      let archive = try player.workspace("gc").repository
      let who = Signature(name: "Test", email: "test@localhost", seconds: player.seconds, zone: "+0000")
      _ = try archive.collect(
        CollectionRequest(now: player.seconds, cutoff: nil), who: who, operation: OperationRecord(arguments: ["gc"]))
    },
    Scenario("convert --replace", isRepeatable: false, before: stored) { player in
      do { try convert(player) } catch OperationError.archive(.storage(let error)) {
        // What a killed one left beside the archive is named, and the user's to remove; so is what a removal left that
        // was cut off.
        guard let path = error.occupied, path != ArchiveClient.folder else { throw OperationError.storage(error) }
        try remove(path, player.files)
        try convert(player)
      }
    },
    Scenario("checkout --dry-run", before: differing, act: { try $0.checkout("gig", sending: false) }),
    Scenario("checkout --send", before: differing, act: { try $0.checkout("gig", sending: true) }),
    Scenario("tag", isRepeatable: false, before: stored) { player in
      let workspace = try player.workspace("tag")
      try workspace.makeTag("two", at: try workspace.repository.id("HEAD"), text: "the second")
    },
    Scenario("branch", isRepeatable: false, before: stored) { player in
      let workspace = try player.workspace("branch")
      try workspace.makeBranch("live/berlin", at: try workspace.repository.id("HEAD"))
    },
    Scenario("branch --delete", isRepeatable: false, before: branched) { player in
      _ = try player.workspace("branch").removeName("live/berlin", isTag: false)
    },
    Scenario("branch --rename", isRepeatable: false, before: branched) { player in
      try player.workspace("branch").renameBranch("main", to: "stage")
    },
    Scenario("switch --create", isRepeatable: false, before: stored) { player in
      let workspace = try player.workspace("switch")
      try workspace.switchTo(try workspace.newBranch("dub"), creatingAt: try workspace.repository.id("HEAD"))
    },
    Scenario("undo", isRepeatable: false, before: differing) { player in
      let workspace = try player.workspace("undo")
      try workspace.apply(try workspace.planUndo())
    },
    Scenario("redo", isRepeatable: false) { player in
      try differing(player)
      let workspace = try player.workspace("undo")
      try workspace.apply(try workspace.planUndo())
    } act: { player in
      let workspace = try player.workspace("redo")
      try workspace.apply(try workspace.planRedo())
    },
  ]

  @Sendable private static func importOver(_ player: ArchiveClient) throws {
    try player.importFile(
      [0xF0, 0x7D, 0x06, 0x20, 0x01, 0x41, 0x42, 0x43, 0x44, 0x09, 0x09, 0x04, 0xF7], as: "six", "imported")
  }

  @Sendable private static func convert(_ player: ArchiveClient) throws {
    _ = try player.workspace("convert").convert(
      to: .sha256, into: nil, isReplacing: true, isRehearsal: false, progress: { _ in })
  }

  private static func remove(_ folder: String, _ files: any FileSystem) throws {
    for name in try files.list(folder) {
      let path = Path.join(folder, name)
      if try files.isFolder(path) { try remove(path, files) } else { try files.remove(path) }
    }
    try files.removeFolder(folder)
  }

  /// An archive with a device and no snapshot.
  @Sendable private static func rigged(_ player: ArchiveClient) throws {
    try player.makeArchive()
    try player.addDevice()
  }

  /// One snapshot, and a tag on it.
  @Sendable private static func stored(_ player: ArchiveClient) throws {
    try rigged(player)
    try player.snapshot("first")
    let workspace = try player.workspace("tag")
    try workspace.makeTag("gig", at: try workspace.repository.id("HEAD"), text: "before gig")
  }

  /// Two snapshots, and an edit since.
  @Sendable private static func differing(_ player: ArchiveClient) throws {
    try stored(player)
    try player.edit("kit/1", "level", "11")
    try player.snapshot("second")
    try player.edit("pattern/1", "length", "12")
  }

  /// As many packs as are let be, and an edit since.
  @Sendable private static func manyPacks(_ player: ArchiveClient) throws {
    try stored(player)
    for number in 0..<19 {
      try player.edit("kit/1", "level", "\(number)")
      try player.snapshot("level \(number)")
    }
    try player.edit("kit/1", "level", "100")
    try player.edit("kit/2", "level", "99")
  }

  @Sendable private static func branched(_ player: ArchiveClient) throws {
    try stored(player)
    let workspace = try player.workspace("branch")
    try workspace.makeBranch("live/berlin", at: try workspace.repository.id("HEAD"))
  }
}

extension StorageError {
  /// The folder that is in the way of a conversion.
  fileprivate var occupied: String? {
    switch self {
    case .occupied(let path), .conversion(.occupied(let path)): path
    default: nil
    }
  }
}
