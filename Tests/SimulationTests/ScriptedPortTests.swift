import MIDI
import Testing

@testable import Simulation

@Suite("replaying a wire log as a device")
struct ScriptedPortTests {
  private func port(_ lines: String...) throws -> ScriptedPort {
    ScriptedPort(try WireRecording((["# synvc wire log 1"] + lines).joined(separator: "\n")))
  }

  @Test("it repeats the recorded answers after the recorded delays, at any time")
  func answers() throws {
    let port = try port("1.0 > F0 01 F7", "1.25 < F0 02", "1.5 < F7", "3.0 > F0 03 F7", "3.1 < F8")
    #expect(try port.read(within: .seconds(7)).isEmpty && port.now == .seconds(7))
    try port.write([0xF0])
    #expect(try port.read(within: .seconds(1)).isEmpty)
    try port.write([0x01, 0xF7])
    #expect(try port.read(within: .milliseconds(249)).isEmpty)
    #expect(try port.read(within: .seconds(1)) == [0xF0, 0x02] && port.now == .milliseconds(8250))
    #expect(try port.read(within: .seconds(1)) == [0xF7] && port.now == .milliseconds(8500))
    #expect(try port.read(within: .seconds(9)).isEmpty)
    #expect(!port.isComplete)
    try port.write([0xF0, 0x03, 0xF7])
    #expect(try port.read(within: .seconds(1)) == [0xF8])
    #expect(port.isComplete && port.deviation == nil)
  }

  @Test("unread bytes remain available after the next write")
  func late() throws {
    let port = try port("0 < FE", "1 > 01", "1.1 < 02", "2 > 03 04", "2.1 < 05")
    try port.write([0x01, 0x03])
    try port.write([0x04])
    #expect(
      try [port.read(within: .seconds(9)), port.read(within: .seconds(9)), port.read(within: .seconds(9))] == [
        [0xFE], [0x02], [0x05],
      ])
    #expect(port.isComplete)
  }

  @Test("the first differing byte ends the replay with the log line")
  func deviates() throws {
    let port = try port("0 > F0 01 F7", "# note", "1 > F0 02 F7")
    try port.write([0xF0, 0x01, 0xF7])
    try port.write([0xF0])
    #expect(throws: PortError.unplugged(name: "script")) { try port.write([0x03, 0xF7]) }
    #expect(port.deviation == ScriptedPort.Deviation(line: 4, expected: [0x02, 0xF7], found: [0x03, 0xF7]))
    #expect(!port.isComplete)
    #expect(throws: PortError.self) { try port.read(within: .zero) }
    let short = try self.port("0 > F8")
    #expect(throws: PortError.self) { try short.write([0xF8, 0xF9]) }
    #expect(short.deviation == ScriptedPort.Deviation(line: nil, expected: [], found: [0xF9]))
  }

  @Test("a recorded disconnection is replayed")
  func unplugged() throws {
    let port = try port("0 > F8", "1 < 01", "2 ! plays", "3 ! unplugged")
    try port.write([0xF8])
    #expect(try port.read(within: .seconds(5)) == [0x01])
    #expect(try port.read(within: .seconds(1)).isEmpty)
    #expect(throws: PortError.unplugged(name: "script")) { try port.read(within: .seconds(5)) }
    #expect(port.now == .seconds(3))
    #expect(throws: PortError.unplugged(name: "script")) { try port.write([0xF8]) }
    #expect(port.isComplete)
  }

  @Test("recorded system failures and lost bytes are replayed")
  func failures() throws {
    let port = try port("0 > F8", "1 < 01", "1 ! lost 3", "2 ! lost 4", "3 ! failed 5", "3 ! closed", "4 ! lost x")
    #expect(try port.lost() == 0)
    try port.write([0xF8])
    #expect(try port.read(within: .seconds(9)) == [0x01])
    #expect(try port.lost() == 3 && port.lost() == 0)
    port.pause(.milliseconds(1500))
    #expect(try port.lost() == 4)
    #expect(throws: PortError.io(name: "script", errno: 5)) { try port.read(within: .seconds(5)) }
  }

  @Test("a closed port refuses every call")
  func closed() throws {
    let port = try port("0 > F8")
    port.close()
    #expect(throws: PortError.closed(name: "script")) { try port.write([0xF8]) }
    #expect(throws: PortError.closed(name: "script")) { try port.read(within: .zero) }
    #expect(throws: PortError.closed(name: "script")) { try port.drain() }
  }
}
