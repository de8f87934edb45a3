import Bytes
import MIDI
import Ports
import Testing

@Suite("port names")
struct PortNameTests {
  @Test(
    "every kind of port name round-trips",
    arguments: [
      ("sim:mono", .simulated(name: "mono", baud: nil)),
      ("sim:mono,baud=31250", .simulated(name: "mono", baud: 31250)),
      ("hw:Loop", .rawMIDI(card: "Loop", device: nil, subdevice: nil)),
      ("hw:Loop,0", .rawMIDI(card: "Loop", device: 0, subdevice: nil)),
      ("hw:1,0,15", .rawMIDI(card: "1", device: 0, subdevice: 15)),
      ("seq:Elektron Monomachine", .sequencer(client: "Elektron Monomachine", port: nil)),
      ("usb:1d6b:0104:X1", .usb(id: "1d6b:0104:X1", device: nil, subdevice: nil)),
      ("usb:X1,0,1", .usb(id: "X1", device: 0, subdevice: 1)),
      ("seq:24:0", .sequencer(client: "24", port: 0)),
      ("seq:A: B:1", .sequencer(client: "A: B", port: 1)),
      ("seq:A: B", .sequencer(client: "A: B", port: nil)),
      ("/tmp/in,/tmp/out", .pair(input: "/tmp/in", output: "/tmp/out")),
      ("in,out", .pair(input: "in", output: "out")),
      ("/dev/snd/midiC1D0", .node("/dev/snd/midiC1D0")),
    ] as [(String, PortName)])
  func kinds(text: String, name: PortName) throws {
    #expect(try PortName(text) == name)
    #expect(name.description == text)
  }

  @Test(
    "an invalid port name is rejected at its invalid part",
    arguments: [
      ("", .malformed("IN,OUT"), 0),
      ("mono", .malformed("IN,OUT"), 0),
      ("a,b,c", .malformed("IN,OUT"), 0),
      (",b", .malformed("IN"), 0),
      ("ab,", .malformed("OUT"), 3),
      ("sim:", .malformed("sim:NAME"), 4),
      ("sim:../x", .malformed("sim:NAME"), 4),
      ("sim:.x", .malformed("sim:NAME"), 4),
      ("sim:m,fast", .malformed("baud=N"), 6),
      ("sim:m,baud=x", .malformed("a number"), 11),
      ("sim:m,baud=0", .outOfRange(0, allowed: PortName.bauds), 11),
      ("hw:", .malformed("hw:CARD,DEVICE,SUBDEVICE"), 3),
      ("hw:1,2,3,4", .malformed("hw:CARD,DEVICE,SUBDEVICE"), 3),
      ("hw:1,x", .malformed("a number"), 5),
      ("hw:1,0,256", .outOfRange(256, allowed: 0...255), 7),
      ("seq:", .malformed("seq:CLIENT:PORT"), 4),
      ("seq::1", .malformed("seq:CLIENT:PORT"), 4),
      ("seq:24:", .malformed("a number"), 7),
      ("seq:24:99999999999999999999", .malformed("a number"), 7),
    ] as [(String, FormatError.Problem, Int)])
  func refused(text: String, problem: FormatError.Problem, offset: Int) {
    #expect(throws: FormatError(problem, at: offset)) { try PortName(text) }
  }

  @Test("opening a simulated unit by its port name throws unsupported")
  func unsupported() throws {
    let name = try PortName("sim:mono")
    #expect(throws: PortOpenError.unsupported(name)) { try name.open() }
  }

  @Test("a missing card is reported by its name")
  func absent() throws {
    let name = try PortName("hw:None,0,0")
    let system = FakeSystem()
    #expect(throws: PortOpenError.failed(.notFound(name: "hw:None,0,0"))) { try name.open(system: system.files) }
  }
}
