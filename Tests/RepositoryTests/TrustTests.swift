import Foundation
import TestSupport
import Testing

@testable import Repository

@Suite("Programs an archive could run")
struct TrustTests {
  /// Settings of git that name a program, another configuration or another repository, with a value.
  ///
  /// - Source: git-config(1) and `git help -c` of git 2.39; `gc.recentObjectsHook` of git 2.42, `bundle.*` of 2.40.
  private static let dangerous = """
    alias.x
    browser.x.cmd
    browser.x.path
    branch.x.mergeoptions
    bundle.x.uri
    commit.template
    core.alternaterefscommand
    core.askpass
    core.attributesfile
    core.editor
    core.excludesfile
    core.fsmonitor
    core.gitproxy
    core.hookspath
    core.pager
    core.sshcommand
    core.worktree
    credential.helper
    credential.https://example.com.helper
    diff.external
    diff.guitool
    diff.orderfile
    diff.tool
    diff.x.command
    diff.x.textconv
    difftool.x.cmd
    difftool.x.path
    extensions.partialclone
    extensions.worktreeconfig
    filter.x.clean
    filter.x.process
    filter.x.smudge
    format.signaturefile
    fsck.skiplist
    gc.recentobjectshook
    gpg.program
    gpg.ssh.defaultkeycommand
    gpg.x.program
    guitool.x.cmd
    help.browser
    http.proxy
    http.sslkey
    imap.tunnel
    include.path
    includeif.gitdir:/x.path
    init.templatedir
    instaweb.browser
    instaweb.httpd
    interactive.difffilter
    mailmap.file
    man.x.cmd
    man.x.path
    merge.tool
    merge.x.driver
    mergetool.x.cmd
    mergetool.x.path
    pager.log
    protocol.allow
    protocol.ext.allow
    pull.octopus
    pull.twohead
    receive.procreceiverefs
    remote.x.promisor
    remote.x.proxy
    remote.x.receivepack
    remote.x.uploadpack
    remote.x.vcs
    safe.directory
    sendemail.cccmd
    sendemail.smtpserver
    sendemail.tocmd
    sendemail.x.smtpserver
    sequence.editor
    ssh.variant
    submodule.x.update
    submodule.x.url
    tar.x.command
    trace2.eventtarget
    trailer.x.cmd
    trailer.x.command
    uploadpack.packobjectshook
    url.x.insteadof
    url.x.pushinsteadof
    user.signingkey
    web.browser
    some.future
    some.future.program
    """

  @Test("no setting that names a program is classified as harmless", arguments: dangerous.split(separator: "\n"))
  func programs(_ name: Substring) { #expect(!HarmlessSettings.contains(String(name), "x")) }

  @Test("settings by init, clone, remote add and synvc itself are harmless")
  func own() throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    try git("init", "-q", "one")
    try git("-C", "one", "commit", "-q", "--allow-empty", "-m", "x")
    try git("clone", "-q", "one", "two")
    try git("-C", "two", "remote", "add", "server", "ssh://git@example.com/me/synths.git")
    for name in ["one", "two"] {
      let config = try Config(Array(Data(contentsOf: URL(filePath: folder("\(name)/.git/config")))))
      for (name, value) in config.all { #expect(HarmlessSettings.contains(name, value), "\(name)") }
    }
    for (name, value) in Repository.prescribedConfig(textconv: "x") where name != "diff.synvc.textconv" {
      #expect(HarmlessSettings.contains(name.lowercased(), value), "\(name)")
    }
    #expect(HarmlessSettings.contains("synvc.mono.port", "hw:1,0,0"))
    #expect(!HarmlessSettings.contains("remote.x.url", "ext::sh -c x"))
    #expect(!HarmlessSettings.contains("remote.x.pushurl", "helper::x"))
  }

  @Test("git reads the same harmless settings and nothing more")
  func harmlessPart() throws {
    let folder = try TemporaryFolder()
    let text = """
      [core]\n\tbare = true\n\tpager = x
      [remote "a\\"b\\\\c"]\n\turl = "https://x/ # ; \\"q\\""\n\tfetch = +a:b\n\tfetch = +c:d\n\tuploadpack = x
      [gc] auto = 0 ; words\n[user]\n\tuseConfigOnly\n
      """
    let config = try Config(Array(text.utf8))
    try folder.write(String(decoding: config.harmless(textconv: "'/a b' textconv"), as: UTF8.self), to: "config")
    let git = Git(in: folder.path, home: folder.path)
    #expect(
      try git("config", "--file", "config", "--list", "--null").replacing("\0", with: "|") == """
        core.bare\ntrue|remote.a"b\\c.url\nhttps://x/ # ; "q"|remote.a"b\\c.fetch\n+a:b|remote.a"b\\c.fetch\n+c:d|\
        gc.auto\n0|user.useconfigonly|diff.synvc.textconv\n'/a b' textconv|diff.synvc.cachetextconv\nfalse|
        """)
  }
}

