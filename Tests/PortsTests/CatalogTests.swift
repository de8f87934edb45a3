import Foundation
import MIDI
import Testing

@testable import Ports

@Suite("the port catalog")
struct CatalogTests {
  private static let usb = USBIdentity(vendor: "1d6b", product: "0104", serial: "A:1@x", path: "1-1.4")

  @Test("a card is found by number, id and name, and ambiguous ones are never guessed")
  func cards() throws {
    let system = FakeSystem()
    try system.plug(0, id: "fmidi", name: "f_midi")
    try system.plug(2, id: "Loop", name: "Loop")
    try system.plug(3, id: "Loop_1", name: "Loop 1")
    #expect(Card.all(system.files).map(\.id) == ["fmidi", "Loop", "Loop_1"])
    #expect(Card.named("2", system.files)?.id == "Loop")
    #expect(Card.named("Loop", system.files)?.number == 2)
    #expect(Card.named("f_midi", system.files)?.number == 0)
    #expect(Card.named("loop-1", system.files)?.number == 3)
    #expect(Card.named("7", system.files) == nil)
    try system.plug(4, id: "loop", name: "other")
    #expect(Card.named("LOOP", system.files) == nil)
    try system.unplugAll()
    #expect(Card.all(system.files).isEmpty)
  }

  @Test("a device is read from kernel data, with its current users")
  func device() throws {
    let system = FakeSystem()
    let text = """
      Output 0
        Tx bytes     : 0
      Output 1
        Tx bytes     : 7
      Input 0
        Rx bytes     : 17417
        Owner PID    : 426
        Buffer size  : 4096
      Input 1
        Rx bytes     : 0

      """
    try system.plug(2, id: "Loop", name: "Loop", midi: text, usb: Self.usb)
    try system.write("/proc/426/comm", "amidi\n")
    let device = try #require(RawDevice.all(system.files).first)
    #expect(device.inputs == [0, 1] && device.outputs == [0, 1])
    #expect(device.name == "Loop" && device.node == "/dev/snd/midiC2D0")
    let ownership = Ownership(system: system.files)
    let holder = PortHolder(process: 426, command: "amidi")
    #expect(ownership.holder(ofCard: 2, device: 0, subdevice: 0) == holder)
    #expect(ownership.holder(ofCard: 2, device: 0, subdevice: nil) == holder)
    #expect(ownership.holder(ofCard: 2, device: 0, subdevice: 1) == nil)
    #expect(ownership.holder(ofCard: 9, device: 0, subdevice: nil) == nil)
    let entry = try #require(PortCatalog(system.files).entries().first)
    #expect(entry.usb == Self.usb && entry.isBothWays && entry.holder == holder)
    #expect(entry.port == .rawMIDI(card: "Loop", device: 0, subdevice: nil))
  }

  @Test("a USB identity round-trips with any serial number")
  func identityText() {
    for serial in [nil, "", "1", "A:1@x", "@", "::"] as [String?] {
      let usb = USBIdentity(vendor: "1d6b", product: "0104", serial: serial, path: "1-1.4")
      #expect(USBIdentity(usb.description) == usb)
    }
    #expect(USBIdentity("") == nil && USBIdentity("1d6b@1-1") == nil && USBIdentity("1d6b:0104") == nil)
  }

