import Foundation
import MIDI
import Profiles
import Testing

@testable import Simulation
import TestSupport

@Suite("a unit that dumps only its edit buffer")
struct EditBufferTests {
  private func unit() throws -> SimulatedUnit {
    let path = Shipped.examples.appending(path: "example-edit-buffer.yaml")
    let profile = try Profile(text: String(contentsOf: path, encoding: .utf8))
    return SimulatedUnit(profile: profile, memory: try FactoryMemory.messages(for: profile))
  }

  private func slot(_ index: Int, _ kind: String = "patch") -> Slot { Slot(kind: kind, index: index) }

  /// What the edit buffer answers with after bytes were sent.
  private func ask(_ wire: SimulatedPort, _ kind: String = "patch", after bytes: [UInt8] = []) throws -> SysExMessage? {
    if !bytes.isEmpty { try wire.write(bytes) }
    return try wire.ask(slot(0, kind))
  }

  private func select(_ wire: SimulatedPort, _ index: Int, channel: UInt8 = 0) throws -> [UInt8] {
    try #require(wire.unit.ownProfile.kind("patch")?.select).bytes(for: index, channel: channel)
  }

  @Test("bank and program load a slot on its channel, despite running status and clock")
  func selects() throws {
    var unit = try unit()
    unit.channel = 2
    let wire = SimulatedPort(unit)
    #expect(try ask(wire) == unit.message(in: slot(0)))
    #expect(try ask(wire, after: select(wire, 11, channel: 2)) == unit.message(in: slot(11)))
    #expect(try ask(wire, after: select(wire, 5, channel: 3)) == unit.message(in: slot(11)))
    #expect(try ask(wire, after: [0xB2, 0, 0xF8, 0, 32, 0xFE, 1, 0xC2, 7, 6]) == unit.message(in: slot(14)))
    // The bank that was told last counts on; a message between ends the running status.
    #expect(try ask(wire, after: [0xC2, 2]) == unit.message(in: slot(10)))
    #expect(try ask(wire, after: [3]) == unit.message(in: slot(10)))
    #expect(try ask(wire, "layer", after: [0xB2, 0, 1, 0xC2, 102]) == unit.message(in: slot(2, "layer")))
  }

  @Test("an edit buffer dump stays until the next program selection; a dump with a slot is stored")
  func edits() throws {
    let wire = SimulatedPort(try unit())
    let kind = try #require(wire.unit.ownProfile.kind("patch"))
    let before = try #require(wire.unit.message(in: slot(3)))
    let other = try #require(wire.unit.message(in: slot(9)))
    #expect(try ask(wire, after: select(wire, 3) + other.bytes) == other)
    #expect(wire.unit.message(in: slot(3)) == before)
    #expect(try ask(wire, after: select(wire, 3)) == before)
    #expect(try ask(wire, after: try #require(kind.storing(other.bytes, in: 3))) == before)
    #expect(wire.unit.message(in: slot(3)) == other)
    #expect(try ask(wire, after: select(wire, 3)) == other)
  }

  @Test("a program of an absent bank changes nothing; a slow one loads later")
  func faults() throws {
    let unit = try unit()
    let absent = SimulatedPort(unit, faults: [.absentBank(from: slot(8))])
    #expect(try ask(absent, after: select(absent, 7)) == unit.message(in: slot(7)))
    for index in 8..<16 { #expect(try ask(absent, after: select(absent, index)) == unit.message(in: slot(7))) }
    #expect(try ask(absent, after: select(absent, 0)) == unit.message(in: slot(0)))
    let slow = SimulatedPort(unit, faults: [.slowProgram(.milliseconds(50))])
    #expect(try ask(slow, after: select(slow, 7)) == unit.message(in: slot(0)))
    slow.pause(.milliseconds(50))
    #expect(try ask(slow) == unit.message(in: slot(7)))
  }

  @Test("its memory file round-trips")
  func file() throws {
    let unit = try unit()
    let again = SimulatedUnit(profile: unit.ownProfile, file: unit.fileBytes, loadedText: unit.loadedText)
    #expect(again.memory == unit.memory && unit.memory.count == 20)
  }
}
