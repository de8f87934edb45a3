import Foundation
import TestSupport
import Testing

/// What `git merge` makes of two clones' snapshots.
@Suite("Journey: merge two clones", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct MergeJourneyTests {
  /// A message with line feeds and without zero bytes: git takes it for text.
  ///
  /// - Parameters:
  ///   - first: a byte of the first line.
  ///   - last: a byte of the last one.
  private static func message(_ first: UInt8, _ last: UInt8) -> [UInt8] {
    var bytes: [UInt8] = [0xF0, 0x7D, 0x55, 1, 1, 1, 1, 0x0A, first, 0x0A]
    for line: UInt8 in 0x20..<0x28 { bytes += [line, line, line, 0x0A] }
    return bytes + [last, 0x11, 0xF7]
  }

  /// An archive with such a message, and two clones in which it was changed at either end.
  private func clones(former: Bool = false) throws -> (GitClone, GitClone) {
    let binary = try Binary()
    try binary.check("init")
    try GitClone(binary, at: binary.home.path).store(Self.message(1, 1), "first")
    let clones = try (GitClone(binary, "one"), GitClone(binary, "other"))
    if former { try clones.0.forgetAttributes() }
    try clones.0.store(Self.message(2, 1), "here", by: former ? .git : .synvc)
    try clones.1.store(Self.message(1, 2), "there")
    return clones
  }

  @Test("text-like messages conflict without being spliced, and choosing either side resolves the conflict")
  func conflict() throws {
    let (clone, _) = try clones()
    #expect(throws: Git.Failure.self) { try clone.git("pull", "-q", "--no-rebase", "../other", "main") }
    let path = try clone.git("diff", "--name-only", "--diff-filter=U")
    #expect(path.hasSuffix(".syx"))
    #expect(try Data(contentsOf: URL(filePath: clone.folder + "/" + path)) == Data(Self.message(2, 1)))
    #expect(try clone("import", path, "-m", "no").status == 14)
    try clone.git("checkout", "--theirs", path)
    try clone.git("commit", "-q", "-am", "merged")
    try clone.expectUnmixed()
    try clone.store(Self.message(3, 3), "after")
    #expect(try clone.changes == "")
    try clone.expectUnmixed()
  }

  @Test("order, device.yaml and profile.yaml conflict as well; rig.yaml merges by line")
  func otherFiles() throws {
    let clone = try GitClone.toy()
    let kept = ["one/order", "one/device.yaml", "one/profile.yaml", "rig.yaml"]
    let texts = try kept.map { try String(contentsOfFile: clone.folder + "/" + $0, encoding: .utf8) }
    try clone.git("checkout", "-q", "-b", "other")
    for (name, text) in zip(kept, texts) { try clone.write(Array(("# a\n" + text).utf8), to: name) }
    try clone.git("commit", "-q", "-am", "first line")
    try clone.git("checkout", "-q", "main")
    for (name, text) in zip(kept, texts) { try clone.write(Array((text + "# b\n").utf8), to: name) }
    try clone.git("commit", "-q", "-am", "last line")
    #expect(throws: Git.Failure.self) { try clone.git("merge", "-q", "other") }
    let conflicts = try clone.git("diff", "--name-only", "--diff-filter=U").split(separator: "\n").map(String.init)
    #expect(conflicts == kept.dropLast().sorted())
  }

  @Test("snapshots of two clones conflict on the same slot and merge on different slots")
  func snapshots() throws {
    let clone = try GitClone.toy()
    let other = try GitClone(clone.binary, "other")
    try other.addToy()
    try clone.edit("kit/005", "level=72")
    try clone.check("snapshot", "-m", "here")
    try other.edit("kit/005", "level=100")
    try other.edit("kit/006", "level=73")
    try other.check("snapshot", "-m", "there")
    try clone.git("pull", "-q", "--no-rebase", "--no-edit", "../other", "main")
    try clone.expectUnmixed()
    #expect(try clone.check("cat", "kit/005").contains("72"))
    #expect(try clone.check("cat", "kit/006").contains("73"))
    try clone.edit("kit/005", "level=11")
    try clone.check("snapshot", "-m", "here again")
    try other.edit("kit/005", "level=12")
    try other.check("snapshot", "-m", "there again")
    #expect(throws: Git.Failure.self) { try clone.git("pull", "-q", "--no-rebase", "../other", "main") }
    #expect(try clone.git("diff", "--name-only", "--diff-filter=U") == "one/kit/005.syx")
    try clone.git("merge", "--abort")
    try clone.check("snapshot", "-m", "on")
    #expect(try clone.changes == "")
  }

  @Test("fsck finds a message that git merged as text, and names the merge and the slot")
  func found() throws {
    let (clone, _) = try clones(former: true)
    try clone.git("-c", "core.attributesFile=/dev/null", "pull", "-q", "--no-rebase", "--no-edit", "../other", "main")
    let path = try clone.git("ls-files", "*.syx")
    #expect(try Data(contentsOf: URL(filePath: clone.folder + "/" + path)) == Data(Self.message(2, 2)), "spliced")
    let merge = try clone.head
    let checked = try clone("fsck")
    #expect(checked.status == 3 && checked.results.contains("the merge object '\(merge.prefix(7))'"), "\(checked)")
    #expect(checked.results.contains("that git merged as text") && checked.results.contains("0001"), "\(checked)")
    #expect(try clone("fsck", "--json").results.contains("\"merged-as-text\""))
  }

  @Test("the next snapshot adds the new attributes to the tree and keeps the user's lines")
  func update() throws {
    let binary = try Binary()
    try binary.prepareToy()
    let file = binary.home(".synvc/info/attributes")
    try "# mine\n*.syx -text diff=synvc\n*.txt text\n".write(toFile: file, atomically: true, encoding: .utf8)
    let before = try binary("fsck")
    #expect(
      before.status == 0 && before.results.contains("note: 'info/attributes' was written by an earlier synvc"),
      "\(before)")
    try binary.check("simulate", "edit", "sim:one", "kit/005", "level=72")
    try binary.check("snapshot", "-m", "second")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("# mine\n*.syx -text -merge diff=synvc\n") && text.hasSuffix("\n*.txt text\n"), "\(text)")
    let tree = try binary.check("git", "show", "HEAD:.gitattributes")
    for line in tree.split(separator: "\n") { #expect(text.contains(line + "\n")) }
    #expect(try binary("fsck").results.contains("no problems found"))
    let attributes = try binary.check("git", "check-attr", "-a", "one/kit/005.syx")
    #expect(attributes.contains("merge: unset") && attributes.contains("text: unset"), "\(attributes)")
  }
}

extension GitClone {
  fileprivate enum Writer { case synvc, git }

  /// Makes a message the whole state of a device.
  fileprivate func store(_ bytes: [UInt8], _ text: String, by writer: Writer = .synvc) throws {
    if writer == .git {
      let path = try git("ls-files", "*.syx")
      try write(bytes, to: path)
      try git("commit", "-q", "-am", text)
    } else {
      let file = binary.home("\(text).syx")
      try Data(bytes).write(to: URL(filePath: file))
      try check("import", file, "--device", "box", "--profile", "none", "--replace", "-m", text)
    }
  }

  /// Expects that fsck finds no damage and nothing that git merged; the dates of git's commits are those of the tests.
  fileprivate func expectUnmixed() throws {
    let results = try self("fsck").results
    #expect(!results.contains("damage:") && !results.contains("that git merged as text"), "\(results)")
  }

  /// As an archive of an earlier synvc has them.
  fileprivate func forgetAttributes() throws {
    try write(Array("*.syx -text diff=synvc\n*.bin -text\n".utf8), to: ".gitattributes")
    try git("commit", "-q", "-am", "former attributes")
  }
}
