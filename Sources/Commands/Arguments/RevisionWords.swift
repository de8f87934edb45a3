internal import ArgumentParser

/// The revisions and slots of a command line: `HEAD~1 main kit/005`, `HEAD~1 -- kit/`.
///
/// The command has to declare `static let seesTerminator = true`.
package struct RevisionWords: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Revisions, then slots; '--' may separate them.", valueName: "rev|slot"),
    completion: .synvc(.revisionsAndSlots))
  var words: [String] = []

  package init() {}

  /// Words that may be revisions: those before `--`, or all.
  package var first: [String] { Array(words.prefix { $0 != "--" }) }

  /// Whether `--` says where the revisions end.
  package var isSplit: Bool { words.contains("--") }

  /// Words after `--`: slots.
  package var slots: [String] { Array(words.drop { $0 != "--" }.dropFirst()) }
}
