import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: two equal USB interfaces without serial numbers")
struct EqualInterfacesTests {
  /// Makes these sockets the only ones with an interface in them; the first is `hw:Loop`.
  private static func plug(_ sockets: [String], _ bench: Workbench) throws {
    try? FileManager.default.removeItem(atPath: bench.home("system"))
    var cards = ""
    for (number, socket) in sockets.enumerated() {
      let id = number == 0 ? "Loop" : "Loop_\(number)"
      cards += " \(number) [\(id)           ]: USB-Audio - Loop\n                      Loop at usb\n"
      try write("Loop\n\nOutput 0\n  Tx bytes     : 0\nInput 0\n", "proc/asound/card\(number)/midi0", bench)
      try write("", "dev/snd/midiC\(number)D0", bench)
      let device = "sys/devices/usb1/\(socket)"
      try write("1d6b\n", "\(device)/idVendor", bench)
      try write("0104\n", "\(device)/idProduct", bench)
      try write("", "\(device)/\(socket):1.0/interface", bench)
      try write("", "sys/class/sound/card\(number)/id", bench)
      try FileManager.default.createSymbolicLink(
        atPath: bench.home("system/sys/class/sound/card\(number)/device"),
        withDestinationPath: bench.home("system/\(device)/\(socket):1.0"))
    }
    try write(cards, "proc/asound/cards", bench)
  }

  private static func write(_ text: String, _ path: String, _ bench: Workbench) throws {
    let url = URL(fileURLWithPath: bench.home("system/\(path)"))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  @Test("an unplugged interface is not mistaken for its twin or for another device's port")
  func unplugged() throws {
    let bench = try Workbench(device: false)
    try Self.plug(["1-1", "1-2"], bench)
    bench.run("device", "add", "a", "--profile", "toy", "--port", "hw:Loop")
    bench.run("device", "add", "b", "--profile", "toy", "--port", "hw:Loop_1")
    try Self.plug(["1-2"], bench)
    let status = bench.run("listen", "a", "--seconds", "0.1")
    #expect(status.status == .otherDevice && status.notes.contains("'a' (USB 1d6b:0104@1-1)"), "\(status)")
    #expect(bench.run("devices", "a").status == .otherDevice)
    #expect(bench.run("listen", "b", "--seconds", "0.1").notes.contains("is on hw:Loop,0 now"))
    #expect(bench.run("devices").results.hasPrefix("hw:Loop,0  Loop  (b)\n"))
    try Self.plug(["1-5"], bench)
    for name in ["a", "b"] {
      let outcome = bench.run("listen", name, "--seconds", "0.1")
      #expect(outcome.status == .unknownName, "\(outcome)")
      #expect(outcome.notes.contains("could be '\(name)' or another device of the rig"), "\(outcome)")
    }
    #expect(bench.run("devices").results.hasPrefix("hw:Loop,0  Loop\n"))
  }
}
