internal import ArgumentParser
internal import Glibc
internal import Concurrency

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
    Heap.prepare()
    Pages.prepareVariables()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let helper = SerialQueue(preparing: prepareHelper)
    // Most commands open an archive, and the thread that does it is ready when their name is known.
    if let first = arguments.first, !first.hasPrefix("-") { helper.begin() }
    // Until then both have the runtime make the same types and wait for each other. Threads and programs that begin during
    // a stay would have to stay too.
    let stay = ProcessorStay()
    let (process, opening) = (ProcessEnvironment.actual(helper: helper), ArchiveAhead())
    let program = Program(completions: Completions.answer)
    let status = program.run(arguments, in: process, opening: opening, whenParsed: stay.end)
    // The system takes back at once what the archive holds.
    withExtendedLifetime(opening) { exit(status.code) }
  }

  /// What the second thread does while the first one finds out what is wanted: it reads the options that all commands have.
  /// What the parser has to look up for each sort of option, through all conformances of the program, is then known.
  private static func prepareHelper() {
    _ = try? GlobalOptionsAlone.parseAsRoot([])
  }

  /// Runs one command line.
  ///
  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - opening: keeps the archive that is opened ahead as long as it is kept itself.
  ///   - whenParsed: called once, before anything is done or printed.
  func run(
    _ arguments: [String], in process: ProcessEnvironment, opening: ArchiveAhead = ArchiveAhead(),
    whenParsed: () -> Void = {}
  ) -> ExitStatus {
    var context = CommandContext(process, options: .guess(from: arguments), opening: opening)
    var status: ExitStatus
    do {
      let request = Result { try parse(arguments, in: context) }
      whenParsed()
      switch try request.get() {
      case .text(let text):
        context.output.bytes((text + "\n").utf8)
        status = .done
      case .command(let command):
        context = CommandContext(
          process, options: command.globals, arguments: arguments, opening: context.opening)
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
  /// What a command line asks for.
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
    if let command = path.command as? any SynvcCommand.Type, command.opensArchive {
      context.openAhead(reading: command.devicesRead(path.rest))
    }
    if (path.command as? any SynvcCommand.Type)?.seesTerminator == true, let end = arguments.firstIndex(of: "--") {
      // The parser swallows the first one; what stands behind it is taken as it is.
      return try consult(Array(arguments[...end] + arguments[end...]), columns, path: path.names, context)
    }
    if let command = alone(path, context) { return .command(command) }
    return try consult(arguments, columns, path: path.names, context)
  }

  /// The command read by itself: the parser then need not learn what all the others take. Nil where it is none, or
  /// refuses its arguments: the whole tree has the words for that.
  private func alone(_ path: CommandPath, _ context: CommandContext) -> (any SynvcCommand)? {
    guard let type = path.command as? any SynvcCommand.Type, type.configuration.subcommands.isEmpty else { return nil }
    return try? CompletionContext.$current.withValue(CompletionContext(context.process, completions)) {
      try parse(path.rest, as: type)
    }
  }

  /// Nil where the parser makes another command of the words. That it is of the type that was asked for is told without
  /// going through all conformances of the program.
  private func parse<Command: SynvcCommand>(_ words: [String], as type: Command.Type) throws -> (any SynvcCommand)? {
    try type.parseAsRoot(words) as? Command
  }

  /// Has the parser read the arguments, and sorts out what it makes of them.
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
