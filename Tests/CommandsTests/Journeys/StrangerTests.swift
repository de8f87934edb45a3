import Foundation
import TestSupport
import Testing

@testable import Presentation

/// A way in which a repository that was cloned could run a program.
struct Way: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// What the stranger puts into the archive, or beside it.
  let prepare: @Sendable (StrangerBench) throws -> Void
  /// What the user does, with the archive named; the option stands before the words.
  let words: [String]
  var terminal = false

  init(
    _ name: String, _ words: [String], terminal: Bool = false,
    _ prepare: @escaping @Sendable (StrangerBench) throws -> Void
  ) {
    testDescription = name
    self.prepare = prepare
    self.words = words
    self.terminal = terminal
  }

  static let snapshot = ["snapshot", "-m", "mine"]
  static let importing = ["import", "new.syx", "-m", "mine"]
  static let automatic = ["auto", "one"]
  static let sending = ["checkout", "first", "--send", "--yes"]

  static let all: [Way] =
    [
      Way("pre-snapshot of snapshot", snapshot) { try $0.hook("pre-snapshot") },
      Way("post-snapshot of snapshot", snapshot) { try $0.hook("post-snapshot") },
      Way("post-snapshot of import", importing) { try $0.hook("post-snapshot") },
      Way("pre-snapshot of auto", automatic) { try $0.hook("pre-snapshot") },
      Way("post-snapshot of auto", automatic) { try $0.hook("post-snapshot") },
      Way("pre-send of checkout", sending) { try $0.hook("pre-send") },
      Way("post-restore of checkout", sending) { try $0.hook("post-restore") },
      Way("pre-send of send", ["send", "kit.syx", "--port", "one", "--yes"]) { try $0.hook("pre-send") },
      Way("a hook that is a link", snapshot) { bench in
        try bench.write("#!/bin/sh\n\(bench.mark)\n", to: "script", mode: 0o755)
        try FileManager.default.createSymbolicLink(
          atPath: bench.stranger.home("work/.synvc/hooks/pre-snapshot"), withDestinationPath: "../../script")
      },
      Way("core.pager of log", ["log"], terminal: true) {
        try $0.configure("[core]\n\tpager = \"\($0.mark); cat\"\n")
      },
    ] + ofGit

  static let ofGit: [Way] = [
    Way("diff.synvc.textconv", ["git", "log", "-p"]) {
      try $0.configure("[diff \"synvc\"]\n\ttextconv = \"\($0.mark); cat\"\n")
    },
    Way("textconv of another driver", ["git", "log", "-p"]) { bench in
      try bench.configure("[diff \"x\"]\n\ttextconv = \"\(bench.mark); cat\"\n")
      try bench.write("*.syx diff=x\n", to: ".synvc/info/attributes")
    },
    Way("diff.external", ["git", "diff", "--ext-diff", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "HEAD"]) {
      try $0.configure("[diff]\n\texternal = \"\($0.mark); :\"\n")
    },
    Way("core.fsmonitor", ["git", "-c", "core.bare=false", "status"]) {
      try $0.configure("[core]\n\tbare = false\n\tfsmonitor = \"\($0.mark); :\"\n")
    },
    Way("filter.clean", ["git", "hash-object", "--path", "victim.syx", "kit.syx"]) { bench in
      try bench.configure("[core]\n\tbare = false\n[filter \"x\"]\n\tclean = \"\(bench.mark); cat\"\n")
      try bench.write("*.syx filter=x\n", to: ".synvc/info/attributes")
    },
    Way("alias", ["git", "x"]) { try $0.configure("[alias]\n\tx = !\($0.mark)\n") },
    Way("include", ["git", "x"]) {
      try $0.configure("[include]\n\tpath = ../more\n")
      try $0.write("[alias]\n\tx = !\($0.mark)\n", to: "more")
    },
    Way("includeIf", ["git", "x"]) {
      try $0.configure("[includeIf \"gitdir:/\"]\n\tpath = ../more\n")
      try $0.write("[alias]\n\tx = !\($0.mark)\n", to: "more")
    },
    Way("config.worktree", ["git", "fetch", "ssh://127.0.0.1:1/x"]) {
      try $0.configure("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tworktreeConfig = true\n")
      try $0.write("[core]\n\tsshCommand = \"\($0.mark); :\"\n", to: ".synvc/config.worktree")
    },
    Way("core.hooksPath", ["git", "branch", "-f", "new"]) {
      try $0.hook("reference-transaction", in: "evil")
      try $0.configure("[core]\n\thooksPath = \($0.victim.home("work/evil"))\n")
    },
    Way("git's own hook", ["git", "branch", "-f", "new"]) { try $0.hook("reference-transaction") },
    Way("core.pager of git", ["git", "-c", "core.bare=false", "grep", "--no-index", "-O", "hello", "words"]) {
      try $0.configure("[core]\n\tpager = \"\($0.mark); :\"\n")
      try $0.write("hello\n", to: "words")
    },
    Way("core.editor", ["git", "tag", "-a", "new"]) { try $0.configure("[core]\n\teditor = \"\($0.mark); :\"\n") },
    Way("core.sshCommand", ["git", "fetch", "ssh://127.0.0.1:1/x"]) {
      try $0.configure("[core]\n\tsshCommand = \"\($0.mark); :\"\n")
    },
    Way("core.gitProxy", ["git", "fetch", "git://127.0.0.1:1/x"]) { bench in
      try bench.write("#!/bin/sh\n\(bench.mark)\n", to: "proxy", mode: 0o755)
      try bench.configure("[core]\n\tgitProxy = \(bench.victim.home("work/proxy"))\n")
    },
    Way("remote helper", ["git", "fetch", "origin"]) { bench in
      try bench.write("#!/bin/sh\n\(bench.mark)\n", to: "helper", mode: 0o755)
      try bench.configure(
        "[protocol \"ext\"]\n\tallow = always\n[remote \"origin\"]\n\turl = ext::\(bench.victim.home("work/helper"))\n")
    },
    Way("insteadOf", ["git", "fetch", "https://example.com/x"]) { bench in
      try bench.write("#!/bin/sh\n\(bench.mark)\n", to: "helper", mode: 0o755)
      let helper = "ext::\(bench.victim.home("work/helper")) "
      try bench.configure("[protocol]\n\tallow = always\n[url \"\(helper)\"]\n\tinsteadOf = https://example.com/\n")
    },
    Way("uploadpack of a remote", ["git", "fetch", "origin"]) {
      try $0.configure("[remote \"origin\"]\n\turl = .\n\tuploadpack = \"\($0.mark); :\"\n")
    },
    Way("hooks of the other end", ["git", "push", "origin", "HEAD:refs/heads/new"]) { bench in
      try bench.configure("[remote \"origin\"]\n\turl = \(bench.victim.home("work/.synvc"))\n")
      try bench.hook("pre-receive")
    },
    Way("gpg.program", ["git", "tag", "-s", "-m", "x", "new"]) { bench in
      try bench.write("#!/bin/sh\n\(bench.mark)\nexit 1\n", to: "gpg", mode: 0o755)
      try bench.configure("[gpg]\n\tprogram = \(bench.victim.home("work/gpg"))\n")
    },
    Way("difftool", ["git", "difftool", "-y", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "HEAD"]) {
      try $0.configure("[diff]\n\ttool = x\n[difftool \"x\"]\n\tcmd = \($0.mark)\n[core]\n\tbare = false\n")
    },
    Way("sequence.editor", ["git", "rebase", "-i", "--root"]) {
      try $0.configure("[sequence]\n\teditor = \"\($0.mark); :\"\n[core]\n\tbare = false\n")
    },
  ]
}

