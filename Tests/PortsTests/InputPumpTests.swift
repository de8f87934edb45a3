import Glibc
import MIDI
import Testing

@testable import Ports

@Suite("the input thread")
struct InputPumpTests {
  /// A pump on the reading end of a pipe.
  private final class Pipe {
    private var ends: (read: Int32, write: Int32?)
    let pump: InputPump

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      self.ends = (ends[0], ends[1])
      let input = ends[0]
      pump = try InputPump(
        name: "p",
        source: InputPump.Source(descriptor: input) {
          var buffer = [UInt8](repeating: 0, count: 64 << 10)
          let count = read(input, &buffer, buffer.count)
          if count == 0 { return .gone }
          return count > 0 ? .done(Array(buffer.prefix(count))) : .failure(errno)
        })
      try pump.start()
    }

    deinit {
      pump.stop()
      close(ends.read)
      closeWriter()
    }

    func closeWriter() {
      if let end = ends.write { close(end) }
      ends.write = nil
    }

    func send(_ bytes: [UInt8]) {
      guard let end = ends.write else { return }
      var sent = 0
      while sent < bytes.count {
        sent += max(0, bytes.withUnsafeBytes { write(end, $0.baseAddress?.advanced(by: sent), $0.count - sent) })
      }
    }
  }

  @Test("bytes arrive in order at any relative speed")
  func order() throws {
    let pipe = try Pipe()
    #expect(try pipe.pump.take(within: .zero).isEmpty)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    pipe.send(bytes)
    var got: [UInt8] = []
    while got.count < bytes.count {
      let part = try pipe.pump.take(within: .seconds(10))
      try #require(!part.isEmpty)
      got += part
    }
    #expect(got == bytes)
    #expect(try pipe.pump.take(within: .milliseconds(20)).isEmpty)
  }

  @Test("the end of input is reported after all earlier bytes, and repeatedly")
  func end() throws {
    let pipe = try Pipe()
    pipe.send([1, 2, 3])
    pipe.closeWriter()
    #expect(try pipe.pump.take(within: .seconds(10)) == [1, 2, 3])
    for _ in 0..<2 {
      #expect(throws: PortError.unplugged(name: "p")) { try pipe.pump.take(within: .seconds(10)) }
    }
  }

  @Test("bytes and an end of input that arrive together are both reported")
  func bytesAndEnd() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let input = ends[0]
    defer { ends.forEach { close($0) } }
    let pump = try InputPump(
      name: "p",
      source: InputPump.Source(descriptor: input) {
        // What says that the other side is gone was taken with the bytes: the descriptor tells nothing more.
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 0) > 0 else { return .gone }
        var byte: UInt8 = 0
        return read(input, &byte, 1) == 1 ? .done([byte]) : .notYet
      })
    try pump.start()
    defer { pump.stop() }
    var byte: UInt8 = 7
    #expect(write(ends[1], &byte, 1) == 1)
    #expect(try pump.take(within: .seconds(10)) == [7])
    #expect(throws: PortError.unplugged(name: "p")) { try pump.take(within: .seconds(1)) }
  }

  @Test("without free descriptors creating a pump fails and nothing hangs")
  func noDescriptors() async {
    await #expect(processExitsWith: .success) {
      var ends: [Int32] = [0, 0]
      try #require(pipe(&ends) == 0)
      var limit = rlimit(rlim_cur: rlim_t(ends[1]) + 2, rlim_max: rlim_t(ends[1]) + 2)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      let source = InputPump.Source(descriptor: ends[0]) { .notYet }
      #expect(throws: PortError.io(name: "p", errno: EMFILE)) {
        let pump = try InputPump(name: "p", source: source)
        try pump.start()
        pump.stop()
      }
    }
  }

  @Test("a stopped pump releases its port at once")
  func stop() throws {
    let pipe = try Pipe()
    pipe.pump.stop()
    pipe.pump.stop()
    pipe.send([1])
    #expect(try pipe.pump.take(within: .milliseconds(20)).isEmpty)
  }
}
