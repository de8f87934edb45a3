import Bytes
import Compression
import Files
import Glibc
import MIDI
import Objects
import Ports
import Simulation
import TestSupport
import Testing

@testable import Commands
@testable import Operations
@testable import Profiles
@testable import Repository
@testable import Presentation
import Transfer
import Importers
import Archive

/// Every error of every layer below, with the words that people read.
@Suite("Messages for errors of lower layers")
struct ErrorTableTests {
  private static let id = ObjectFormat.sha1.zero
  private static let bad = FormatError(.malformed("x\u{1B}"), at: 7)
  private static let head = RefName.head
  private static let tag = RefName(tag: "gig") ?? .head
  private static let other = LockOwner(process: 7, host: "h i", boot: "b", started: "1", command: "synvc snapshot")

  static let files: [any Error] = [
    FileError(.write, "/a/b", code: ENOSPC), FileError(.create, "/a/b", code: EROFS),
    FileError(.open, "/a/b", code: EACCES), FileError(.read, "/a/b", code: EFBIG),
    FileError(.sync, "/a/b", code: EIO), FileError(.list, "/a", code: ENOENT), FileError(.status, "/a", code: ELOOP),
    FileError(.close, "/a", code: EDQUOT), FileError(.rename, "/a", code: EPERM), FileError(.link, "/a", code: EXDEV),
    FileError(.remove, "/a", code: EBUSY), FileError(.makeFolder, "/a", code: ENOTDIR),
    FileError(.syncFolder, "/a", code: EINVAL), FileError(.append, "/a", code: ENOSPC),
    FileError(.open, "/a", code: ENXIO),
    InflateError.truncated, InflateError.trailing(count: 1), InflateError.tooLong(limit: 9),
    InflateError.corrupt(offset: 4), ZipError.notZip, ZipError.damaged(offset: 4), ZipError.zip64(member: nil),
    ZipError.zip64(member: Array("a.syx".utf8)), ZipError.encrypted(member: Array("a.syx".utf8)),
    ZipError.unknownMethod(member: Array("a".utf8), method: 12), ZipError.tooLong(member: [0xFF], limit: 8),
    ZipError.inflate(member: Array("a".utf8), .truncated),
    ZipError.checksum(member: Array("a".utf8), found: 1, computed: 2),
    ZipError.size(member: Array("a".utf8), found: 1, claimed: 2), ZipError.severalParts,
    ZipError.overlap(member: Array("a".utf8)),
  ]

  private static let snapshot = LoggedOperation(
    number: 1, seconds: 0, zone: "+0000", status: 0, kind: .command, arguments: ["snapshot", "-m", "x"], moves: [])

  static let storage: [any Error] = [
    StorageError.file(FileError(.open, "/a/HEAD", code: EACCES)),
    StorageError.locked(HeldLock(path: "/a/config.lock", holder: nil, since: 1_700_000_000)),
    StorageError.locked(HeldLock(path: "/a/x.lock", holder: other, since: 1_700_000_000)),
    StorageError.locked(HeldLock(path: "/a/x.lock", holder: other, since: nil, isElsewhere: true)),
    StorageError.lockLost(path: "/a/x.lock"), StorageError.overtaken(by: snapshot), StorageError.noArchive(path: "/a"),
    StorageError.occupied(path: "/a"),
    StorageError.damagedFile(path: "/a/config", bad),
    StorageError.damagedObject(id, path: "/a/objects/00/00", .hash(found: id)), StorageError.missingObject(id),
    StorageError.collision(id), StorageError.collision(ObjectFormat.sha256.zero),
    StorageError.wrongKind(id, found: .blob, expected: .tree),
    StorageError.ref(.damaged(head, path: "/a/HEAD")),
    StorageError.ref(.changed(head, expected: nil, found: nil)), StorageError.ref(.inTheWay(head, existing: tag)),
    StorageError.ref(.circle(head)), StorageError.ref(.setBack(head, found: nil, expected: id)),
    StorageError.config(.syntax(line: 3)), StorageError.config(.badName("a b")),
    StorageError.config(.badValue(name: "a.b")), StorageError.badPath("a//b"), StorageError.tooLarge(id, .folder),
    StorageError.tooMuch("mono", .messages),
    StorageError.conversion(.sameFormat(.sha256)), StorageError.conversion(.workTree(path: "/a")),
    StorageError.conversion(.submodule("sub", tree: id)), StorageError.conversion(.occupied(path: "/b")),
    StorageError.conversion(.inside(path: "/a/b")), StorageError.conversion(.convertedMeanwhile(path: "/a")),
    StorageError.conversion(.changedMeanwhile(path: "/a/config")),
    StorageError.conversion(.differs("refs/heads/main")), OpeningError.conversionCutOff("/a", new: "/a.sha256"),
  ]

