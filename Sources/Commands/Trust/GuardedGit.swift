internal import Files
internal import Glibc
internal import Presentation
internal import Repository

/// Runs git on an archive; every call of git uses this type.
///
/// For an untrusted archive git sees another common folder (`GIT_COMMON_DIR`). Its objects and refs are links to the
/// archive's, its configuration is the harmless part of the archive's, and it has no hooks. So the protection is a
/// list of harmless settings, not of dangerous ones. The user's own configuration stays in force.
struct GuardedGit {
  /// Added to git's environment.
  let environment: [String: String]
  /// `git` and the options that name the archive; the words of the call follow.
  let words: [String]

  /// Whether something is kept from git.
  var isGuarded: Bool { !environment.isEmpty }

  /// The same call as one command line, for a caller that cannot set an environment.
  var commandLine: [String] {
    guard isGuarded else { return words }
    return ["env"] + environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + words
  }
}

extension CommandContext {
  /// git on an archive; where it is not trusted, nothing that the archive names can run.
  ///
  /// - Throws: ``GuardError`` where that cannot be promised; ``FileError``.
  func git(on archive: Repository) throws -> GuardedGit {
    var words = ["git", "--git-dir=\(archive.folder)"]
    var workTree: String?
    if try archive.config().bool("core.bare") == false, Path.name(archive.folder) == ".git" {
      workTree = Path.parent(archive.folder)
    }
    if let workTree { words.append("--work-tree=\(workTree)") }
    guard trust(of: archive) != .trusted else { return GuardedGit(environment: [:], words: words) }
    let guarding = GitGuard(archive, folder: Path.join(stateFolder, "guard"))
    try guarding.refuseUnguarded(workTree: workTree)
    let common = try guarding.prepare(textconv: textconv)
    // A remote helper is a program, and a local repository has hooks of its own.
    let allowed = process.environment["GIT_ALLOW_PROTOCOL"].map { $0.split(separator: ":").map(String.init) }
    let protocols = GitGuard.protocols.filter { allowed?.contains($0) ?? true }
    return GuardedGit(
      environment: ["GIT_COMMON_DIR": common, "GIT_ALLOW_PROTOCOL": protocols.joined(separator: ":")],
      words: words + ["-c", "submodule.recurse=false", "-c", "core.fsmonitor=false"])
  }
}

/// Why git is not called on an archive that is not trusted.
enum GuardError: Error, Hashable {
  /// The state of an unfinished git operation may name programs.
  case underWay(String, archive: String)
  /// A repository in the work tree, whose own configuration git would follow.
  case nested(String, archive: String)
  /// More folders than are looked through for one.
  case tooManyFolders(String, archive: String)
}

/// The common folder that git sees of an archive that is not trusted.
struct GitGuard {
  private let archive: Repository
  private let folder: String
  private let files = RealFileSystem()

  /// Those whose other end is not run by this user.
  static let protocols = ["git", "http", "https", "ssh"]

  /// The files that git shares between work trees, apart from configuration, hooks and references to other
  /// repositories.
  ///
  /// - Source: git 2.39, `path.c`, `common_list`.
  private static let shared = ["info", "logs", "objects", "packed-refs", "refs", "worktrees"]

  /// The state that git keeps of an unfinished command, including lists of commands.
  ///
  /// - Source: git 2.39, `path.c`, `wt-status.c`.
  private static let states = ["rebase-apply", "rebase-merge", "sequencer"]

  private static let mostFolders = 20_000

  /// - Parameter folder: where such folders are, one for each archive.
  init(_ archive: Repository, folder: String) {
    self.archive = archive
    self.folder = Path.join(folder, TrustStore.name(of: CommandContext.realPath(archive.folder)))
  }

  /// Makes the folder, or its missing parts, and returns its path.
  ///
  /// `config.lock` stays, so that git refuses to change a configuration that would be lost.
  func prepare(textconv: String) throws -> String {
    let config = try archive.config().harmless(textconv: textconv)
    let common = CommandContext.realPath(archive.common)
    try files.writeDurably([DurableFile(Path.join(folder, "config"), config, permissions: 0o600)], report: { _ in })
    let lock = Path.join(folder, "config.lock")
    if try files.status(of: lock) == nil { try files.create(lock, permissions: 0o600).close() }
    for name in Self.shared { try link(Path.join(folder, name), to: Path.join(common, name)) }
    return folder
  }

  private func link(_ path: String, to target: String) throws {
    if symlink(target, path) == 0 { return }
    guard errno == EEXIST else { throw FileError(.link, path, code: errno) }
    // An archive that was moved here later.
    guard CommandContext.linkTarget(path) != target else { return }
    try files.remove(path)
    guard symlink(target, path) == 0 else { throw FileError(.link, path, code: errno) }
  }

  /// Refuses operations that no configuration can make safe.
  func refuseUnguarded(workTree: String?) throws {
    for name in Self.states where try archive.context.files.status(of: Path.join(archive.folder, name)) != nil {
      throw GuardError.underWay(Path.join(archive.folder, name), archive: archive.folder)
    }
    guard let workTree else { return }
    var (waiting, count) = ([workTree], 0)
    while let next = waiting.popLast() {
      count += 1
      guard count <= Self.mostFolders else { throw GuardError.tooManyFolders(workTree, archive: archive.folder) }
      for name in try files.listIfPresent(next) {
        let path = Path.join(next, name)
        if name.lowercased() == ".git", next != workTree {
          throw GuardError.nested(path, archive: archive.folder)
        }
        if name != ".git", CommandContext.isPlainFolder(path) { waiting.append(path) }
      }
    }
  }
}

extension CommandContext {
  static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4097)
    let count = readlink(path, &buffer, 4096)
    return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a folder is there, and no link to one.
  static func isPlainFolder(_ path: String) -> Bool {
    var found = stat()
    return lstat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
  }
}

extension GuardError: Reportable {
  var report: Report {
    switch self {
    case .underWay(let path, let archive):
      refusal("\(quoted: path) records an unfinished git command", archive)
    case .nested(let path, let archive):
      refusal("another repository is in the work tree, at \(quoted: path)", archive)
    case .tooManyFolders(let path, let archive):
      refusal("the work tree \(quoted: path) has too many folders to search for repositories", archive)
    }
  }

  private func refusal(_ words: StyledText, _ archive: String) -> Report {
    Report(
      .refused, "git is not run on the archive \(quoted: archive), which is not trusted: \(words)",
      hint:
        "review the archive's programs, and trust them, with \(quoted: "synvc trust \(ShellWords.quoted(archive))")",
      details: ["archive": .string(archive)])
  }
}
