import Bytes
import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("Errors")
struct ErrorTests {
  /// Every error that has words here, with subjects that try to steer the terminal.
  private let errors: [any Error] = [
    Failure.unknownCommand("snapshto", parent: [], near: ["snapshot"]),
    Failure.unknownCommand("ad", parent: ["device"], near: ["add", "and", "or"]),
    Failure.unknownCommand("\u{1B}[31mx", parent: [], near: []),
    Failure.missingCommand(parent: ["device"], choices: ["add", "list", "remove"]),
    Failure.usage(message: "unknown option '--colr'", hint: "did you mean '--color'?", command: ["log"]),
    Failure.usage(message: "missing expected argument '<name>'", hint: nil, command: ["device", "add"]),
    Failure.cannotAsk(question: "send 2 slots to mono"), Failure.declined,
    Failure.cannotPrint(WriteFailure(code: ENOSPC)), Failure.interrupted(signal: SIGINT), WriteFailure(code: EIO),
    BadInput(file: "a\nb.syx", cause: FormatError(.endsEarly(needed: 1), at: 0)),
    BadInput(file: "rig.json", cause: JSONError(problem: .duplicateName("a"), offset: 7)),
    FormatError(.endsEarly(needed: 12), at: 3), FormatError(.highBit(0x90), at: 17),
    FormatError(.unexpected(found: 3, expected: "a version"), at: 1),
    FormatError(.outOfRange(200, allowed: 0...127), at: 2),
    FormatError(.trailing(count: 1), at: 9), FormatError(.checksum(found: 1, computed: 2), at: 8),
    FormatError(.malformed("x\u{202E}"), at: 0), JSONError(problem: .endsEarly, offset: 0),
    JSONError(problem: .unexpected(0x1B), offset: 1), JSONError(problem: .trailing, offset: 2),
    JSONError(problem: .tooDeep(limit: 64), offset: 64), JSONError(problem: .tooLong(limit: 9), offset: 9),
    JSONError(problem: .badEscape, offset: 5), JSONError(problem: .invalidUTF8, offset: 6),
    JSONError(problem: .outOfRange, offset: 7), CancellationError(),
  ]

  @Test("the error messages match the golden table")
  func words() {
    let reports = errors.map { ErrorPrinter.report(for: $0) }
    let texts = reports.map {
      "\($0.lines.map(\.plain).joined(separator: "\n"))\n[\($0.status.code)] \($0.json.line)\n"
    }
    expectGolden(texts.joined(separator: "\n"), "errors")
  }

  @Test("messages are lower case, without a full stop, and safe for a terminal")
  func shape() {
    for report in errors.map({ ErrorPrinter.report(for: $0) }) {
      for text in [report.message.plain, report.hint?.plain ?? "x"] {
        #expect(!text.hasSuffix("."), "\(text)")
        #expect(text.first?.isUppercase == false || text.first?.isNumber == true, "\(text)")
        #expect(!text.unicodeScalars.contains(where: Escape.isUnsafe), "\(text)")
      }
    }
  }

  @Test("every status has the designed number and a unique name")
  func statuses() {
    let codes: [Int32] = [0, 1, 2, 3, 10, 11, 12, 13, 14, 20, 21, 22, 23, 30, 64, 65]
    #expect(ExitStatus.fixed.map(\.code) == codes)
    #expect(Set(ExitStatus.fixed.map(\.kind)).count == codes.count)
    #expect(Set(ExitStatus.fixed.map(\.meaning)).count == codes.count)
    #expect(ExitStatus.signal(2).code == 130)
  }
}
