import MIDI
import Testing

@testable import Ports

@Suite("the wire log")
struct LoggedPortTests {
  /// Answers what it is told to.
  private final class Script: Port {
    let name = "script"
    var now: Duration = .milliseconds(1500)
    var answers: [[UInt8]] = [[0xF0, 0x01, 0xF7], []]
    var lostBytes = 0
    func write(_ bytes: [UInt8]) throws(PortError) { now += .microseconds(7) }
    func read(within: Duration) throws(PortError) -> [UInt8] {
      if answers.isEmpty { throw .unplugged(name: name) }
      return answers.removeFirst()
    }
    func drain() throws(PortError) {}
    func lost() throws(PortError) -> Int { lostBytes }
    func pause(_ duration: Duration) { now += duration }
    func close() {}
  }

  @Test("the log records traffic with times and failures, and passes the bytes unchanged")
  func log() throws {
    var lines: [String] = []
    let script = Script()
    let port = LoggedPort(script) { lines.append($0) }
    try port.write([0xF0, 0x7E, 0xF7])
    port.pause(.seconds(10))
    #expect(try port.read(within: .zero) == [0xF0, 0x01, 0xF7])
    #expect(try port.read(within: .zero).isEmpty)
    #expect(try port.lost() == 0)
    script.lostBytes = 12
    #expect(try port.lost() == 12)
    #expect(throws: PortError.unplugged(name: "script")) { try port.read(within: .zero) }
    port.close()
    #expect(
      lines == [
        "# synvc wire log 1", "1.500007 > F0 7E F7", "11.500007 < F0 01 F7", "11.500007 ! lost 12",
        "11.500007 ! unplugged", "11.500007 ! closed",
      ])
  }
}
