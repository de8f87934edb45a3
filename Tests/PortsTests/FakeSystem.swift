import Foundation

@testable import Ports

/// A folder that looks like the root of a Linux with sound cards; removed with the last reference.
final class FakeSystem {
  let root = NSTemporaryDirectory() + "synvc-system-\(UUID().uuidString)"
  private var cards = ""

  var files: SystemFiles { SystemFiles(root: root) }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ text: String) throws {
    let whole = root + path
    try FileManager.default.createDirectory(
      atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: whole))
  }

  /// Plugs in a card with one raw MIDI device.
  ///
  /// - Parameter midi: what the kernel tells of the device, behind its name.
  func plug(
    _ number: Int, id: String, name: String, midi: String = "Output 0\n  Tx bytes     : 0\nInput 0\n",
    usb: USBIdentity? = nil
  ) throws {
    cards += " \(number) [\(id.padding(toLength: 15, withPad: " ", startingAt: 0))]: USB-Audio - \(name)\n"
    cards += "                      \(name) at usb-dummy\n"
    try write("/proc/asound/cards", cards)
    try write("/proc/asound/card\(number)/midi0", "\(name)\n\n\(midi)")
    try write("/dev/snd/midiC\(number)D0", "")
    guard let usb else { return }
    let device = "/sys/devices/usb1/\(usb.path)"
    try write("\(device)/idVendor", usb.vendor + "\n")
    try write("\(device)/idProduct", usb.product + "\n")
    if let serial = usb.serial { try write("\(device)/serial", serial + "\n") }
    try write("\(device)/\(usb.path):1.0/interface", "")
    try write("/sys/class/sound/card\(number)/id", id)
    try FileManager.default.createSymbolicLink(
      atPath: root + "/sys/class/sound/card\(number)/device",
      withDestinationPath: root + "\(device)/\(usb.path):1.0")
  }

  func unplugAll() throws {
    cards = ""
    try? FileManager.default.removeItem(atPath: root)
    try write("/proc/asound/cards", "--- no soundcards ---\n")
  }
}
