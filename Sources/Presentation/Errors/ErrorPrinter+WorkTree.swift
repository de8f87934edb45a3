internal import Glibc
internal import Operations

extension WorkTreeError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .noGit(let code):
      Report(
        .failed, "cannot start 'git', which updates the archive's work tree: \(WriteFailure(code: code).words)",
        hint: "install git, or work in a bare copy of the archive: it has no work tree")
    case .git(let command, let output, let folder):
      Report(
        .failed, "'git \(command)' failed in \(quoted: folder): \(Self.firstLine(output))",
        hint: "check the work tree with \(quoted: Self.git(folder, "status"))",
        details: ["path": .string(folder), "output": .string(output)])
    case .changed(let paths, let folder):
      Report(
        .refused, Self.list(paths) + " in the work tree \(quoted: folder) differs from HEAD",
        hint: "commit the change with \(quoted: Self.git(folder, "commit -a")), or put it aside with "
          + "\(quoted: Self.git(folder, "stash"))",
        details: ["path": .string(folder), "files": JSON(paths)])
    case .untracked(let paths, let folder):
      Report(
        .refused,
        "untracked files are in the way: " + Self.list(paths) + " in the work tree \(quoted: folder)",
        hint: "put it aside with \(quoted: Self.git(folder, "stash --all")), or move it to another folder",
        details: ["path": .string(folder), "files": JSON(paths)])
    case .underWay(let sign, let folder):
      Report(
        .refused, "a git command in the work tree \(quoted: folder) is unfinished (\(sign))",
        hint: "see how to finish it with \(quoted: Self.git(folder, "status"))",
        details: ["path": .string(folder)])
    case .locked(let path):
      Report(
        .locked, "the work tree is locked: another git command is running, or left \(quoted: path)",
        hint: "remove the lock with \(quoted: "rm \(ShellWords.quoted(path))") once no git command is running",
        details: ["path": .string(path)])
    case .sparse(let folder):
      Report(
        .refused, "the work tree \(quoted: folder) is sparse: only a part of its files is checked out",
        hint: "check out all files with \(quoted: Self.git(folder, "sparse-checkout disable"))",
        details: ["path": .string(folder)])
    case .elsewhere(let path, let archive):
      Report(
        .refused, "the work tree of \(quoted: archive) is another folder, \(quoted: path) ('core.worktree')",
        hint: "use a bare copy: \(quoted: "git clone --bare \(ShellWords.quoted(archive)) COPY")",
        details: ["path": .string(archive)])
    case .unknownPlace(let archive):
      Report(
        .refused, "the location of the work tree of \(quoted: archive) is not recorded",
        hint: "use a bare copy: \(quoted: "git clone --bare \(ShellWords.quoted(archive)) COPY")",
        details: ["path": .string(archive)])
    case .checkedOut(let branch, let other):
      Report(
        .refused, "the branch \(quoted: branch) is checked out in another work tree, that of \(quoted: other)",
        hint: "run the command in that work tree, or switch that work tree to another branch",
        details: ["branch": .string(branch), "path": .string(other)])
    case .behind(let paths, let folder):
      Report(
        .refused,
        "an interrupted command left the work tree \(quoted: folder) behind HEAD"
          + (paths.isEmpty ? "" : ": " + Self.list(paths) + " differs from both states"),
        hint:
          "reset all files to HEAD, and discard every other change, with \(quoted: Self.git(folder, "reset --hard"))",
        details: ["path": .string(folder), "files": JSON(paths)])
    }
  }

  private static func list(_ paths: [String]) -> StyledText {
    paths.count == 1 ? "\(quoted: paths[0])" : "\(quoted: paths[0]) and \(paths.count - 1) more"
  }

  private static func git(_ folder: String, _ words: String) -> String {
    "git -C \(ShellWords.quoted(folder)) \(words)"
  }

  private static func firstLine(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? "no output"
    return line.hasPrefix("error: ") || line.hasPrefix("fatal: ") ? String(line.dropFirst(7)) : line
  }
}