@Suite("A repository's index")
struct IndexNamesTests {
  private static func index(_ arguments: [String], _ paths: [String], id: String = "sha1") throws -> IndexNames {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    try git("init", "-q", "--object-format", id)
    for path in paths {
      let name = folder(path)
      try FileManager.default.createDirectory(
        at: URL(filePath: name).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(path.utf8).write(to: URL(filePath: name))
    }
    _ = try git.bytes(arguments + ["add", "-f", "-N", "."])
    _ = try git.bytes(arguments + ["add", "-f", "."])
    let bytes = try Data(contentsOf: URL(filePath: folder(".git/index")))
    return IndexNames(Array(bytes), idSize: id == "sha1" ? 20 : 32)
  }

  private static let paths =
    ["a", ".synvc/HEAD", ".synvc/config", "music/\(String(repeating: "long", count: 60))/x", "Evil/hooks/a", "z"]

  @Test("names are found in every version and with every hash", arguments: ["2", "3", "4"], ["sha1", "sha256"])
  func versions(_ version: String, _ id: String) throws {
    let index = try Self.index(["-c", "index.version=\(version)"], Self.paths, id: id)
    for (path, isTracked) in [
      (".synvc", true), (".SYNVC", true), ("a/.synvc", true), ("evil", true), (".synvc2", false), (".syn", false),
      ("music/.synvc", false), ("z/deep/er", true), ("b", false),
    ] { #expect(index.tracks(Array(path.utf8)) == isTracked, "\(path)") }
  }

  @Test("a large index with long names is read to its end")
  func long() throws {
    let names = (0..<300).map { "f\(String(repeating: "x", count: $0 % 40))\($0)" }
    let index = try Self.index([], names + ["zz/.synvc/HEAD"])
    #expect(index.tracks(Array("zz/.synvc".utf8)) == true && index.tracks(Array("yy".utf8)) == false)
  }

  @Test("a split, truncated, foreign-hash or invalid index is unknown")
  func unknown() throws {
    let folder = try TemporaryFolder()
    let git = Git(in: folder.path, home: folder.path)
    try git("init", "-q")
    try folder.write("x", to: "a")
    try git("add", ".")
    let plain = Array(try Data(contentsOf: URL(filePath: folder(".git/index"))))
    try git("update-index", "--split-index")
    let split = Array(try Data(contentsOf: URL(filePath: folder(".git/index"))))
    #expect(IndexNames(plain, idSize: 20).tracks([0x62]) == false)
    #expect(IndexNames(split, idSize: 20).tracks([0x62]) == nil)
    #expect(IndexNames(plain, idSize: 0).tracks([0x62]) == nil)
    for length in 0..<plain.count - 20 where length < 90 {
      #expect(IndexNames(Array(plain.prefix(length)), idSize: 20).tracks([0x62]) == nil, "\(length)")
    }
    var many = plain
    many.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(IndexNames(many, idSize: 20).tracks([0x62]) == nil)
  }
}