@Suite("An untrusted archive")
struct StrangerTests {
  /// Does what the user does in one way, with something to store and to send.
  private static func act(_ way: Way, _ bench: StrangerBench) throws -> Workbench.Outcome {
    bench.victim.terminal = way.terminal
    defer { bench.victim.terminal = false }
    bench.victim.environment["SYNVC_PAGER"] = way.terminal ? nil : ""
    if !way.words.contains("git") { try bench.poke() }
    return try bench.run(["--archive", bench.archive] + way.words)
  }

  @Test("programs named by a cloned archive run only after it is trusted", arguments: Way.all)
  func ways(_ way: Way) throws {
    let bench = try StrangerBench()
    try way.prepare(bench)
    try bench.publish()
    try bench.kit.write(to: URL(filePath: bench.victim.home("work/kit.syx")))
    let outcome = try Self.act(way, bench)
    #expect(!bench.isMarked, "\(outcome)")
    let what = way.words.first == "git" ? "git runs none of its programs" : "its hooks and programs do not run"
    #expect(outcome.notes.contains("is not trusted: \(what)"), "\(outcome)")
    #expect(outcome.notes.components(separatedBy: "is not trusted").count == 2, "said once: \(outcome.notes)")
    let trusted = bench.victim.run("trust", bench.archive, "--yes")
    #expect(trusted.status == .done && trusted.results.contains("the archive is now trusted"), "\(trusted)")
    #expect(!bench.isMarked, "looking runs nothing")
    let after = try Self.act(way, bench)
    #expect(bench.isMarked, "the way leads nowhere, so it proves nothing: \(after)")
    #expect(!after.notes.contains("not trusted"), "\(after.notes)")
  }

