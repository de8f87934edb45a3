/// Identifies a USB device across connections: the numbers of its maker, its serial number if any, and its socket.
package struct USBIdentity: Hashable, Sendable {
  /// Four hexadecimal digits each.
  package let vendor: String
  package let product: String
  package let serial: String?
  /// The socket: bus and ports of hubs, such as `1-1.4`.
  package let path: String
}

extension USBIdentity {
  /// The identity of a sound card; nil for one that is not on USB.
  ///
  /// - Source: Linux `Documentation/ABI/testing/sysfs-bus-usb`.
  init?(card: Int, _ system: SystemFiles) {
    guard let interface = system.resolved("/sys/class/sound/card\(card)/device") else { return nil }
    let folder = String(interface[..<(interface.lastIndex(of: "/") ?? interface.startIndex)])
    guard let vendor = system.line("\(folder)/idVendor"), let product = system.line("\(folder)/idProduct"),
      let path = folder.split(separator: "/").last
    else { return nil }
    self.init(vendor: vendor, product: product, serial: system.line("\(folder)/serial"), path: String(path))
  }

  /// Parses the text that `description` wrote.
  package init?(_ text: String) {
    let ends = text.split(separator: "@", omittingEmptySubsequences: false)
    let parts = ends[0].split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, ends.count >= 2, let path = ends.last else { return nil }
    // A serial number may hold any sign.
    let serial = text.dropFirst(parts[0].count + parts[1].count + 2).dropLast(path.count + 1)
    self.init(
      vendor: parts[0], product: parts[1], serial: parts.count == 3 ? String(serial) : nil, path: String(path))
  }

  /// The numbers of maker and product.
  package var model: String { "\(vendor):\(product)" }

  /// Whether a user's text means this device: its serial number, the numbers of maker and product, or the full
  /// identity.
  func isMeant(by text: String) -> Bool {
    text == model || (serial.map { text == $0 || text == "\(model):\($0)" } ?? false)
  }

  /// Whether this may be the same device in another socket.
  package func isSameModel(as other: USBIdentity) -> Bool {
    vendor == other.vendor && product == other.product && serial == other.serial
  }
}

extension USBIdentity: CustomStringConvertible {
  /// `VENDOR:PRODUCT:SERIAL@PATH`, without the serial number where there is none.
  package var description: String { "\(vendor):\(product)\(serial.map { ":\($0)" } ?? "")@\(path)" }
}
