import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("The program")
struct ProgramTests {
  @Test("global options are accepted before and after the command")
  func globalOptions() {
    for words in [["--archive", "/a", "--json", "play", "kit"], ["play", "kit", "--json", "--archive=/a"]] {
      let fake = Fake()
      #expect(Program(root: Sample.self).run(words, in: fake.process) == .done)
      let expected = "{\n  \"version\": 1,\n  \"archive\": \"/a\",\n  \"slot\": \"kit\",\n  \"times\": 1\n}\n"
      #expect(fake.results.text == expected, "\(words)")
      #expect(fake.notes.text == "")
    }
  }

  @Test("arguments after '--' are no options")
  func terminator() {
    let fake = Fake()
    #expect(fake.run("play", "--", "--json") == .done)
    #expect(fake.results.text == "--json done\n")
  }

  @Test("the program exits with the command's own status")
  func ownStatus() {
    #expect(Fake().run("play", "kit", "--times", "3") == .partial)
  }

  @Test("an error is printed after earlier results and determines the status")
  func failing() {
    let fake = Fake()
    #expect(fake.run("fail") == .badInput)
    #expect(fake.results.text == "one\n")
    #expect(
      fake.notes.text
        == "error: cannot read 'dump.syx': bad data at byte 17: 90h where only bytes up to 7Fh are allowed\n")
  }

  @Test("with --json an error is one line of JSON on standard error")
  func failingJSON() throws {
    let fake = Fake()
    #expect(fake.run("fail", "--json") == .badInput)
    #expect(fake.results.text == "")
    let error = try JSON.parse(fake.notes.text)["error"]
    #expect(error?["status"] == 65 && error?["kind"] == "bad-input")
    #expect(error?["details"] == ["file": "dump.syx", "offset": 17])
  }

  @Test(
    "wrong usage exits with 64, one message and one hint",
    arguments: [
      (["plya"], "'plya' is not a command of 'synvc'", "did you mean 'play'?"),
      (["device", "ad"], "'ad' is not a command of 'synvc device'", "did you mean 'add'?"),
      (["zzzzz"], "'zzzzz' is not a command of 'synvc'", "list the commands with 'synvc --help'"),
      (["help", "zzzzz"], "'zzzzz' is not a command of 'synvc'", "list the commands with 'synvc --help'"),
      (["device"], "'synvc device' needs a command after it", "choose one of 'add' and 'list'"),
      (["play"], "missing expected argument '<slot>'", "see 'synvc play --help'"),
      (["play", "a", "b"], "unexpected argument 'b'", "see 'synvc play --help'"),
      (["play", "a", "--tims"], "unknown option '--tims'", "did you mean '--times'?"),
      (["--colr", "x"], "unknown option '--colr'", "did you mean '--color'?"),
      (
        ["--color", "pink", "play", "a"], "the value 'pink' is invalid for '--color <when>'",
        "please provide one of 'auto', 'always' or 'never'"
      ),
      (["play", "\u{1B}[31m", "b\n"], "unexpected argument 'b\\x0a'", "see 'synvc play --help'"),
      (
        ["--generate-completion-script", "tcsh"], "can't generate completion scripts for 'tcsh'",
        "please use --generate-completion-script=<shell> with one of: zsh bash fish"
      ),
    ])
  func usage(words: [String], message: String, hint: String) {
    let fake = Fake()
    #expect(Program(root: Sample.self).run(words, in: fake.process) == .usage)
    #expect(fake.notes.text == "error: \(message)\nhint:  \(hint)\n")
    #expect(fake.results.text == "")
  }

  @Test("--json applies even to an invalid command line")
  func usageJSON() throws {
    let fake = Fake()
    #expect(fake.run("plya", "--json") == .usage)
    #expect(try JSON.parse(fake.notes.text)["error"]?["details"] == ["near": ["play"]])
  }

  @Test("a pass-through command receives arguments with dashes unchanged")
  func takesEverything() {
    let fake = Fake()
    #expect(fake.run("--archive", "x", "raw", "log", "--json", "--", "-p", "--help") == .done)
    #expect(fake.results.text == "log|--json|--|-p|--help false\n")
  }

  @Test("--version prints the name and the number")
  func version() {
    let fake = Fake()
    #expect(fake.run("--version") == .done)
    #expect(fake.results.text == "synvc 1.2.3\n")
  }

  @Test("a closed reader ends the program silently with the status of SIGPIPE")
  func brokenPipe() {
    let fake = Fake(results: MemorySink(failure: WriteFailure(code: EPIPE)))
    #expect(fake.run("play", "kit") == .signal(SIGPIPE))
    #expect(fake.notes.text == "playing\n")
  }

  @Test("a full disk at standard output is a failure, even for help")
  func fullDisk() {
    for words in [["play", "kit", "--quiet"], ["--help"]] {
      let fake = Fake(results: MemorySink(failure: WriteFailure(code: ENOSPC)))
      #expect(Program(root: Sample.self).run(words, in: fake.process) == .storageFailed)
      #expect(fake.notes.text == "error: cannot write to standard output: no space left on device\n")
    }
  }

  @Test("a command failure takes precedence over an output failure")
  func outranked() {
    let fake = Fake(results: MemorySink(failure: WriteFailure(code: ENOSPC)))
    #expect(fake.run("fail") == .badInput)
    #expect(fake.notes.text.split(separator: "\n").count == 2)
  }

  @Test("a failure after a signal ends with 128 + n")
  func signalled() {
    #expect(Fake(signal: SIGTERM).run("fail") == .signal(SIGTERM))
    #expect(Fake(signal: SIGTERM).run("play", "kit") == .done)
    #expect(throws: Failure.interrupted(signal: 2)) { try Interrupt { 2 }.check() }
    #expect(throws: Never.self) { try Interrupt.never.check() }
  }

  @Test("arguments resembling the parser's internal syntax never crash the program")
  func innerLanguage() {
    let tails = [
      [], ["--"], ["--", ""], ["--", "positional@0"], ["--", "positional@99", "1", "1"], ["zz", "--", "-x"],
    ]
    for tail in tails + [
      ["play", "--", "positional@0", "9", "9", "a"], ["play", "--", "---", "0", "0"], ["--", "-"],
    ] {
      let fake = Fake()
      let status = Program(root: Sample.self).run(["---completion"] + tail, in: fake.process)
      #expect([.usage, .done].contains(status), "\(tail)")
    }
  }

  @Test("random command lines never crash the program")
  func randomWords() {
    let seed: UInt64 = 20
    var random = SeededNumbers(seed: seed)
    let pieces = [
      "play", "device", "add", "raw", "help", "--", "-", "---", "--json", "--color", "--color=", "=", "-x", "-jq", "",
      "--=", "--archive", "--times", "9", "\u{0}", "é", "-é", "--times=x", "--no-json", "-h", "--help-hidden",
      "--version",
      "--experimental-dump-help", "--generate-completion-script",
    ]
    for round in 0..<100 {
      let words = (0..<Int(random.next() % 5)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
      let status = Program(root: Sample.self).run(words, in: Fake().process)
      #expect([.done, .usage, .partial].contains(status), "seed \(seed), round \(round): \(words)")
    }
  }

  @Test("JSON is never coloured, even if colour is requested")
  func colorlessJSON() {
    let fake = Fake(terminal: true)
    #expect(fake.run("fail", "--json", "--color=always") == .badInput)
    #expect(!fake.notes.text.contains("\u{1B}"))
    #expect(fake.run("fail", "--color", "always") == .badInput)
    #expect(fake.notes.text.contains("\u{1B}[1;31merror:\u{1B}[0m"))
  }
}