  static let repositories: [any Error] =
    ([
      .refStorage("reftable"), .alternates, .shallow, .partialClone, .replaceRefs, .extensionNamed("x"),
      .formatVersion("2"), .objectFormat("md5"),
      .commonFolder,
    ] as [Unsupported]).map { StorageError.unsupported($0, path: "/a") }
    + ([
      .inflate(.truncated), .header, .size(found: 1, claimed: 2), .tooLong(claimed: 9), .format(bad),
      .packEntry(offset: 12), .delta(offset: 3), .base,
    ] as [ObjectDamage]).map { StorageError.damagedObject(id, path: "/a/pack", $0) }

  static let revisions: [any Error] = [
    RevisionError.unknown("gg", near: ["gig", "gag"]), RevisionError.unknown("gg", near: []),
    RevisionError.ambiguous(
      "gig",
      [
        .init(id: id, kind: .commit, seconds: 1_700_000_000, subject: "gig"),
        .init(id: id, kind: .blob, seconds: nil, subject: nil),
      ]),
    RevisionError.malformed("a^{", offset: 1), RevisionError.noParent(id, number: 2),
    RevisionError.wrongKind(id, found: .blob, wanted: .commit), RevisionError.noReflogEntry(head, count: 1),
    RevisionError.noReflogEntry(head, count: 3), RevisionError.noPreviousBranch(number: 1),
    RevisionError.noPreviousBranch(number: 2), RevisionError.noUpstream("main"), RevisionError.noMatch("/x"),
    RevisionError.tooLarge("/a{255}{255}"),
    RevisionError.storage(.missingObject(id)), UndoError.nothingToUndo, UndoError.nothingToRedo,
    UndoError.fewer(2, isUndo: true), UndoError.fewer(1, isUndo: false),
    UndoError.movedSince(
      LoggedOperation(
        number: 1, seconds: 0, zone: "+0000", status: 0, kind: .command, arguments: ["tag", "gig"], moves: []),
      tag),
    UndoError.wouldLeaveNothing(snapshot), UndoError.overtaken(by: snapshot, done: 0, isUndo: true),
    UndoError.overtaken(by: snapshot, done: 1, isUndo: true), UndoError.overtaken(by: snapshot, done: 2, isUndo: false),
    ArgumentError.unknown("kitt/1", near: ["kit/"]), ArgumentError.unknown("?", near: []), ArgumentError.both("mono"),
    ArgumentError.tooManyRevisions("HEAD", limit: 1), ArgumentError.tooManyRevisions("HEAD", limit: 2),
    ArgumentError.revisionAfterSlot("HEAD"), ArgumentError.missingRevision, ArgumentError.notOneSlot("kit/"),
    ArgumentError.notOneSlot(""),
    ArgumentError.emptySlot("kit/005", revision: "HEAD~1"), ArgumentError.badDate("some day"), NameError.badName("a b"),
    NameError.taken(tag),
    NameError.unknown("gg", isTag: true, near: ["gig"]), NameError.unknown("gg", isTag: false, near: []),
    NameError.unknown("gg", isTag: true, near: []), NameError.current("main"),
  ]

  private static let wrong = ProfileError(problem: .missing(key: "seq"), place: "kinds.kit", line: 3, column: 5)

