import Glibc
import Testing

@testable import Presentation

@Suite("Output")
struct OutputTests {
  @Test("results go to standard output, notes and warnings to standard error")
  func channels() {
    let fixture = OutputFixture()
    let output = fixture.output
    output.line("result")
    output.note("note")
    output.warning("careful")
    #expect(output.finish() == nil)
    #expect(fixture.results.text == "result\n")
    #expect(fixture.notes.text == "note\nwarning: careful\n")
  }

  @Test("--quiet silences notes, not results or warnings")
  func quiet() {
    let fixture = OutputFixture(quiet: true)
    let output = fixture.output
    output.line("result")
    output.note("note")
    output.warning("careful")
    #expect(output.finish() == nil)
    #expect(fixture.results.text == "result\n")
    #expect(fixture.notes.text == "warning: careful\n")
  }

  @Test("with --json only the document is printed, and warnings are JSON lines")
  func json() {
    let fixture = OutputFixture(json: true)
    let output = fixture.output
    output.line("result")
    output.note("note")
    output.warning("careful")
    output.document(["slots": 3])
    #expect(output.finish() == nil)
    #expect(fixture.results.text == "{\n  \"version\": 1,\n  \"slots\": 3\n}\n")
    #expect(fixture.notes.text == #"{"version":1,"warning":"careful"}"# + "\n")
  }

  @Test("records are flushed at once, other results when the buffer is full or at the end")
  func buffering() {
    let fixture = OutputFixture()
    let output = fixture.output
    output.line("held")
    #expect(fixture.results.text == "")
    output.record(["message": 1])
    #expect(fixture.results.text == "held\n" + #"{"version":1,"message":1}"# + "\n")
    output.bytes([UInt8](repeating: 0x41, count: 70_000))
    #expect(fixture.results.bytes.count > 70_000)
  }

  @Test("after a failed write output stops and the failure is returned")
  func failure() {
    let fixture = OutputFixture(results: MemorySink(failure: WriteFailure(code: ENOSPC)))
    let output = fixture.output
    #expect(output.isOpen)
    output.line("lost")
    output.flush()
    #expect(!output.isOpen)
    output.line("never tried")
    #expect(output.finish() == WriteFailure(code: ENOSPC))
    #expect(fixture.results.text == "lost\n")
  }

  @Test("a note on a terminal clears the progress line and draws it again")
  func noteOverProgress() {
    let fixture = OutputFixture(terminal: true)
    let output = fixture.output
    output.status("50 %")
    output.note("hello")
    output.line("result")
    output.status(nil)
    #expect(output.finish() == nil)
    let clear = "\r\u{1B}[K"
    #expect(fixture.notes.text == "50 %\(clear)hello\n50 %\(clear)50 %\(clear)")
  }

  @Test(
    "a full device is distinguished from a closed reader", arguments: [(ENOSPC, false), (EPIPE, true), (EIO, false)])
  func brokenPipe(code: Int32, isBrokenPipe: Bool) {
    #expect(WriteFailure(code: code).isBrokenPipe == isBrokenPipe)
  }
}
