import Glibc
import Testing

@testable import Commands
@testable import Presentation

@Suite("Output to a descriptor")
struct DescriptorSinkTests {
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