  @Test("SYNVC_DIR does not make an archive trusted")
  func environment() throws {
    let bench = try StrangerBench()
    try bench.hook("pre-snapshot")
    try bench.publish()
    bench.victim.environment["SYNVC_DIR"] = bench.archive
    try bench.poke()
    let outcome = bench.victim.run("snapshot", "-m", "mine")
    #expect(outcome.status == .done && outcome.notes.contains("is not trusted"), "\(outcome)")
    #expect(!bench.isMarked)
  }

  @Test("an archive tracked by its enclosing repository is skipped with a message")
  func tracked() throws {
    let bench = try StrangerBench()
    try bench.hook("post-snapshot")
    try bench.configure("[core]\n\tpager = \"\(bench.mark)\"\n")
    try bench.publish()
    for words in [["log"], ["status"], ["git", "log"], ["fsck"]] {
      let outcome = try bench.run(words)
      #expect(outcome.status == .noArchive, "\(words): \(outcome)")
      #expect(
        outcome.notes.contains(
          "warning: passed over the archive '~/work/.synvc': the repository '~/work' tracks it; use it untrusted with "
            + "'synvc --archive \(bench.archive.replacing(bench.victim.home.path, with: "~")) log'"),
        "\(outcome)")
    }
    #expect(try bench.run(["--archive", bench.archive, "log"]).status == .done)
    #expect(!bench.isMarked)
  }

  @Test("a bare repository inside a clone is skipped, and untrusted when named")
  func bare() throws {
    let bench = try StrangerBench()
    let files = FileManager.default
    try files.moveItem(atPath: bench.stranger.home("work/.synvc"), toPath: bench.stranger.home("work/mono"))
    try bench.hook("pre-snapshot", in: "mono/hooks")
    try StrangerBench.append(
      "[core]\n\tpager = \"\(bench.mark)\"\n[alias]\n\tx = !\(bench.mark)\n",
      to: bench.stranger.home("work/mono/config"))
    try bench.publish()
    bench.victim.folder = "work/mono"
    #expect(bench.victim.run("log").status == .noArchive)
    #expect(bench.victim.run("log").notes.contains("the repository '~/work' tracks it"))
    try bench.poke()
    for words in [["snapshot", "-m", "mine"], ["log"], ["git", "x"]] { try bench.run(["--archive", "."] + words) }
    #expect(!bench.isMarked)
  }

  @Test("an archive is refused when the enclosing repository's index is unreadable")
  func unreadableIndex() throws {
    let bench = try StrangerBench()
    try bench.publish()
    try Data("DIRC\0\0\0\u{9}".utf8).write(to: URL(filePath: bench.victim.home("work/.git/index")))
    let outcome = bench.victim.run("log")
    #expect(outcome.status == .noArchive && outcome.notes.contains("cannot be read, and may track it"), "\(outcome)")
  }

  @Test("an archive next to tracked files is used, and trusted if the user created it")
  func own() throws {
    let hooked = try HookBench()
    let git = Git(in: hooked.bench.home("work"), home: hooked.bench.home.path)
    try git("init", "-q")
    try StrangerBench.write("x", to: hooked.bench.home("work/synvc"))
    try git("add", "synvc")
    try hooked.witness("pre-snapshot")
    hooked.bench.snapshot("first")
    #expect(hooked.said("pre-snapshot") != nil)
  }

  @Test("programs changed after trust was given do not run until trusted again")
  func changed() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot")
    hooked.bench.snapshot("first")
    let witness = hooked.bench.home("pre-snapshot")
    let config = hooked.bench.home("work/.synvc/config")
    let path = "\(hooked.hooks)/pre-snapshot"
    let sound = (try Data(contentsOf: URL(filePath: config)), try Data(contentsOf: URL(filePath: path)))
    let changes: [(String, () throws -> Void)] = [
      ("a hook", { try StrangerBench.append("# more\n", to: path) }),
      ("its mode", { try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path) }),
      ("another hook", { try StrangerBench.write("", to: "\(hooked.hooks)/post-send", mode: 0o755) }),
      ("what a hook may read", { try StrangerBench.write("", to: "\(hooked.hooks)/lib/words", mode: 0o644) }),
      ("a pager", { try StrangerBench.append("[core]\n\tpager = x\n", to: config) }),
      ("an include", { try StrangerBench.append("[include]\n\tpath = more\n", to: config) }),
      ("a setting that nobody knows", { try StrangerBench.append("[future]\n\tprogram = x\n", to: config) }),
      ("a textconv", { try StrangerBench.append("[diff \"synvc\"]\n\ttextconv = x\n", to: config) }),
    ]
    for (what, change) in changes {
      try? FileManager.default.removeItem(atPath: witness)
      try change()
      let outcome = hooked.bench.run("snapshot", "-m", "again")
      #expect(outcome.status == .done && hooked.said("pre-snapshot") == nil, "\(what): \(outcome)")
      #expect(
        outcome.notes.contains("has changed since it was trusted: its hooks and programs do not run"), "\(outcome)")
      #expect(hooked.bench.run("trust", "--list").results.contains("changed"), "\(what)")
      hooked.trust()
      hooked.bench.run("snapshot", "-m", "again")
      #expect(hooked.said("pre-snapshot") != nil, "\(what)")
    }
    // What it includes counts as well.
    try StrangerBench.write("[core]\n\tpager = y\n", to: hooked.bench.home("work/.synvc/more"))
    #expect(hooked.bench.run("log").notes.contains("has changed since"))
    try sound.0.write(to: URL(filePath: config))
    try sound.1.write(to: URL(filePath: path))
  }

  @Test("an archive that replaces a trusted one is not trusted")
  func replaced() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot")
    let files = FileManager.default
    let archive = hooked.bench.home("work/.synvc")
    try files.copyItem(atPath: archive, toPath: hooked.bench.home("copy"))
    try files.moveItem(atPath: archive, toPath: hooked.bench.home("old"))
    try files.moveItem(atPath: hooked.bench.home("copy"), toPath: archive)
    hooked.bench.run("snapshot", "-m", "first")
    #expect(hooked.said("pre-snapshot") == nil)
  }

  @Test("'synvc git' is refused if git's state or a nested repository could run a program")
  func unguarded() throws {
    let bench = try StrangerBench()
    try bench.write("exec \(bench.mark)\n", to: ".synvc/rebase-merge/git-rebase-todo")
    try bench.configure("[core]\n\teditor = x\n")
    try bench.publish()
    let outcome = try bench.run(["--archive", bench.archive, "git", "rebase", "--continue"])
    #expect(outcome.status == .refused && outcome.notes.contains("records an unfinished git command"), "\(outcome)")
    // A clone with a work tree, in which another repository stands, as an unpacked archive may bring it.
    let git = Git(in: bench.victim.home.path, home: bench.victim.home.path)
    let clone = bench.victim.home("clone")
    try git("clone", "-q", bench.stranger.home("work/.synvc"), clone)
    #expect(try bench.run(["--archive", clone, "git", "status"]).status == .done)
    try git("init", "-q", "\(clone)/one/sub")
    let nested = try bench.run(["--archive", clone, "git", "status"])
    #expect(nested.status == .refused && nested.notes.contains("another repository is in the work tree"), "\(nested)")
  }

  @Test("'synvc git' drops configuration changes in an untrusted archive and keeps object and ref changes")
  func guardedWrites() throws {
    let bench = try StrangerBench()
    try bench.configure("[core]\n\teditor = x\n")
    try bench.publish()
    let config = try Data(contentsOf: URL(filePath: "\(bench.archive)/config"))
    try bench.run(["--archive", bench.archive, "git", "config", "a.b", "c"])
    try bench.run(["--archive", bench.archive, "git", "branch", "new"])
    try bench.run(["--archive", bench.archive, "git", "pack-refs", "--all"])
    try bench.run(["--archive", bench.archive, "git", "gc", "-q"])
    #expect(try Data(contentsOf: URL(filePath: "\(bench.archive)/config")) == config)
    #expect(bench.victim.run("--archive", bench.archive, "branch").results.contains("new"))
    #expect(bench.victim.run("--archive", bench.archive, "fsck").status != .damaged)
  }

  @Test("a port named by an untrusted archive is not opened; one named by the user is")
  func ports() throws {
    let bench = try StrangerBench()
    try bench.publish()
    let pipes = "\(bench.victim.home("in")),\(bench.victim.home("out"))"
    try StrangerBench.append("[synvc \"one\"]\n\tport = \"\(pipes)\"\n", to: "\(bench.archive)/config")
    for words in [
      ["snapshot", "-m", "x"], ["status"], ["doctor", "one"], ["send", "kit.syx", "--port", "one", "--yes"],
    ] {
      try bench.kit.write(to: URL(filePath: bench.victim.home("work/kit.syx")))
      let outcome = bench.victim.run(["--archive", bench.archive] + words)
      #expect(outcome.status == .refused && outcome.notes.contains("is not trusted: its port"), "\(outcome)")
    }
    bench.victim.run("--archive", bench.archive, "device", "add", "one", "--port", pipes)
    let outcome = bench.victim.run("--archive", bench.archive, "snapshot", "-m", "x")
    #expect(outcome.status == .unreachable, "it was tried: \(outcome)")
  }
}

