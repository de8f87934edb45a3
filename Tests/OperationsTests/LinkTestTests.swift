import MIDI
import Operations
import Simulation
import Testing
import Transfer

@Suite("link tests of an interface")
struct ExaminationTests {
  private static let request: [UInt8] = [0xF0, 0x7D, 0x01, 0x10, 0x02, 0xF7]

  private func examine(_ port: any Port, times: Int) throws -> LinkTest.Figures {
    try LinkTest(Conversation(port)) { false }.ask(
      Self.request, times: times, within: .milliseconds(200),
      isAnswer: { $0.bytes.starts(with: [0xF0, 0x7D, 0x01, 0x20]) }, progress: { _ in })
  }

  @Test("each answer that differs from the first is classified")
  func differences() throws {
    let bench = try ToyBench()
    bench.faults = [
      .sending(.wrongChecksum, of: .nth(1)), .sending(.short(by: 2), of: .nth(2)),
      .sending(.insert(0x41, at: 5), of: .nth(3)), .sending(.cutShort(keeping: 6), of: .nth(4)),
      .sending(.silence, of: .nth(5)),
    ]
    let figures = try examine(bench.open("small"), times: 7)
    #expect(figures.asked == 7 && figures.answered == 6)
    #expect(figures.differences == [.changed, .missing(2), .added(1), .broken])
    #expect(!figures.isSound && figures.different == 4)
    bench.faults = []
    #expect(try examine(bench.open("small"), times: 3).isSound)
  }

  @Test("reordered bytes are distinguished from changed ones")
  func order() throws {
    let first = try SysExMessage([0xF0, 0x7D, 1, 2, 3, 0xF7])
    func difference(_ body: [UInt8]) throws -> LinkTest.Difference? {
      LinkTest.Difference(try SysExMessage([0xF0] + body + [0xF7]), from: first)
    }
    #expect(try difference([0x7D, 1, 2, 3]) == nil)
    #expect(try difference([0x7D, 2, 1, 3]) == .reordered)
    #expect(try difference([0x7D, 2, 2, 3]) == .changed)
    #expect(try difference([0x7D, 1]) == .missing(2))
    #expect(try difference([0x7D, 1, 2, 3, 3]) == .added(1))
  }

  @Test("only bytes lost during the request are counted")
  func lost() throws {
    let bench = try ToyBench()
    let port = ForgetfulPort(bench.open("small"), [90, 5])
    let figures = try examine(port, times: 2)
    #expect(figures.lost == 5 && figures.differences.isEmpty && !figures.isSound)
  }
}

/// A port whose system tells of losses.
private final class ForgetfulPort: Port {
  private let port: any Port
  private var losses: [Int]
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any Port, _ losses: [Int]) {
    self.port = port
    self.losses = losses
  }

  func write(_ bytes: [UInt8]) throws(PortError) { try port.write(bytes) }
  func read(within duration: Duration) throws(PortError) -> [UInt8] { try port.read(within: duration) }
  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func lost() throws(PortError) -> Int { losses.isEmpty ? 0 : losses.removeFirst() }
  func close() { port.close() }
}
