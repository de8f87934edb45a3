package import Bytes

/// The kind of a port and where to find it, as users write it.
package enum PortName: Hashable, Sendable {
  /// `sim:NAME`, with `,baud=N` for a wire of N bits a second: a simulated unit.
  case simulated(name: String, baud: Int?)
  /// `hw:CARD,DEVICE,SUBDEVICE`, the latter two optional: ALSA raw MIDI.
  case rawMIDI(card: String, device: Int?, subdevice: Int?)
  /// `usb:ID`, with `,DEVICE,SUBDEVICE` as for `hw:`: raw MIDI of the USB device with this serial number, or these numbers
  /// of maker and product (`1d6b:0104`), or both (`1d6b:0104:SERIAL`).
  case usb(id: String, device: Int?, subdevice: Int?)
  /// `seq:CLIENT` or `seq:CLIENT:PORT`: ALSA sequencer, the client by name or number.
  case sequencer(client: String, port: Int?)
  /// `IN,OUT`: paths of two named pipes or device nodes, the one to read from first.
  case pair(input: String, output: String)
  /// The path of one device node, read and written.
  case node(String)

  /// Speeds that a simulated wire may have, in bits a second.
  package static let bauds = 1...100_000_000

  /// - Throws: ``FormatError`` `.malformed`, or `.outOfRange` for a number, at the first part that has no meaning.
  package init(_ text: String) throws(FormatError) {
    if let rest = Self.rest(of: text, after: "sim:") {
      self = try Self.simulated(rest)
    } else if let rest = Self.rest(of: text, after: "hw:") {
      let (card, device, subdevice) = try Self.card(rest, at: 3, form: "hw:CARD,DEVICE,SUBDEVICE")
      self = .rawMIDI(card: card, device: device, subdevice: subdevice)
    } else if let rest = Self.rest(of: text, after: "usb:") {
      let (id, device, subdevice) = try Self.card(rest, at: 4, form: "usb:ID,DEVICE,SUBDEVICE")
      self = .usb(id: id, device: device, subdevice: subdevice)
    } else if let rest = Self.rest(of: text, after: "seq:") {
      self = try Self.sequencer(rest)
    } else {
      self = try Self.paths(text)
    }
  }

  private static func rest(of text: String, after prefix: String) -> Substring? {
    text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
  }

  private static func simulated(_ text: Substring) throws(FormatError) -> PortName {
    let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard isFileName(name) else { throw FormatError(.malformed("sim:NAME"), at: 4) }
    guard parts.count == 2 else { return .simulated(name: name, baud: nil) }
    let at = 4 + name.utf8.count + 1
    guard let digits = rest(of: String(parts[1]), after: "baud=") else {
      throw FormatError(.malformed("baud=N"), at: at)
    }
    return .simulated(name: name, baud: try number(digits, in: bauds, at: at + 5))
  }

  /// A card and numbers behind it.
  private static func card(
    _ text: Substring, at start: Int, form: String
  ) throws(FormatError) -> (String, device: Int?, subdevice: Int?) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard !parts[0].isEmpty, parts.count <= 3 else { throw FormatError(.malformed(form), at: start) }
    var numbers: [Int] = []
    var at = start + parts[0].utf8.count + 1
    for part in parts.dropFirst() {
      numbers.append(try number(part, in: 0...255, at: at))
      at += part.utf8.count + 1
    }
    return (String(parts[0]), numbers.first, numbers.dropFirst().first)
  }

  /// A client's name may hold colons: only digits behind the last one are a port.
  private static func sequencer(_ text: Substring) throws(FormatError) -> PortName {
    let colon = text.lastIndex(of: ":")
    let last = colon.map { text[text.index(after: $0)...] }
    let hasPort = last?.utf8.allSatisfy { (0x30...0x39).contains($0) } ?? false
    let client = hasPort ? text[..<(colon ?? text.endIndex)] : text
    guard !client.isEmpty else { throw FormatError(.malformed("seq:CLIENT:PORT"), at: 4) }
    guard hasPort, let last else { return .sequencer(client: String(client), port: nil) }
    return .sequencer(client: String(client), port: try number(last, in: 0...255, at: 5 + client.utf8.count))
  }

  private static func paths(_ text: String) throws(FormatError) -> PortName {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1, text.contains("/") { return .node(text) }
    guard parts.count == 2 else { throw FormatError(.malformed("IN,OUT"), at: 0) }
    guard !parts[0].isEmpty else { throw FormatError(.malformed("IN"), at: 0) }
    guard !parts[1].isEmpty else { throw FormatError(.malformed("OUT"), at: parts[0].utf8.count + 1) }
    return .pair(input: parts[0], output: parts[1])
  }

  private static func number(
    _ digits: Substring, in range: ClosedRange<Int>, at offset: Int
  ) throws(FormatError) -> Int {
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
      throw FormatError(.malformed("a number"), at: offset)
    }
    guard range.contains(number) else { throw FormatError(.outOfRange(number, allowed: range), at: offset) }
    return number
  }

  /// A simulated unit's memory is a file of its name, so the name cannot lead elsewhere.
  private static func isFileName(_ name: String) -> Bool {
    let marks = Set("-_.".utf8)
    return (1...64).contains(name.utf8.count) && name.utf8.first != 0x2E
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || marks.contains(byte)
      }
  }
}

extension PortName: CustomStringConvertible {
  /// The name as users write it; reading it gives the same value.
  package var description: String {
    switch self {
    case .simulated(let name, let baud): "sim:\(name)" + (baud.map { ",baud=\($0)" } ?? "")
    case .rawMIDI(let card, let device, let subdevice): "hw:" + Self.joined(card, device, subdevice)
    case .usb(let id, let device, let subdevice): "usb:" + Self.joined(id, device, subdevice)
    case .sequencer(let client, let port): "seq:\(client)" + (port.map { ":\($0)" } ?? "")
    case .pair(let input, let output): "\(input),\(output)"
    case .node(let path): path
    }
  }

  private static func joined(_ card: String, _ device: Int?, _ subdevice: Int?) -> String {
    ([card] + [device, subdevice].compactMap(\.self).map(String.init)).joined(separator: ",")
  }
}
