import ArgumentParser
import Bytes

@testable import Commands
@testable import Presentation

/// A small program with one command of each sort.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synvc", abstract: "Try the command line", version: "synvc 1.2.3",
    subcommands: [Play.self, Fail.self, Device.self, Raw.self])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  static let complete: CompletionProvider = { request in
    switch request.subject {
    case .slots: ["kit/001", "kit/002", "pattern/A01", "kit/\u{1B}[31m"]
    case .devices: [request.archive ?? "none", request.process.home]
    default: []
    }
  }
}

struct Play: SynvcCommand {
  static let configuration = CommandConfiguration(
    "play", abstract: "Play one slot", details: "The slot is read from the archive.",
    examples: ["synvc play kit/005": "plays the fifth kit", "synvc play kit/005 --times 2": "plays it twice"],
    statuses: [.unknownName: "no such slot", .noAnswer: "the device is silent"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "What to play.", completion: .synvc(.slots)) var slot: String
  @Option(help: "How often.", completion: .synvc(.devices)) var times = 1
  @Flag(help: "Ask first.") var ask = false

  func run(in context: CommandContext) throws -> ExitStatus {
    if ask { try context.confirm("play \(slot)") }
    context.output.note("playing")
    context.output.show(json: ["slot": JSON(slot), "times": JSON(times), "archive": JSON(globals.archive)]) { output in
      for _ in 0..<times { output.line("\(slot, .id) \("done", .new)") }
    }
    return times == 3 ? .partial : .done
  }
}

struct Fail: SynvcCommand {
  static let configuration = CommandConfiguration(
    "fail", abstract: "Fail", examples: ["synvc fail": "fails"], statuses: [.badInput: "always"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    context.output.line("one")
    throw BadInput(file: "dump.syx", cause: FormatError(.highBit(0x90), at: 17))
  }
}

struct Device: ParsableCommand {
  static let configuration = CommandConfiguration(
    "device", abstract: "Work with devices", examples: ["synvc device add mono": "adds one"],
    subcommands: [DeviceAdd.self, DeviceList.self])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
}

struct DeviceAdd: SynvcCommand {
  static let configuration = CommandConfiguration(
    "add", abstract: "Add a device", examples: ["synvc device add mono": "adds one"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(help: "Its name.") var name: String

  func run(in context: CommandContext) throws -> ExitStatus {
    context.output.line("added \(name)")
    return .done
  }
}

struct DeviceList: SynvcCommand {
  static let configuration = CommandConfiguration(
    "list", abstract: "List devices", examples: ["synvc device list": "lists them"])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions

  func run(in context: CommandContext) throws -> ExitStatus {
    context.page()
    for number in 1...3 { context.output.line("device \(number)") }
    context.output.note("three devices")
    return .done
  }
}

struct Raw: SynvcCommand {
  static let configuration = CommandConfiguration(
    "raw", abstract: "Hand everything on", examples: ["synvc raw log --json": "shows the log"])
  static let takesEverything = true

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(parsing: .postTerminator, help: "Taken as they are.") var words: [String] = []

  func run(in context: CommandContext) throws -> ExitStatus {
    context.output.line("\(words.joined(separator: "|")) \(globals.json)")
    return .done
  }
}
