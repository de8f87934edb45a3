import Glibc
import MIDI
import Testing

@testable import Ports

@Suite("the thread that takes input")
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
      pump = InputPump(
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

  @Test("bytes come out in order, whoever is slower")
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

  @Test("an end of the input is told once everything before it was taken, and again")
  func end() throws {
    let pipe = try Pipe()
    pipe.send([1, 2, 3])
    pipe.closeWriter()
    #expect(try pipe.pump.take(within: .seconds(10)) == [1, 2, 3])
    for _ in 0..<2 {
      #expect(throws: PortError.unplugged(name: "p")) { try pipe.pump.take(within: .seconds(10)) }
    }
  }

  @Test("a pump that is stopped lets go at once")
  func stop() throws {
    let pipe = try Pipe()
    pipe.pump.stop()
    pipe.pump.stop()
    pipe.send([1])
    #expect(try pipe.pump.take(within: .milliseconds(20)).isEmpty)
  }
}
