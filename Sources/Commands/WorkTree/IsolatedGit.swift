internal import Files
internal import Glibc
internal import Objects
internal import Operations
internal import Repository

/// Git restricted to the index, the files and the objects of an archive.
///
/// Every run has its own git folder: its configuration, hooks and refs are not the archive's. So no program runs that
/// the archive's configuration, attributes or hooks name. The user's own configuration is not read either. Only
/// settings for writing files (line ends, modes) are copied from both.
struct IsolatedGit: Sendable {
  private let objects: String
  private let index: String
  private let attributes: [UInt8]
  private let folder: String
  private let scratch: String
  private let path: String?
  private let config: Config

  /// Settings that say how git writes and compares files; none names a program or another file.
  private static let taken = [
    "core.autocrlf", "core.eol", "core.filemode", "core.symlinks", "core.ignorecase", "core.precomposeunicode",
    "core.trustctime", "core.checkstat", "core.protecthfs", "core.protectntfs",
  ]

  /// - Parameters:
  ///   - folder: the work tree.
  ///   - setting: the value of a setting in the configuration.
  init(_ archive: Repository, _ folder: String, environment: [String: String], setting: (String) -> String?) {
    objects = Path.join(archive.common, "objects")
    index = archive.indexPath
    self.folder = folder
    path = environment["PATH"]
    scratch = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    // Without them git treats line ends as the tree's own attributes say.
    let file = Path.join(archive.common, GitAttributes.file)
    attributes = ((try? RealFileSystem().readIfPresent(file, limit: 1 << 20)) ?? nil) ?? []
    config = Self.config(archive.format, setting)
  }

  private static func config(_ format: ObjectFormat, _ setting: (String) -> String?) -> Config {
    var pairs = [
      ("core.repositoryformatversion", format == .sha1 ? "0" : "1"), ("core.bare", "false"), ("core.fsync", "all"),
      ("core.safecrlf", "false"),
    ]
    if format != .sha1 { pairs.append(("extensions.objectformat", format.rawValue)) }
    pairs += taken.compactMap { name in setting(name).map { (name, $0) } }
    do {
      var config = try Config()
      // A value that no configuration can hold came out of none.
      for (name, value) in pairs { try config.set(name, to: value) }
      return config
    } catch {
      preconditionFailure("these names are right: \(error)")
    }
  }

  /// Runs git to its end.
  func run(_ words: [String], _ input: [UInt8], _ head: ObjectID?) throws(WorkTreeError) -> GitAnswer {
    let own = try ScratchFolder(in: scratch)
    defer { own.remove() }
    for name in ["objects", "refs", "info"] { try own.makeFolder(name) }
    try own.write("HEAD", Array((head.map(\.hex) ?? "ref: refs/heads/none").utf8) + [0x0A])
    try own.write("config", config.bytes)
    try own.write("info/attributes", attributes)
    for (name, bytes) in [("in", input), ("out", []), ("err", [])] { try own.write(name, bytes) }
    let status = try start(["git", "--no-pager"] + words, own)
    return GitAnswer(
      status: status, output: try own.read("out"), errors: String(decoding: try own.read("err"), as: UTF8.self))
  }

  private func start(_ words: [String], _ own: borrowing ScratchFolder) throws(WorkTreeError) -> Int {
    let descriptors = try [("in", O_RDONLY), ("out", O_WRONLY), ("err", O_WRONLY)].map {
      name, flags throws(WorkTreeError) in try own.open(name, flags)
    }
    defer { for descriptor in descriptors { close(descriptor) } }
    signal(SIGCHLD, SIG_DFL)
    // Apart from the terminal: a Ctrl-C must not end it between two files.
    let launch = Launch(
      program: "git", words: words, environment: environment(own.path),
      descriptors: zip(descriptors, [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]).map { (own: $0, far: $1) },
      apart: folder)
    let id: pid_t
    do throws(Launch.Failure) { id = try launch.start() } catch { throw .noGit(code: error.code) }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 {
      if errno != EINTR { throw .noGit(code: errno) }
    }
    return status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(status & 0x7F)
  }

  /// Nothing of the caller's that git listens to but where it finds programs.
  private func environment(_ own: String) -> [String: String] {
    var environment = [
      "GIT_DIR": own, "GIT_WORK_TREE": folder, "GIT_INDEX_FILE": index, "GIT_OBJECT_DIRECTORY": objects,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0",
      "HOME": own, "XDG_CONFIG_HOME": own, "LC_ALL": "C",
    ]
    environment["PATH"] = path
    return environment
  }
}