  @Test("a USB device is matched by serial number or numeric ids, and ambiguous ones are never guessed")
  func usbNames() throws {
    let system = FakeSystem()
    try system.plug(1, id: "A", name: "A", usb: USBIdentity(vendor: "1d6b", product: "0104", serial: "X1", path: "1-1"))
    try system.plug(2, id: "B", name: "B", usb: USBIdentity(vendor: "1d6b", product: "0104", serial: "X2", path: "1-2"))
    func address(_ id: String) throws(PortOpenError) -> RawMIDIAddress {
      try RawMIDIAddress(usb: id, device: nil, subdevice: 1, name: "usb:\(id)", system.files)
    }
    #expect(try address("X2").hardware == "hw:2,0,1")
    #expect(try address("1d6b:0104:X1").hardware == "hw:1,0,1")
    #expect(throws: PortOpenError.ambiguous(name: "usb:1d6b:0104", addresses: ["hw:A", "hw:B"])) {
      try address("1d6b:0104")
    }
    #expect(throws: PortOpenError.failed(.notFound(name: "usb:X3"))) { try address("X3") }
  }

  @Test("node names in /dev/snd and symlinks to a card's control node resolve to its raw MIDI port")
  func nodes() throws {
    let system = FakeSystem()
    try system.plug(12, id: "Loop", name: "Loop")
    try system.write("/dev/snd/controlC12", "")
    try system.write("/dev/snd/midiCxD0", "")
    try system.write("/dev/ttyUSB0", "")
    try FileManager.default.createDirectory(atPath: system.root + "/dev/snd/by-id", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: system.root + "/dev/snd/by-id/usb-Loop-00", withDestinationPath: "../controlC12")
    let address = RawMIDIAddress(node: "/dev/snd/midiC12D0", system.files)
    #expect(address?.hardware == "hw:12,0" && address?.node == "/dev/snd/midiC12D0")
    #expect(RawMIDIAddress(node: "/dev/snd/by-id/usb-Loop-00", system.files) == address)
    for other in ["/dev/snd/midiCxD0", "/dev/ttyUSB0", "/dev/snd/none"] {
      #expect(RawMIDIAddress(node: other, system.files) == nil)
    }
  }
}

@Suite("finding a port again")
struct PortFinderTests {
  private static func usb(_ serial: String?, _ path: String) -> USBIdentity {
    USBIdentity(vendor: "1d6b", product: "0104", serial: serial, path: path)
  }

  private static func entry(_ card: String, _ usb: USBIdentity?) -> PortEntry {
    PortEntry(
      port: .rawMIDI(card: card, device: 0, subdevice: nil), title: card, gives: true, takes: true, usb: usb,
      access: .granted, holder: nil, isSecondWay: false)
  }

  private static let name = PortName.rawMIDI(card: "Loop", device: 0, subdevice: nil)
  private static let other = PortName.rawMIDI(card: "Loop_1", device: 0, subdevice: nil)

  @Test("an unchanged port is present; a removed one is missing")
  func simple() {
    let finder = PortFinder([Self.entry("Loop", Self.usb("1", "1-1"))])
    #expect(finder.find(Self.name, known: nil) == .here)
    #expect(finder.find(Self.name, known: Self.usb("1", "1-1")) == .here)
    #expect(finder.find(.rawMIDI(card: "X", device: nil, subdevice: nil), known: nil) == .gone)
    #expect(PortFinder([]).find(Self.name, known: Self.usb("1", "1-1")) == .gone)
    #expect(finder.find(.simulated(name: "x", baud: nil), known: nil) == .here)
    #expect(finder.find(.rawMIDI(card: "Loop", device: nil, subdevice: 0), known: nil) == .here)
  }

