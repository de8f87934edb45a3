package import ArgumentParser
package import Presentation

/// A command of synvc: parses, calls one function of `Operations`, shows the result.
///
/// Declare `@OptionGroup(title: "Global Options") var globals: GlobalOptions` and a configuration made by
/// `CommandConfiguration(_:abstract:examples:statuses:)`, then name the type in ``Synvc``.
package protocol SynvcCommand: ParsableCommand {
  /// Whether all that follows the command's name is taken as it is, dashes and all; the command then declares
  /// `@Argument(parsing: .postTerminator)`.
  static var takesEverything: Bool { get }

  /// Whether `--` is passed on among the words around it: ``RevisionWords`` needs it.
  static var seesTerminator: Bool { get }

  var globals: GlobalOptions { get }

  /// Runs the command.
  ///
  /// - Returns: the status, where it is not an error: `.done`, `.partial`, or `.failed` for "they differ".
  /// - Throws: any ``Reportable`` error.
  func run(in context: CommandContext) throws -> ExitStatus
}

extension SynvcCommand {
  package static var takesEverything: Bool { false }
  package static var seesTerminator: Bool { false }
}

extension NameSpecification {
  /// The property's own name and a letter whose value may follow without a blank, as with git: `-mTEXT`.
  static func longAndLetter(_ letter: Character) -> NameSpecification {
    [.customShort(letter, allowingJoined: true), .long]
  }
}
