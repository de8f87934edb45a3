import Foundation
import TestSupport
import Testing

/// Every command on archives damaged in every way: the sound answer, or an error that names something; and what is written
/// there is sound.
///
/// `make test` tries a seeded sample; `SYNVC_EXHAUSTIVE=1` some thousand damages.
@Suite(
  "the program on damaged archives", .enabled(if: BuiltProgram.isBuilt, "the program was not built beside the tests"))
struct DamageTests {
  /// What an answer on a damaged archive turned out to be.
  private struct Tally {
    var same = 0
    var refused = 0
    /// By the words that explain why it does no harm.
    var harmless: [String: Int] = [:]
    var wrong: [String] = []

    var text: String {
      let harmless = harmless.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }.joined()
      return "\(same) as on the sound archive, \(refused) refused\(harmless), \(wrong.count) wrong"
    }
  }

  private static let reading = [
    ["log"], ["log", "--json"], ["log", "--oneline", "live"], ["log", "kit/1"], ["show"], ["show", "gig"],
    ["show", "played:kit/2"], ["show", "first"], ["show", "HEAD@{2}"], ["show", "HEAD~1", "--json"],
    ["diff", "HEAD~2"], ["diff", "live", "main"], ["diff", "HEAD~3", "--stat"], ["diff", "HEAD~2", "--raw"],
    ["diff", "--live"], ["cat", "kit/1"], ["cat", "HEAD~2:kit/2", "--raw"], ["cat", "kit/1", "--json"],
    ["export", "HEAD", "-o", "out.syx", "--force", "--yes"], ["export", "gig", "six", "-o", "out.syx", "--yes"],
    ["export", "HEAD", "box", "--raw", "-o", "out.syx", "--force", "--yes"], ["status"],
    ["checkout", "first", "--dry-run"],
    ["reflog"], ["reflog", "live", "--json"], ["reflog", "--operations"], ["branch"], ["tag"], ["tag", "--json"],
    ["device", "list"], ["device", "show", "six"], ["fsck"],
  ]

  @Test("no command gives a wrong answer with status 0, and every refusal names the damage")
  func read() throws {
    let archive = try DamagedArchive()
    let answers = try Self.reading.map { words in (words: words, answer: try archive.run(words)) }
    for (words, answer) in answers { try #require(answer.isDone, "\(words): \(answer)") }
    #expect(try archive.contents() == archive.sound, "a command that reads changes nothing")
    let seed: UInt64 = 4
    var numbers = SeededNumbers(seed: seed)
    var tally = Tally()
    let all = Damage.some(archive, of: 70, seed, &numbers)
    for (damage, damaged) in all {
      try archive.set(damaged)
      for (words, answer) in answers.shuffled(using: &numbers).prefix(PreparedScenario.isExhaustive ? 6 : 4) {
        judge(words, answer, try archive.run(words), damage, &tally)
      }
      #expect(try archive.contents() == damaged, "\(damage), seed \(seed): a command that reads changed something")
    }
    #expect(tally.wrong.isEmpty, "seed \(seed): \(tally.wrong.joined(separator: "\n"))")
    #expect(tally.refused > 20)
    print("\(all.count) damages of seed \(seed), read: \(tally.text)")
  }

  private func judge(
    _ words: [String], _ sound: DamagedArchive.Answer, _ answer: DamagedArchive.Answer, _ damage: Damage,
    _ tally: inout Tally
  ) {
    let outcome = answer.outcome
    if answer.isDone {
      if answer.isSame(as: sound) {
        tally.same += 1
      } else if let why = Self.harmless(words, damage) ?? Self.isLonger(outcome.results, sound.outcome.results) {
        tally.harmless[why, default: 0] += 1
      } else {
        tally.wrong.append("\(damage): \(words) differs: \(outcome.results) \(outcome.notes)")
      }
      return
    }
    tally.refused += 1
    let isNamed = outcome.notes.contains("'") || words == ["fsck"] && !outcome.results.isEmpty
    if outcome.isKilled || !isNamed { tally.wrong.append("\(damage): \(words) ends without a name: \(outcome)") }
    // After an error a part of the file would be taken for the whole.
    if let file = answer.file, file != sound.file { tally.wrong.append("\(damage): \(words) left a file") }
  }

  /// Why another answer does no harm; nil: it does.
  private static func harmless(_ words: [String], _ damage: Damage) -> String? {
    if words == ["fsck"] { return "told as a note by fsck" }
    // What a user has set there has no second copy.
    let usesConfig = ["device", "status"].contains(words[0]) || words.contains("--live") || words[0] == "checkout"
    if usesConfig, damage.names == ["config"] { return "of another port in config" }
    return nil
  }

  /// An index with a damaged id may make a short id longer than it need be.
  private static func isLonger(_ text: String, _ sound: String) -> String? {
    let (words, others) = (text.split { $0.isWhitespace }, sound.split { $0.isWhitespace })
    let isSame = zip(words, others).allSatisfy { $0 == $1 || $1.allSatisfy(\.isHexDigit) && $0.hasPrefix($1) }
    return isSame && words.count == others.count ? "with longer ids" : nil
  }

  private static let writing = [
    ["snapshot", "-m", "fourth"], ["import", "y.syx", "--device", "new", "-m", "new"], ["tag", "encore"],
    ["tag", "-m", "again", "encore"], ["branch", "stage"], ["branch", "--delete", "live"], ["tag", "--force", "gig"],
    ["switch", "--create", "stage"], ["undo"],
  ]

  @Test("a writing command refuses, or adds sound data and changes nothing else")
  func write() throws {
    let archive = try DamagedArchive()
    let export = ["export", "HEAD", "-o", "out.syx", "--force", "--yes"]
    let wanted = try Self.writing.map { words in
      try archive.set(archive.sound)
      let answer = try archive.run(words)
      try #require(answer.isDone, "\(words): \(answer)")
      return (words: words, file: try archive.run(export).file)
    }
    let seed: UInt64 = 5
    var numbers = SeededNumbers(seed: seed)
    var tally = Tally()
    let all = Damage.some(archive, of: 60, seed, &numbers)
    for (damage, damaged) in all {
      for (words, file) in wanted.shuffled(using: &numbers).prefix(PreparedScenario.isExhaustive ? 2 : 1) {
        try archive.set(damaged)
        let answer = try archive.run(words)
        let after = try archive.contents()
        let what = "\(damage): \(words)"
        if answer.isDone { tally.same += 1 } else { tally.refused += 1 }
        if !answer.isDone, answer.outcome.isKilled || !answer.outcome.notes.contains("'") {
          tally.wrong.append("\(what) ends without a name: \(answer)")
        }
        if damage.names == ["config"], answer.isDone, try archive.run(export).file != file {
          tally.harmless["of another port in config", default: 0] += 1
          continue
        }
        for name in changed(after, damaged, archive.sound, isDone: answer.isDone) {
          tally.wrong.append("\(what) changed \(name)")
        }
        // A lost line of the operations log has no second copy, and a new one takes its number: it must go on being told.
        if damage.names.contains("operations/log") {
          if !answer.isDone { continue }
          if try archive.run(["fsck"]).isDone { tally.wrong.append("\(what) made fsck blind") }
          continue
        }
        try archive.set(archive.healed(after, damaged))
        let fsck = try archive.run(["fsck"])
        if !fsck.isDone { tally.wrong.append("\(what) (\(answer.outcome.status)) left: \(fsck)") }
        if answer.isDone, try archive.run(export).file != file { tally.wrong.append("\(what) stored something else") }
      }
    }
    #expect(tally.wrong.isEmpty, "seed \(seed): \(tally.wrong.joined(separator: "\n"))")
    #expect(tally.refused > 5)
    print("\(all.count) damages of seed \(seed), written: \(tally.text)")
  }

  /// Files that were changed and should not be: what is there stays, but for lines added to logs, refs that move when the
  /// command is done, and what is made whole.
  private func changed(
    _ after: DamagedArchive.Contents, _ damaged: DamagedArchive.Contents, _ sound: DamagedArchive.Contents, isDone: Bool
  ) -> [String] {
    damaged.keys.sorted().filter { name in
      guard let before = damaged[name], after[name] != before, after[name] == nil || after[name] != sound[name] else {
        return false
      }
      if name.hasPrefix("objects/") || name == "config"
        || !isDone && !name.hasPrefix("logs/") && name != "operations/log"
      {
        return true
      }
      if isDone, name == "HEAD" || name.hasPrefix("refs/") || name.hasPrefix("logs/refs/heads/live") { return false }
      return !(after[name] ?? []).starts(with: before)
    }
  }
}