  @Test("a device in another socket is found by serial number, even under a new name")
  func moved() {
    let known = Self.usb("1", "1-1")
    #expect(PortFinder([Self.entry("Loop", Self.usb("1", "1-4"))]).find(Self.name, known: known) == .here)
    #expect(
      PortFinder([Self.entry("Loop_1", Self.usb("1", "1-4"))]).find(Self.name, known: known) == .moved(Self.other))
    let swapped = PortFinder([Self.entry("Loop", Self.usb("2", "1-1")), Self.entry("Loop_1", Self.usb("1", "1-4"))])
    #expect(swapped.find(Self.name, known: known) == .moved(Self.other))
  }

  @Test("another device with the old name is not mistaken for it")
  func taken() {
    let finder = PortFinder([Self.entry("Loop", Self.usb("2", "1-1"))])
    #expect(finder.find(Self.name, known: Self.usb("1", "1-1")) == .taken)
    #expect(PortFinder([Self.entry("Loop", nil)]).find(Self.name, known: Self.usb("1", "1-1")) == .taken)
  }

  @Test("two equal devices are distinguished by socket and never guessed")
  func equal() {
    let known = Self.usb(nil, "1-1")
    let swapped = PortFinder([Self.entry("Loop", Self.usb(nil, "1-4")), Self.entry("Loop_1", Self.usb(nil, "1-1"))])
    #expect(swapped.find(Self.name, known: known) == .moved(Self.other))
    let elsewhere = PortFinder([Self.entry("Loop", Self.usb(nil, "1-4")), Self.entry("Loop_1", Self.usb(nil, "1-5"))])
    #expect(elsewhere.find(Self.name, known: known) == .ambiguous([Self.name, Self.other]))
    let one = PortFinder([Self.entry("Loop", Self.usb(nil, "1-4"))])
    #expect(one.find(Self.name, known: known) == .here)
  }

  @Test("another rig device's port is never taken for a missing port")
  func claimed() {
    let known = Self.usb(nil, "1-1")
    let others = [Self.usb(nil, "1-2"), Self.usb("7", "1-9"), Self.usb(nil, "1-1")]
    let finder = PortFinder([Self.entry("Loop_1", Self.usb(nil, "1-2"))])
    #expect(finder.find(Self.name, known: known) == .moved(Self.other))
    #expect(finder.find(Self.name, known: known, others: others) == .gone)
    let renamed = PortFinder([Self.entry("Loop", Self.usb(nil, "1-2"))])
    #expect(renamed.find(Self.name, known: known, others: others) == .taken)
    #expect(renamed.find(Self.other, known: Self.usb(nil, "1-2"), others: [known]) == .moved(Self.name))
  }

  @Test("a new equal device replaces the missing one only while all its siblings are unmoved")
  func newSocket() {
    let known = Self.usb(nil, "1-1")
    let rival = [Self.usb(nil, "1-2")]
    let new = Self.entry("Loop", Self.usb(nil, "1-5"))
    #expect(PortFinder([new]).find(Self.name, known: known, others: rival) == .ambiguous([Self.name]))
    #expect(PortFinder([new]).find(Self.other, known: known, others: rival) == .ambiguous([Self.name]))
    let both = PortFinder([new, Self.entry("Loop_1", Self.usb(nil, "1-2"))])
    #expect(both.find(Self.name, known: known, others: rival) == .here)
    #expect(both.find(Self.other, known: known, others: rival) == .moved(Self.name))
  }

  private static func client(_ number: Int, _ name: String, _ usb: USBIdentity? = nil, port: Int = 0) -> PortEntry {
    var entry = PortEntry(
      port: .sequencer(client: String(number), port: port), title: name, gives: true, takes: true, usb: usb,
      access: .granted, holder: nil, isSecondWay: usb != nil)
    entry.client = name
    return entry
  }

  @Test("a card's sequencer port is found by its USB device, with any client number")
  func sequencerOfCard() {
    let known = Self.usb("1", "1-1")
    let finder = PortFinder([Self.client(28, "Loop", known), Self.client(24, "Other", Self.usb("2", "1-3"))])
    let port = PortName.sequencer(client: "24", port: 0)
    #expect(finder.find(port, known: known) == .moved(.sequencer(client: "28", port: 0)))
    #expect(finder.find(port, known: Self.usb("3", "1-1")) == .taken)
    #expect(finder.find(.sequencer(client: "30", port: 0), known: Self.usb("3", "1-1")) == .gone)
    #expect(finder.find(port, known: nil) == .here)
  }

  @Test("a sequencer client with a unique name gets a stable port name")
  func steady() {
    let finder = PortFinder([
      Self.client(128, "Synth"), Self.client(128, "Synth", port: 1), Self.client(129, "Twin"), Self.client(130, "Twin"),
      Self.client(131, "24"),
    ])
    func steady(_ client: String, _ port: Int?) -> PortName? { finder.steady(.sequencer(client: client, port: port)) }
    #expect(steady("128", 1) == .sequencer(client: "Synth", port: 1))
    #expect(finder.listed(.sequencer(client: "Synth", port: 1)) == .sequencer(client: "128", port: 1))
    #expect(finder.listed(.sequencer(client: "Synth", port: nil)) == nil)
    #expect(steady("129", 0) == nil && steady("131", 0) == nil && steady("140", 0) == nil && steady("128", nil) == nil)
    #expect(steady("Synth", 0) == nil && finder.steady(Self.name) == nil)
  }
}
