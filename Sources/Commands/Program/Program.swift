internal import ArgumentParser
internal import Glibc
internal import Presentation

/// The program from its arguments to its exit status.
package struct Program {
  private let root: any ParsableCommand.Type
  private let completions: CompletionProvider

  /// - Parameters:
  ///   - root: the command tree.
  ///   - completions: answers the shell's completion requests.
  init(root: any ParsableCommand.Type = Synvc.self, completions: @escaping CompletionProvider = { _ in [] }) {
    self.root = root
    self.completions = completions
  }

  /// Runs the program as the system started it.
  package static func main() -> Never {
    let program = Program(completions: Completions.answer)
    exit(program.run(Array(CommandLine.arguments.dropFirst()), in: .actual()).code)
  }

  /// Runs one command line.
  ///
  /// - Parameter arguments: without the program's name.
  func run(_ arguments: [String], in process: ProcessEnvironment) -> ExitStatus {
    var context = CommandContext(process, options: .guess(from: arguments))
    var status: ExitStatus
    do {
      switch try parse(arguments, in: context) {
      case .text(let text):
        context.output.bytes((text + "\n").utf8)
        status = .done
      case .command(let command):
        context = CommandContext(process, options: command.globals, arguments: arguments)
        context.prepareLastWords()
        status = try command.run(in: context)
        if let wrong = context.wrongProfiles.first { throw wrong }
      }
    } catch {
      status = fail(error, in: context)
    }
    return finish(context, status)
  }

  private func fail(_ error: any Error, in context: CommandContext) -> ExitStatus {
    let report = ErrorPrinter.report(for: error)
    context.output.error(report)
    return context.interrupt.signal().map { .signal($0) } ?? report.status
  }

  /// Ends the output; a result that was not printed is a failure, unless there was a greater one before.
  private func finish(_ context: CommandContext, _ status: ExitStatus) -> ExitStatus {
    guard let failure = context.finish() else { return status }
    if failure.isBrokenPipe { return status == .done ? .signal(SIGPIPE) : status }
    let report = ErrorPrinter.report(for: Failure.cannotPrint(failure))
    context.output.error(report)
    return status == .done ? report.status : status
  }
}

extension Program {
  /// The request of a command line.
  private enum Request {
    /// A text of the parser: help, version, a completion script, completions.
    case text(String)
    case command(any SynvcCommand)
  }

  private func parse(_ arguments: [String], in context: CommandContext) throws -> Request {
    // Longer lines are hard to read.
    let columns = min(context.columns, 100)
    if arguments.first == "---completion" { return try consult(arguments, columns, path: [], context) }
    if let words = helpWords(arguments) {
      if words == [OptionsPage.name] { return .text(HelpPage.text(OptionsPage.sections, columns: columns)) }
      let path = try CommandPath(words, root: root)
      return .text(help(for: path.command, columns: columns))
    }
    let path = try CommandPath(arguments, root: root)
    if (path.command as? any SynvcCommand.Type)?.takesEverything == true {
      let (own, rest) = (arguments.prefix(path.end), arguments.dropFirst(path.end))
      return try consult(own + ["--"] + rest, columns, path: path.names, context)
    }
    if Self.asksHelp(arguments) { return .text(help(for: path.command, columns: columns)) }
    if (path.command as? any SynvcCommand.Type)?.seesTerminator == true, let end = arguments.firstIndex(of: "--") {
      // The parser drops the first terminator; the words after it stay unchanged.
      return try consult(Array(arguments[...end] + arguments[end...]), columns, path: path.names, context)
    }
    if let command = alone(path, context) { return .command(command) }
    return try consult(arguments, columns, path: path.names, context)
  }

  /// The command parsed by itself, so that the parser need not load all other commands. Nil for an unknown command,
  /// and for refused arguments: the full command tree then reports the error.
  private func alone(_ path: CommandPath, _ context: CommandContext) -> (any SynvcCommand)? {
    guard let type = path.command as? any SynvcCommand.Type, type.configuration.subcommands.isEmpty else { return nil }
    return try? CompletionContext.$current.withValue(CompletionContext(context.process, completions)) {
      try parse(path.rest, as: type)
    }
  }

  /// Nil where the parser finds another command in the words. A cast to the concrete type does not search all
  /// conformances of the program.
  private func parse<Command: SynvcCommand>(_ words: [String], as type: Command.Type) throws -> (any SynvcCommand)? {
    try type.parseAsRoot(words) as? Command
  }

  /// Runs the parser on the arguments, and sorts its results.
  private func consult(
    _ arguments: [String], _ columns: Int, path: [String], _ context: CommandContext
  ) throws -> Request {
    do {
      var parsed = try CompletionContext.$current.withValue(CompletionContext(context.process, completions)) {
        try root.parseAsRoot(arguments)
      }
      if let command = parsed as? any SynvcCommand { return .command(command) }
      if type(of: parsed) == root { return .text(help(for: root, columns: columns)) }
      if type(of: parsed).expectsCommand {
        throw Failure.missingCommand(parent: path, choices: type(of: parsed).childNames)
      }
      try parsed.run()
      return .text("")
    } catch let failure as Failure {
      throw failure
    } catch  where root.exitCode(for: error).isSuccess {
      return .text(root.fullMessage(for: error, columns: columns))
    } catch {
      throw Failure.usage(parserWords: root.message(for: error), command: path)
    }
  }

  private func help(for command: any ParsableCommand.Type, columns: Int) -> String {
    let page = HelpPage(parsing: root.helpMessage(for: command, columns: HelpPage.unlimited))
    return HelpPage.text(page.arranged(), columns: columns)
  }

  /// The words after `help`, when that is the command.
  private func helpWords(_ arguments: [String]) -> [String]? {
    guard arguments.first(where: { !$0.hasPrefix("-") }) == "help" else { return nil }
    return arguments.filter { !$0.hasPrefix("-") }.dropFirst().map { $0 }
  }

  private static func asksHelp(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { ["--help", "-h"].contains($0) }
  }
}