@Suite("Giving, listing and revoking trust")
struct TrustVerbTests {
  @Test("runnable programs are shown escaped and confirmed")
  func shown() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-send", "echo '\u{1B}[31mred'")
    hooked.bench.run("trust", "--remove")
    try StrangerBench.append("[core]\n\tpager = \"x\\n\u{1B}[2J\"\n", to: hooked.bench.home("work/.synvc/config"))
    let refused = hooked.bench.run("trust")
    #expect(refused.status == .refused, "\(refused)")
    #expect(
      refused.results == """
        archive ~/work/.synvc
        hook ~/work/.synvc/hooks/pre-send, mode 755, 26 bytes
          | #!/bin/sh
          | echo '\\x1b[31mred'
        setting core.pager = x\\x0a\\x1b[2J
        port of one = sim:one

        """)
    hooked.bench.terminal = true
    hooked.bench.answers = ["no"]
    #expect(hooked.bench.run("trust").status == .refused)
    hooked.bench.answers = ["yes"]
    #expect(hooked.bench.run("trust").status == .done)
    hooked.bench.terminal = false
    #expect(hooked.bench.run("trust").results.contains("the archive is already trusted"))
  }

  @Test("the list shows each archive's state, and trust in a deleted archive can be revoked")
  func listed() throws {
    let bench = try Workbench()
    #expect(bench.run("trust", "--list").results == "~/work/.synvc  trusted\n")
    try FileManager.default.moveItem(atPath: bench.home("work/.synvc"), toPath: bench.home("moved"))
    #expect(bench.run("trust", "--list").results == "~/work/.synvc  gone\n")
    #expect(bench.run("trust", "--remove", bench.home("work/.synvc")).status == .done)
    #expect(bench.run("trust", "--remove", bench.home("work/.synvc")).status == .failed)
    #expect(bench.run("trust", "--list").results == "")
  }

  @Test("with --json the list is one document")
  func json() throws {
    let hooked = try HookBench()
    try hooked.hook("pre-send", "exit 0")
    let outcome = hooked.bench.run("--json", "trust", "--yes")
    #expect(outcome.results.contains(#""trusted": true"#) && outcome.results.contains("pre-send"), "\(outcome)")
    #expect(hooked.bench.run("--json", "trust", "--list").results.contains(#""state": "trusted""#))
  }

  @Test("a converted archive inherits the trust of its source")
  func converted() throws {
    let hooked = try HookBench()
    try hooked.witness("pre-snapshot")
    hooked.bench.snapshot("first")
    hooked.bench.run("convert", "--object-format", "sha256", "--replace")
    try FileManager.default.removeItem(atPath: hooked.bench.home("pre-snapshot"))
    hooked.bench.run("snapshot", "-m", "second")
    #expect(hooked.said("pre-snapshot") != nil)
    let bench = try StrangerBench()
    try bench.hook("pre-snapshot")
    try bench.publish()
    let copy = bench.victim.home("copy")
    let outcome = bench.victim.run("--archive", bench.archive, "convert", "--object-format", "sha256", copy)
    #expect(outcome.status == .done, "\(outcome)")
    bench.victim.run("--archive", copy, "snapshot", "-m", "mine")
    #expect(!bench.isMarked)
  }
}
