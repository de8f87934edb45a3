import Foundation
import TestSupport
import Testing

@testable import Presentation

/// Runs the commands that synvc names in its output, as they are printed.
///
/// Each command runs once, in a copy of the folder that it was printed for, so the test that caused it goes on undisturbed.
enum PrintedCommands {
  /// Commands that were run, without what differs from one test to the next.
  private static let tried = Locked<Set<String>>([])

  /// The commands between quotes; a word in quotes may be inside.
  static func commands(in text: String) -> [String] {
    text.matches(of: /'(synvc[^'\n]*(?: '[^'\n]*'[^'\n]*)*[^' \n])'/).map { String($0.1) }
  }

  /// Whether a word is to be replaced by the user: `PORT`, `REV:SLOT`, `sim:UNIT`.
  private static func isPlaceholder(_ word: String) -> Bool {
    word.hasSuffix("…")
      || word.split(separator: ":").contains { $0 != "HEAD" && $0.allSatisfy { "A"..."Z" ~= $0 } }
  }

  static func follow(_ text: String, of bench: Workbench) {
    for command in commands(in: text) {
      let words = Array(ShellSplit.words(command).dropFirst())
      let shape = command.replacing(bench.home.path, with: "~").replacing(/[0-9a-f]{7,}|[0-9]+/, with: "N")
      guard !words.isEmpty, !words.contains(where: isPlaceholder), isNew(shape) else { continue }
      run(words, of: bench, text)
    }
  }

  private static func isNew(_ shape: String) -> Bool {
    var isNew = false
    tried.change { isNew = $0.insert(shape).inserted }
    return isNew
  }

  private static func run(_ words: [String], of bench: Workbench, _ text: String) {
    do {
      let copy = try Workbench(copying: bench)
      // A bench has no other model than the toy.
      let own = words.map { $0 == "elektron-monomachine" ? "toy" : $0.replacing(bench.home.path, with: copy.home.path) }
      let outcome = copy.run(own)
      #expect(outcome.status != .usage && outcome.status != .unknownName, "\(words) of \(text): \(outcome)")
    } catch {
      Issue.record("\(words) of \(text): \(error)")
    }
  }
}

@Suite("Printed commands")
struct PrintedCommandsTests {
  @Test("a quoted command is found whole, with quoted words inside it")
  func found() {
    let text = """
      hint: undo with 'synvc undo --send', or 'synvc checkout 'a b' --send'; 'git status' and 'synvc' are none
      'synvc log
      """
    #expect(PrintedCommands.commands(in: text) == ["synvc undo --send", "synvc checkout 'a b' --send"])
  }
}