  static let profiles: [any Error] =
    ([
      .notYAML("mapping values are not allowed"), .missing(key: "id"), .unknownKey("nam", near: ["name"]),
      .unknownKey("zz", near: []), .expected("a number"), .ambiguous("yes"), .unknownName("x", of: "enums"),
      .pattern("F0 GG"), .binding(.unknownDimension("a", at: "b")), .binding(.unknownMember("a", at: "b")),
      .binding(.unusedRule("a")), .binding(.badSize(at: "b")), .binding(.dependsTooDeep("a")), .duplicate("kit"),
      .tooDeep, .tooLarge(.words), .notOneMessage(.notBegun), .notOneMessage(.notEnded),
      .notOneMessage(.statusInside(0xF8)), .notOneMessage(.openMaker), .notOneMessage(.tooLong(65)),
      .notOneMessage(.universal([0xF0, 0x7F, 0x7F, 0x06, 0x02, 0xF7])), .binding(.tooLarge(.values)),
    ] as [ProfileError.Problem]).map { ProfileError(problem: $0, place: "kinds.kit", line: 3, column: 5) }
    + [
      ProfileError(problem: .tooDeep, place: "", line: 0, column: 0), EncodeError.missing(FieldPath("name")),
      EncodeError.unknown(FieldPath("nam"), near: [FieldPath("name")]), EncodeError.unknown(FieldPath("zz"), near: []),
      EncodeError.illegal(FieldPath("level"), text: "900", allowed: "0 to 127"),
      EncodeError.illegal(FieldPath("level"), text: "900", allowed: nil),
      EncodeError.noRoom(FieldPath("notes"), capacity: 400), EncodeError.badPlace("kit/999"),
      EncodeError.badProfile(wrong),
      MessageProblem.wrongChecksum(found: 1, computed: 2, offset: 3),
      MessageProblem.wrongLength(found: 1, computed: 2, offset: 3),
      MessageProblem.slotOutOfRange(kind: "kit", index: 128, count: 128), MessageProblem.undecodable(bad),
      MessageProblem.notCanonical, MessageProblem.badProfile(wrong), EditError.unknownSlot(Slot(kind: "kit", index: 9)),
      EditError.emptySlot(Slot(kind: "kit", index: 9)), EditError.illegal(.badPlace("x")),
      ItemDocumentError.missing("fields"), ItemDocumentError.notAValue("name"),
    ]
    + ([
      .notYAML("mapping values are not allowed"), .duplicate("kit"), .tooLarge(.yamlNodes), .missing(key: "kinds"),
      .unknownKey("step", near: ["steps"]), .unknownKey("zz", near: []), .expected("a whole number"),
      .unknownName("kik", of: "parts", near: ["kick"]), .unknownName("zz", of: "parts", near: []), .circle("kick"),
      .tooManySteps(limit: 200_000),
      .encode(.unknown(FieldPath("nam"), near: [FieldPath("name")]), slot: "kit/005"),
      .encode(.missing(FieldPath("name")), slot: "kit/005"),
    ] as [FactoryError.Problem]).map { FactoryError($0, file: "/a/factory.yaml", line: 3, column: 5) }

