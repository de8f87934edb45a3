import Files
import Foundation
import Ports
import Profiles
import Simulation
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

/// The whole program in a folder of its own: a home, a working folder, profiles, simulated units. Time is set by hand.
final class Workbench {
  let home: TemporaryFolder
  let clock = HandClock()
  var terminal = false
  /// Where commands are called, inside the home.
  var folder = "work"
  var environment = ["TERM": "xterm", "SYNVC_PAGER": ""]
  var answers: [String] = []
  /// The user's id; nil where everything belongs to everybody.
  var user: UInt32?
  /// Whether pauses move the clock.
  var isPauseTime = false
  /// Where the archive is.
  var files: any FileSystem = RealFileSystem()
  /// Words that were handed to another program.
  let became = Became()
  /// Whether the commands that the output names are run, too.
  private let followsHints: Bool

  init(archive: Bool = true, device: Bool = true) throws {
    home = try TemporaryFolder()
    followsHints = true
    let files = FileManager.default
    try files.createDirectory(atPath: home("work"), withIntermediateDirectories: true)
    try files.createDirectory(atPath: home(".config/synvc/profiles"), withIntermediateDirectories: true)
    try home.write(ToyDevice.text, to: ".config/synvc/profiles/toy.yaml")
    try home.write("[user]\n\tname = Ada\n\temail = ada@example.com\n", to: ".gitconfig")
    if archive { #expect(run("init").status == .done) }
    if device { #expect(run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done) }
  }

  /// A copy of another one's files, for somebody at a terminal who answers every question with yes.
  init(copying other: Workbench) throws {
    home = try TemporaryFolder()
    followsHints = false
    try home.fill(from: other.home)
    folder = other.folder
    environment = other.environment.mapValues { $0.replacing(other.home.path, with: home.path) }
    user = other.user
    terminal = true
    answers = Array(repeating: "y", count: 20)
    isPauseTime = true
    clock.pass(other.clock.now)
  }

  struct Outcome {
    let status: ExitStatus
    let results: String
    let notes: String
    let bytes: [UInt8]
  }

  var process: (Fake, ProcessEnvironment) {
    var fake = Fake(terminal: terminal, environment: environment, answers: answers)
    let (clock, became) = (clock, became)
    fake.process.home = home.path
    fake.process.workingDirectory = home(folder)
    fake.process.executable = home("bin/synvc")
    fake.process.clock = SystemClock(
      now: { .seconds(1_700_000_000) + clock.now }, uptime: { clock.now }, zone: { _ in 3600 })
    if isPauseTime { fake.process.clock.pause = { clock.pass($0) } }
    fake.process.become = became.take
    fake.process.files = files
    // The ports of the machine that the tests run on are none of theirs.
    fake.process.system = SystemFiles(root: home("system"))
    fake.process.user = user
    return (fake, fake.process)
  }

  /// Runs a command line a minute after the one before.
  @discardableResult
  func run(_ words: String...) -> Outcome { run(words) }

  @discardableResult
  func run(_ words: [String]) -> Outcome {
    let (fake, process) = process
    clock.pass(.seconds(60))
    let status = Program(completions: Completions.answer).run(words, in: process)
    if followsHints, files is RealFileSystem, !isHelp(words) {
      PrintedCommands.follow(fake.notes.text + "\n" + fake.results.text, of: self)
    }
    let cleaned = { (text: String) in text.replacing(self.home.path, with: "~") }
    return Outcome(
      status: status, results: cleaned(fake.results.text), notes: cleaned(fake.notes.text), bytes: fake.results.bytes)
  }

  /// Whether the output is a page of examples.
  private func isHelp(_ words: [String]) -> Bool { words.contains { ["help", "--help", "-h"].contains($0) } }

  /// Changes fields of a slot of the unit at `sim:one`, as a player does.
  func edit(_ slot: String, _ fields: KeyValuePairs<String, String?>, unit name: String = "one") throws {
    let (_, process) = process
    let memory = SimulatedMemory(name, in: CommandContext(process, options: .guess(from: [])))
    let profile = try Profile(text: ToyDevice.text)
    var unit = try memory.load(profile)
    let place = try #require(profile.slot(slot))
    for (path, text) in fields { try unit.edit(place, FieldPath(path), to: text) }
    try memory.store(unit)
  }

  /// Takes a snapshot and expects it to be stored.
  func snapshot(_ text: String) {
    let outcome = run("snapshot", "-m", text)
    #expect(outcome.status == .done && outcome.results.contains("[main "), "\(outcome)")
  }
}

/// Remembers what the program would have become.
final class Became: Sendable {
  private let words = Locked<[[String]]>([])
  var all: [[String]] { words.value }
  var take: @Sendable ([String]) -> Int32 {
    { words in
      self.words.change { $0.append(words) }
      return 0
    }
  }
}

/// The faults of a simulated unit, by the names of their flags.
enum FaultNames {
  static var all: [String] { FaultName.allCases.map(\.rawValue) }
}
