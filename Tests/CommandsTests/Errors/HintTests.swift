import ArgumentParser
import Foundation
import Testing

@testable import Commands
@testable import Presentation

/// Commands that synvc names in its hints, notes and help pages: each must be one that the parser takes.
@Suite("Commands in hints")
struct HintTests {
  /// What stands for something of the user's, and what a user could write there.
  private static let placeholders: [String: String] = [
    "NAME": "mono", "ID": "toy", "PORT": "sim:mono", "DIR": "copy", "CLONE": "clone", "REV": "HEAD", "FILE": "x.syx",
    "SLOT": "kit/005", "REV:SLOT": "HEAD:kit/005", "BRANCH": "live", "COMMAND": "log", "N": "1",
  ]
  /// What is put together when it is said; elsewhere it is a name of the user's.
  private static let interpolations: [String: String] = [
    #"\(verb)"#: "undo", #"\(isUndo ? "redo" : "undo")"#: "redo", #"\(port)"#: "sim:mono",
  ]

  /// A command as it stands in a text.
  struct Named: Hashable, CustomStringConvertible {
    let file: String
    let text: String
    var description: String { "\(file): \(text)" }

    /// The words to be parsed.
    var words: [String] {
      let filled = text.replacing(/\\\((?:[^()]|\([^()]*\))*\)/) { match in
        HintTests.interpolations[String(match.0)] ?? "mono"
      }
      return ShellSplit.words(filled).dropFirst().map { HintTests.placeholders[$0] ?? $0 }
    }
  }

  /// Why the program would refuse a command line; nil where it takes it. The command after `git` is git's own.
  static func refusal(_ words: [String]) -> String? {
    do {
      if words == ["--version"] || words == ["--help"] { return nil }
      if words.first == "help" {
        if words.dropFirst().first != "options" { _ = try CommandPath(Array(words.dropFirst()), root: Synvc.self) }
        return nil
      }
      let path = try CommandPath(words, root: Synvc.self)
      if path.command.expectsCommand { return "a command is missing" }
      guard let command = path.command as? any SynvcCommand.Type, !command.takesEverything else { return nil }
      let parsed = try Synvc.parseAsRoot(words)
      return type(of: parsed) == command ? nil : "another command: \(type(of: parsed))"
    } catch let failure as Failure {
      return "\(failure)"
    } catch {
      return Synvc.message(for: error)
    }
  }

  /// The commands that stand in quotes in the sources of the texts, and the examples of the help pages.
  private static func named() throws -> [Named] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources").path
    let files = try ["Commands", "Presentation"].flatMap { module in
      try #require(FileManager.default.enumerator(atPath: "\(root)/\(module)"))
        .compactMap { ($0 as? String).map { "\(module)/\($0)" } }
    }
    var found: Set<Named> = []
    for file in files.filter({ $0.hasSuffix(".swift") }) {
      let text = try String(contentsOfFile: root + "/" + file, encoding: .utf8)
        .split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
      // `'synvc …'`, `\(quoted: "synvc …")`, and `"synvc …": "what it does"`.
      for match in text.matches(of: /'(synvc [^'\n]*)'/) { found.insert(Named(file: file, text: String(match.1))) }
      for match in text.matches(of: /quoted: "(synvc (?:\\\([^()]*\)|[^"\\])*)"/) {
        found.insert(Named(file: file, text: String(match.1)))
      }
      for match in text.matches(of: /"(synvc (?:\\"|[^"\\\n])*)":\s/) {
        found.insert(Named(file: file, text: String(match.1).replacing("\\\"", with: "\"")))
      }
    }
    return found.sorted { $0.description < $1.description }
  }

  @Test("the parser accepts every command printed in a hint, a note or an example")
  func parsed() throws {
    let all = try Self.named()
    #expect(all.count > 150, "only \(all.count) were found")
    for one in all {
      #expect(Self.refusal(one.words) == nil, "\(one) → \(one.words)")
    }
  }

  @Test("an unknown verb, option or argument in a hint fails")
  func canFail() {
    let wrong = [
      "synvc restore kit/005", "synvc checkout HEAD --sned", "synvc undo --send kit/005", "synvc device add",
      "synvc device",
      "synvc redo many", "synvc doctor", "synvc device ad mono",
    ]
    for text in wrong {
      #expect(Self.refusal(Named(file: "", text: text).words) != nil, "\(text)")
    }
    #expect(Self.refusal(Named(file: "", text: #"synvc device add \(device) --port PORT"#).words) == nil)
  }

  @Test("the parser accepts every command in the error tables' hints")
  func tables() throws {
    let errors =
      ErrorTableTests.files + ErrorTableTests.storage + ErrorTableTests.repositories + ErrorTableTests.revisions
      + ErrorTableTests.profiles + ErrorTableTests.ports
    var count = 0
    for error in errors {
      let hint = ErrorPrinter.report(for: error).hint?.plain ?? ""
      for match in hint.matches(of: /'(synvc [^'\n]*)'/) {
        let one = Named(file: "\(error)", text: String(match.1))
        #expect(Self.refusal(one.words) == nil, "\(one)")
        count += 1
      }
    }
    #expect(count > 20)
  }
}
