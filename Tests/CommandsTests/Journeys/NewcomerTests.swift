import Foundation
import TestSupport
import Testing

/// What somebody does on the first evening, through the built program; each command that is printed as a way back is taken
/// from the output and run.
@Suite("A newcomer's first session", .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct NewcomerTests {
  /// The unit's memory, byte for byte.
  private func memory(_ binary: Binary) -> Data? {
    FileManager.default.contents(atPath: binary.home(".local/state/synvc/simulated/mono.syx"))
  }

  /// Runs the command that stands behind a word of a text, as it is printed.
  @discardableResult
  private func follow(
    _ binary: Binary, _ text: String, after word: String, before end: Character
  ) throws -> Binary.Outcome {
    let rest = try #require(text.firstRange(of: word), "\(text)").upperBound
    let command = String(text[rest...].prefix { $0 != end && $0 != "\n" })
    #expect(command.hasPrefix("synvc "), "\(text)")
    let outcome = try binary.run(ShellSplit.words(command).dropFirst() + ["--yes"])
    #expect(outcome.status == 0, "\(command): \(outcome)")
    return outcome
  }

  private func run(_ binary: Binary, _ words: String...) throws -> Binary.Outcome {
    let outcome = try binary.run(words)
    #expect(outcome.status == 0, "\(words): \(outcome)")
    return outcome
  }

  private func edit(_ binary: Binary, _ slot: String, _ fields: String...) throws {
    try binary.check("simulate", "edit", "sim:mono", slot, fields[0])
    for field in fields.dropFirst() { try binary.check("simulate", "edit", "sim:mono", slot, field) }
  }

  private func isClean(_ binary: Binary) throws -> Bool { try binary("status", "--exit-code").status == 0 }

  @Test("device add, snapshot, edits, status, diff, checkout --send, undo, undo --send, redo, tag, switch")
  func walk() throws {
    let binary = try Binary()
    try binary.check("device", "add", "mono", "--profile", "elektron-monomachine", "--port", "sim:mono")
    try binary.check("snapshot", "-m", "before gig", "--no-verify")
    let gig = memory(binary)
    try edit(binary, "kit/005", "name=ACID", "track.2.filter.base=72")
    #expect(try binary("status").results.contains("1 of 288 slots differs from the last snapshot"))
    try binary.check("snapshot", "-m", "after gig")
    #expect(try run(binary, "diff", "HEAD~1").results.contains("→ 72"))
    try edit(binary, "kit/007", "track.1.filter.base=9")
    let edited = memory(binary)

    // The restore, and its way back.
    let sent = try run(binary, "checkout", "before gig", "--send", "--yes")
    #expect(sent.notes.contains(#"kit/005 "NEON CHORD" replaces "ACID""#), "\(sent.notes)")
    #expect(try memory(binary) == gig && isClean(binary))
    try follow(binary, sent.notes, after: "(undo with '", before: "'")
    #expect(try memory(binary) == edited && isClean(binary))
    try binary.check("redo", "--send", "--yes")
    #expect(try memory(binary) == gig && isClean(binary))

    // An undo that leaves the instrument alone says so, and names what brings it along: that and nothing more.
    let undone = try run(binary, "undo")
    #expect(memory(binary) == gig)
    let head = try binary.check("log", "--oneline")
    let along = try follow(binary, undone.notes, after: "to HEAD with '", before: "'")
    #expect(try memory(binary) == edited && isClean(binary) && binary.check("log", "--oneline") == head)
    try follow(binary, along.notes, after: "(undo with '", before: "'")
    #expect(try memory(binary) == gig && isClean(binary))

    // Titles stay plain.
    let subjects = try binary.check("log", "--oneline")
    #expect(!subjects.contains("restore \"restore") && !subjects.contains("restore \"before restore"), "\(subjects)")
    try walkBranches(binary, gig: gig)
  }

  private func walkBranches(_ binary: Binary, gig: Data?) throws {
    try binary.check("tag", "gig")
    try binary.check("switch", "-c", "tour")
    try edit(binary, "pattern/A03", "length=32")
    let tour = memory(binary)
    try binary.check("snapshot", "-m", "tour", "--no-verify")
    let refused = try binary("switch", "main")
    #expect(refused.status == 14 && refused.notes.contains("use '--send' to update the devices"), "\(refused)")
    let switched = try run(binary, "switch", "main", "--send", "--yes")
    #expect(try memory(binary) == gig && isClean(binary))
    try follow(binary, switched.notes, after: "(undo with '", before: "'")
    #expect(try memory(binary) == tour && isClean(binary))
    try edit(binary, "kit/010", "track.1.filter.base=3")
    let dirty = memory(binary)
    let saved = try run(binary, "switch", "main", "--send", "--yes")
    #expect(saved.notes.contains("saved the current state as "), "\(saved)")
    try follow(binary, saved.notes, after: "(undo with '", before: "'")
    #expect(memory(binary) == dirty)
    let left = try run(binary, "switch", "tour", "--force")
    try follow(binary, left.notes, after: "this branch with '", before: "'")
    #expect(try memory(binary) == tour && isClean(binary))
    try binary.check("checkout", "gig", "--send", "--yes")
    #expect(memory(binary) == gig)
    #expect(try binary("fsck").status == 0)
  }
}
