import TestSupport
import MIDI
import Operations
import Profiles
import Simulation
import Testing
import Transfer

@Suite("send pacing")
struct PacingTests {
  /// A port whose buffer takes everything at once, as that of a USB interface does.
  private final class Buffer: Port {
    let name = "buffer"
    private(set) var now: Duration = .zero
    private(set) var writes: [(time: Duration, bytes: [UInt8])] = []

    func write(_ bytes: [UInt8]) throws(PortError) { writes.append((now, bytes)) }
    func read(within duration: Duration) throws(PortError) -> [UInt8] {
      now += duration
      return []
    }
    func drain() throws(PortError) {}
    func pause(_ duration: Duration) { now += duration }
    func close() {}
  }

  private func pacing(_ text: String) throws -> Pacing {
    Pacing(try Profile(text: ToyProfile.text(transfer: text)).transfer)
  }

  private let dump: [UInt8] = [0xF0] + Array(repeating: 1, count: 998) + [0xF7]

  @Test("at most two pieces are queued ahead of a DIN cable, and the last is drained")
  func din() throws {
    let port = Buffer()
    let conversation = Conversation(port, pacing: try pacing("{gap: 50 ms}"))
    for _ in 0..<3 { try conversation.send(dump) }
    var written = 0
    for write in port.writes {
      written += write.bytes.count
      #expect(Double(written) <= 256 + write.time / .microseconds(320) + 0.01)
    }
    #expect(written == 3000)
    conversation.settle()
    #expect(port.now == .milliseconds(3 * 320 + 3 * 50))
    conversation.settle()
    #expect(port.now == .milliseconds(3 * 320 + 3 * 50))
  }

  @Test("chunks keep their interval, down to one byte per fifteen milliseconds")
  func chunks() throws {
    let port = Buffer()
    let conversation = Conversation(port, pacing: try pacing("{rate: port, chunk: 1, chunk-gap: 15 ms}"))
    try conversation.send(Array(dump.prefix(9)) + [0xF7])
    #expect(port.writes.map(\.bytes.count) == Array(repeating: 1, count: 10))
    #expect(port.writes.map(\.time) == (0..<10).map { .milliseconds(15) * $0 })
    let slow = Buffer()
    let other = Conversation(slow, pacing: try pacing("{chunk: 100, chunk-gap: 10 ms}"))
    try other.send(dump)
    #expect(slow.writes.map(\.time) == (0..<10).map { .milliseconds(42) * $0 })
    #expect(try pacing("{chunk: 100, chunk-gap: 10 ms}").duration(ofMessage: 1000) == .milliseconds(320 + 90))
  }

  @Test("an unpaced profile sends each message whole, as fast as the port accepts it")
  func port() throws {
    let port = Buffer()
    let conversation = Conversation(port, pacing: try pacing("{rate: port}"))
    try conversation.send(dump)
    conversation.settle()
    #expect(port.writes.map(\.bytes) == [dump] && port.now == .zero)
  }

  @Test("a request waits for the cable, not for the instrument to process another request")
  func questions() throws {
    let port = Buffer()
    let conversation = Conversation(port, pacing: try pacing("{gap: 1 s}"))
    for _ in 0..<2 { _ = try conversation.ask([0xF0, 1, 2, 0xF7], within: .zero) { _ in .passed } }
    #expect(port.writes.map(\.time) == [.zero, .microseconds(4 * 320)])
  }

  @Test("a unit that drops early bytes receives everything from a profile with pacing")
  func needed() throws {
    for (transfer, isVerified) in [("{gap: 40 ms, idle-timeout: 200 ms}", true), ("{idle-timeout: 200 ms}", false)] {
      let bench = try ToyBench(ToyProfile.text(transfer: transfer))
      let first = try #require(try bench.snapshot("first").commit)
      for slot in 0..<4 { try bench.put(slot, [50, 50]) }
      bench.faults = [.needsGap(.milliseconds(30))]
      let restore = try bench.workspace.planRestore(RestoreRequest(target: first), on: bench.delegate)
      let result = try bench.workspace.send(restore, on: bench.delegate) { _, _ in }
      #expect(result.isVerified == isVerified)
    }
  }
}
