internal import Bytes
internal import ArgumentParser

/// The command that a command line names.
struct CommandPath {
  /// From the root, which comes first, to the command meant.
  let types: [any ParsableCommand.Type]
  /// Index of the first argument after the command's name.
  let end: Int
  /// The arguments without the words that name the command.
  let rest: [String]

  /// The names below the root: `["device", "add"]`.
  var names: [String] { types.dropFirst().map { $0.synvcName } }

  var command: any ParsableCommand.Type { types[types.count - 1] }

  /// Walks from the root along the words that are not options.
  ///
  /// - Throws: ``Failure`` `.unknownCommand` for an unknown word where a command is required.
  init(_ arguments: [String], root: any ParsableCommand.Type) throws(Failure) {
    var types: [any ParsableCommand.Type] = [root]
    var (end, index) = (0, 0)
    var named: Set<Int> = []
    while index < arguments.count, arguments[index] != "--" {
      let word = arguments[index]
      index += GlobalOptions.valued.contains(word) ? 2 : 1
      if word.hasPrefix("-") {
        // The words after an unknown option are ambiguous: the parser reports the option.
        if !Self.isGlobal(word) && types.count == 1 { break }
        continue
      }
      guard let next = types[types.count - 1].child(named: word) else {
        guard types[types.count - 1].isGroup || types.count == 1 else { break }
        throw Self.unknown(word, below: types)
      }
      types.append(next)
      named.insert(index - 1)
      end = index
    }
    (self.types, self.end) = (types, end)
    rest = arguments.indices.filter { !named.contains($0) }.map { arguments[$0] }
  }

  private static func isGlobal(_ option: String) -> Bool {
    let name = String(option.prefix { $0 != "=" })
    return GlobalOptions.flags.contains(name) || GlobalOptions.valued.contains(name)
  }

  private static func unknown(_ word: String, below types: [any ParsableCommand.Type]) -> Failure {
    let names = types[types.count - 1].childNames + (types.count == 1 ? ["help"] : [])
    let parent = types.dropFirst().map { $0.synvcName }
    if let advice = ForeignVerbs.advice(for: word, parent: parent) {
      return .unknownCommand(word, parent: parent, near: [], advice: advice)
    }
    return .unknownCommand(word, parent: parent, near: EditDistance.nearest(to: word, among: names))
  }
}

extension ParsableCommand {
  static var synvcName: String { configuration.commandName ?? String(describing: Self.self).lowercased() }

  static var childNames: [String] {
    configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0.synvcName }
  }

  /// Whether its words are commands; its default command takes none.
  static var isGroup: Bool { !configuration.subcommands.isEmpty }

  /// Whether this only groups commands, so that one has to follow.
  static var expectsCommand: Bool {
    !configuration.subcommands.isEmpty && configuration.defaultSubcommand == nil
  }

  static func child(named word: String) -> (any ParsableCommand.Type)? {
    let children = configuration.subcommands
    // Most commands are named like their type. Asking a command for its name also builds its help text, and
    // `String(describing:)` would search all conformances of the program each time.
    if let likely = children.first(where: { _typeName($0, qualified: false).lowercased() == word }),
      likely.synvcName == word
    {
      return likely
    }
    return children.first { $0.synvcName == word || $0.configuration.aliases.contains(word) }
  }
}
