import Glibc
import Testing

@testable import Commands

@Suite("Output")
struct OutputTests {
  @Test("results go to standard output, notes and warnings to standard error")
  func channels() {
    let fake = Fake()
    let output = fake.context().output
    output.line("result")
    output.note("note")
    output.warning("careful")
    #expect(output.finish() == nil)
    #expect(fake.results.text == "result\n")
    #expect(fake.notes.text == "note\nwarning: careful\n")
  }

  @Test("--quiet silences notes, not results or warnings")
  func quiet() {
    let fake = Fake()
    let output = fake.context(quiet: true).output
    output.line("result")
    output.note("note")
    output.warning("careful")
    #expect(output.finish() == nil)
    #expect(fake.results.text == "result\n")
    #expect(fake.notes.text == "warning: careful\n")
  }

  @Test("with --json only the document is printed, and warnings are JSON lines")
  func json() {
    let fake = Fake()
    let output = fake.context(json: true).output
    output.line("result")
    output.note("note")
    output.warning("careful")
    output.document(["slots": 3])
    #expect(output.finish() == nil)
    #expect(fake.results.text == "{\n  \"version\": 1,\n  \"slots\": 3\n}\n")
    #expect(fake.notes.text == #"{"version":1,"warning":"careful"}"# + "\n")
  }

  @Test("records are flushed at once, other results when the buffer is full or at the end")
  func buffering() {
    let fake = Fake()
    let output = fake.context().output
    output.line("held")
    #expect(fake.results.text == "")
    output.record(["message": 1])
    #expect(fake.results.text == "held\n" + #"{"version":1,"message":1}"# + "\n")
    output.bytes([UInt8](repeating: 0x41, count: 70_000))
    #expect(fake.results.bytes.count > 70_000)
  }

  @Test("after a failed write output stops and the failure is returned")
  func failure() {
    let fake = Fake(results: MemorySink(failure: WriteFailure(code: ENOSPC)))
    let output = fake.context().output
    #expect(output.isOpen)
    output.line("lost")
    output.flush()
    #expect(!output.isOpen)
    output.line("never tried")
    #expect(output.finish() == WriteFailure(code: ENOSPC))
    #expect(fake.results.text == "lost\n")
  }

  @Test("a note on a terminal clears the progress line and draws it again")
  func noteOverProgress() {
    let fake = Fake(terminal: true)
    let output = fake.context().output
    output.status("50 %")
    output.note("hello")
    output.line("result")
    output.status(nil)
    #expect(output.finish() == nil)
    let clear = "\r\u{1B}[K"
    #expect(fake.notes.text == "50 %\(clear)hello\n50 %\(clear)50 %\(clear)")
  }

  @Test(
    "a full device is distinguished from a closed reader", arguments: [(ENOSPC, false), (EPIPE, true), (EIO, false)])
  func brokenPipe(code: Int32, isBrokenPipe: Bool) {
    #expect(WriteFailure(code: code).isBrokenPipe == isBrokenPipe)
  }

  @Test("a failing descriptor reports its reason")
  func fullDevice() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    let sink = DescriptorSink(descriptor)
    #expect(throws: WriteFailure(code: ENOSPC)) { try sink.write([1]) }
    try sink.close()
    #expect(throws: WriteFailure(code: EBADF)) { try sink.write([1]) }
  }

  @Test("all bytes pass through a slow non-blocking pipe")
  func slowPipe() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reader, writer) = (ends[0], ends[1])
    try #require(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    async let received = readAll(reader)
    try DescriptorSink(writer).write(bytes)
    try DescriptorSink(writer).close()
    #expect(await received == bytes)
    close(reader)
  }
}

/// Reads until the end, a little at a time.
@concurrent
private func readAll(_ descriptor: Int32) async -> [UInt8] {
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = read(descriptor, &buffer, buffer.count), count > 0 { all += buffer.prefix(count) }
  return all
}