  static let ports: [any Error] = [
    PortError.notFound(name: "hw:1"), PortError.busy(name: "hw:1", holder: nil),
    PortError.busy(name: "hw:1", holder: PortHolder(process: 12, command: "amidi")),
    PortError.permission(name: "/dev/x", node: "/dev/x", group: nil),
    PortError.permission(name: "hw:1", node: "/dev/snd/midiC1D0", group: nil),
    PortError.permission(name: "hw:1", node: "/dev/snd/midiC1D0", group: "audio"), PortError.unplugged(name: "hw:1"),
    PortError.io(name: "hw:1", errno: EIO), PortError.closed(name: "hw:1"),
    PortOpenError.unsupported(.rawMIDI(card: "1", device: nil, subdevice: nil)),
    PortOpenError.notADevice(path: "/etc/passwd"), PortOpenError.failed(.notFound(name: "/x")),
    BadPort(name: "sim:", cause: bad), TransferError.port(.unplugged(name: "hw:1")),
    TransferError.cutOff(.unplugged(name: "hw:1"), after: "kit/005"),
    TransferError.cutOffBefore(.unplugged(name: "hw:1"), "kit/000"),
    TransferError.badIdentity(.cutOff(.endOfStream, after: 7)),
    TransferError.badIdentity(.cutOff(.status(0x90, at: 7), after: 7)),
    TransferError.badIdentity(.damaged([0xF0, 0x7E, 0, 6, 2, 0xF7])),
    TransferError.noAnswer(slot: "kit/005", attempts: 1), TransferError.noAnswer(slot: "kit/005", attempts: 3),
    TransferError.badAnswer(
      slot: "kit/005", attempts: 3, reason: .problem(.wrongChecksum(found: 1, computed: 2, offset: 3))),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .broken(.status(0x90, at: 3), after: 3)),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .broken(.endOfStream, after: 3)),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .broken(.tooLong, after: 3)),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .otherSlot("kit/006")),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .lost(12)), TransferError.noIdentity,
    TransferError.onlyEcho, TransferError.nothingCame(others: 0), TransferError.nothingCame(others: 2),
    TransferError.badDump(after: nil, reason: .broken(.endOfStream, after: 3)),
    TransferError.badDump(
      after: "kit/005", reason: .problem(.wrongChecksum(found: 1, computed: 2, offset: 3))),
    TransferError.fellSilent(readBack: 1, of: 4),
    TransferError.lineCut(after: "global/1"), TransferError.handshake(slot: "kit/005", .silence),
    TransferError.handshake(slot: "kit/005", .alwaysAgain(times: 3)),
    TransferError.handshake(slot: "kit/005", .refused("the memory is protected")),
    TransferError.badAnswer(slot: "kit/005", attempts: 3, reason: .noEnd),
    TransferError.incompleteDump(missing: ["kit/005", "kit/006"]),
    TransferError.otherModel([0xF0, 0x7E, 0, 6, 2, 0xF7]), TransferError.interrupted,
  ]

  static let operations: [any Error] = [
    OperationError.storage(.missingObject(id)),
    OperationError.profile(ProfileError(problem: .missing(key: "id"), place: "", line: 1, column: 1), id: "toy"),
    OperationError.transfer(.noIdentity, device: "mono"), OperationError.encode(.badPlace("x"), slot: "kit/005"),
    OperationError.damagedFile(path: "rig.yaml", reason: .notYAML),
    OperationError.damagedFile(path: "rig.yaml", reason: .notKeysAndValues),
    OperationError.damagedFile(path: "rig.yaml", reason: .badName("A b")),
    OperationError.damagedFile(path: "rig.yaml", reason: .laterVersion("2")),
    OperationError.damagedFile(path: "mono/order", reason: .missing("kit/001.syx")),
    OperationError.damagedFile(path: "mono/order", reason: .notAMessage("kit/001.syx", offset: 3)),
    OperationError.damagedFile(path: "journal/mono", reason: .notAJournal),
    OperationError.unknownProfile("toi", near: ["toy"]), OperationError.unknownProfile("x", near: []),
    OperationError.unknownDevice("mona", near: ["mono"]), OperationError.unknownDevice("x", near: []),
    OperationError.badDeviceName("Con"), OperationError.unknownSlot("kit/999", near: []),
    OperationError.unknownSlot("kti/1", near: ["kit/001"]),
    ArchiveError.ambiguousName("PADS", slots: ["mono/kit/005", "mono/kit/031"]),
    ArchiveError.ambiguousSlot("kit/005", devices: ["mono", "digi"]), OperationError.noSnapshots,
    OperationError.noPort(device: "mono"), OperationError.opaque(device: "mono"),
    OperationError.needsHands(device: "mono"), OperationError.emptyRig,
    OperationError.selectsPrograms(device: "mono"), OperationError.noChannel(device: "mono", number: 17),
    OperationError.badDestination("pattern/A01", slots: ["kit/005", "kit/006"]), OperationError.nothingToRestore,
    OperationError.destinationElsewhere("files/old/kit/005", device: "mono"),
    OperationError.otherModel("files/old", model: "Yamaha DX7", device: "mono"),
    OperationError.emptyMessage, OperationError.transfer(.unstable(slots: ["kit/005", "kit/006"]), device: "mono"),
    OperationError.interrupted,
  ]

  static let refusals: [any Error] =
    ([
      .wrongChecksum(slots: ["kit/005"]), .wrongChecksum(slots: ["kit/005", "kit/006"]),
      .partialSnapshot(slots: ["kit/005"]), .otherModel(target: "Toy", device: "Tay"),
      .otherFirmware(target: "1.3", device: "1.4"), .otherVersion(slots: ["kit/005"]), .playing(device: "mono"),
      .notConfirmed, .nothingToContinue, .sendUnderWay(device: "mono"), .deviceGone("mono"),
      .nothingSaved(device: "mono"), .editBufferOnly(model: "Toy", slots: ["kit/005", "kit/006"]),
    ] as [Refusal]).map { OperationError.refused($0) }
    + ([
      .empty, .text, .notSysEx, .song, .broken(.init(offset: 3, count: 4, reason: .endOfStream)), .midiFile(bad),
      .zip(.encrypted(member: Array("a".utf8))), .zip(.notZip), .nothingInZip(members: 2), .noise,
      .foreign(.gzip), .foreign(.rar), .foreign(.appleDouble), .foreign(.png), .headerlessBank, .zipInside,
      .otherMember, .unreadable(FileError(.open, "/a/dump.syx", code: ENXIO)), .tooMany,
    ] as [InputError.Problem]).map { InputError("dump.syx", $0) }
    + [
      InputError("a/dump.syx", .empty, "all.zip"), NothingRead(count: 3), FolderTooLarge(most: 20_000),
      OutputPlaceError.exists("a.syx"), OutputPlaceError.noFolder("new"),
      OutputPlaceError.insideArchive(".synvc/HEAD", archive: "/a/.synvc"),
    ]
    + [
      OpeningError.noArchive(own: "/home/user/.local/share/synvc"), OpeningError.notThere("/a", by: .option),
      OpeningError.notThere("/a", by: .environment), OpeningError.foreign("/a", owner: 1000),
      OpeningError.exists("/a"), OpeningError.notSimulated("hw:1"), OpeningError.alreadySimulated("sim:mono"),
      OpeningError.badObjectFormat("md5"), GuardError.underWay("/a/rebase-merge", archive: "/a"),
      GuardError.nested("/a b/x/.git", archive: "/a b"), GuardError.tooManyFolders("/a", archive: "/a"),
      StrangePort(device: "mono", port: "/dev/x y", archive: "/a"),
      OpeningError.cannotStart(program: "git", WriteFailure(code: ENOENT)), DeviceOptionError.noProfile(device: "mono"),
      DeviceOptionError.badChannel(0), SnapshotOptionError.unknownKind("wav", near: ["wave"]),
      SnapshotOptionError.unknownKind("x", near: []), SwitchError.otherState("studio"),
      SimulationFailure(slot: "sim:mono", cause: nil),
      FaultTextError(name: .insert, text: "F", isUnknownSlot: false),
      FaultTextError(name: .storeIn, text: "kit/999", isUnknownSlot: true),
      SimulationFailure(slot: "kit/005", cause: .unknownSlot(Slot(kind: "kit", index: 4))),
      SimulationFailure(slot: "kit/005", cause: .emptySlot(Slot(kind: "kit", index: 4))),
      SimulationFailure(slot: "kit/005", cause: .illegal(.missing(FieldPath("level")))),
    ]

  static let hooks: [any Error] =
    ([
      .status(7), .signal(9), .tooSlow(seconds: 60), .interrupted, .notStarted(code: ENOEXEC), .noFile, .notExecutable,
      .deadLink(path: "/a/hooks/pre-send"), .noFolder(path: "/a/hooks"),
      .foreign(path: "/a/hooks", owner: 1000), .writable(path: "/a/hooks/pre-send"),
      .unreadable(FileError(.status, "/a/hooks/pre-send", code: EACCES)), .badLimit("so\u{1B}on"),
    ] as [HookFailure.Problem]).map { OperationError.hook(HookFailure(.preSend, path: "/a/hooks/pre-send", $0)) }
    + [
      HookFailure(.preSnapshot, path: "/a/hooks/pre-snapshot", .status(1)),
      HookFailure(.postSnapshot, path: "/a/hooks/post-snapshot", .status(1)),
      HookFailure(.postRestore, path: "/a/hooks/post-restore", .tooSlow(seconds: 5)),
    ]

  static let workTrees: [any Error] =
    ([
      .noGit(code: ENOENT), .git(command: "read-tree", output: "fatal: no\nmore", folder: "/a"),
      .git(command: "status", output: "", folder: "/a b"), .changed(["one/order"], folder: "/a"),
      .changed(["one/order", "rig.yaml"], folder: "/a b"), .untracked(["one/x\u{1B}"], folder: "/a"),
      .underWay("MERGE_HEAD", folder: "/a"), .locked("/a/.git/index.lock"), .sparse(folder: "/a"),
      .elsewhere("/b", archive: "/a/.git"), .unknownPlace(archive: "/a"),
      .checkedOut(branch: "tour", by: "/a/.git/worktrees/b"), .behind([], folder: "/a"),
      .behind(["one/order", "rig.yaml"], folder: "/a"),
    ] as [WorkTreeError]).map { OperationError.workTree($0) }
    + [
      OpeningError.insideArchive("/a/b/.synvc", archive: "/a/.git"),
      OpeningError.insideGitFolder("/a/.git/.synvc", folder: "/a/.git"),
    ]

  static let tables: [(name: String, errors: [any Error])] = [
    ("files", files), ("storage", storage), ("repositories", repositories), ("revisions", revisions),
    ("profiles", profiles), ("ports", ports), ("operations", operations), ("refusals", refusals),
    ("hooks", hooks), ("work-trees", workTrees),
  ]

  @Test("the error messages match the golden table", arguments: tables.indices)
  func words(index: Int) {
    let (name, errors) = Self.tables[index]
    let texts = errors.map { error in
      let report = ErrorPrinter.report(for: error)
      return "\(report.lines.map(\.plain).joined(separator: "\n"))\n[\(report.status.code)] \(report.json.line)\n"
    }
    expectGolden(texts.joined(separator: "\n"), "errors-\(name)")
  }

  @Test("messages share one format, are safe for a terminal, and cover every error", arguments: tables.indices)
  func shape(index: Int) {
    for error in Self.tables[index].errors {
      #expect(error is any Reportable, "\(error)")
      let report = ErrorPrinter.report(for: error)
      for text in [report.message.plain, report.hint?.plain ?? "x"] {
        #expect(!text.hasSuffix("."), "\(text)")
        #expect(text.first?.isUppercase == false || text.first?.isNumber == true, "\(text)")
        #expect(!text.unicodeScalars.contains(where: Escape.isUnsafe), "\(text)")
        #expect(!text.contains("Error."), "\(text)")
      }
    }
  }

  @Test("exit statuses match the design")
  func statuses() {
    let cases: [(any Error, Int32)] = [
      (OpeningError.noArchive(own: "/x"), 10), (StorageError.locked(HeldLock(path: "/x", holder: nil, since: nil)), 11),
      (StorageError.missingObject(Self.id), 12), (FileError(.write, "/x", code: ENOSPC), 13),
      (OperationError.refused(.playing(device: "x")), 14), (PortError.busy(name: "x", holder: nil), 20),
      (TransferError.noIdentity, 21), (TransferError.otherModel([]), 22), (RevisionError.unknown("x", near: []), 2),
      (ArgumentError.both("x"), 2), (OperationError.unknownSlot("x", near: []), 2), (InputError("x", .empty), 65),
      (ArgumentError.missingRevision, 64), (OperationError.interrupted, 130),
      (OperationError.hook(HookFailure(.preSend, path: "/x", .status(1))), 30),
    ]
    for (error, code) in cases { #expect(ErrorPrinter.report(for: error).status.code == code, "\(error)") }
  }
}
