/// The process that holds a lock, as it is written into the lock file.
///
/// Shape on disk: lines `pid N`, `host NAME`, `boot ID`, `started TICKS`, `command TEXT`, and, where known, `space NAME`
/// and `hardware IDS`.
package struct LockOwner: Hashable, Sendable {
  package let process: Int32
  /// The machine: its name, and its machine id where it has one.
  package let host: String
  /// The kernel's id of this boot.
  package let boot: String
  /// The start of the process, in clock ticks since boot: distinguishes it from a later process with the same number.
  package let started: String
  package let command: String
  /// The kernel's name for the numbering of processes (each container has its own); empty where there is none.
  package let space: String
  /// The hardware of the machine, separated by blanks: distinguishes two machines set up from one image. Empty where
  /// unknown.
  package let hardware: String

  package init(
    process: Int32, host: String, boot: String, started: String, command: String, space: String = "",
    hardware: String = ""
  ) {
    self.process = process
    self.host = host
    self.boot = boot
    self.started = started
    self.command = command
    self.space = space
    self.hardware = hardware
  }

  /// The same, for another command.
  func called(_ command: String) -> LockOwner {
    LockOwner(
      process: process, host: host, boot: boot, started: started, command: command, space: space, hardware: hardware)
  }

  /// The machine's name alone.
  package var machine: String { host.split(separator: " ").first.map(String.init) ?? host }

  /// The text of a lock file; line feeds in a field become blanks.
  package var encoded: [UInt8] {
    var fields = [
      ("pid", String(process)), ("host", host), ("boot", boot), ("started", started), ("command", command),
    ]
    if !space.isEmpty { fields.append(("space", space)) }
    if !hardware.isEmpty { fields.append(("hardware", hardware)) }
    return fields.flatMap { name, value in Array((name + " " + Self.oneLine(value) + "\n").utf8) }
  }

  private static func oneLine(_ text: String) -> String {
    // Most texts are one line already; comparing bytes is faster than comparing characters.
    text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } ? text : String(text.map { $0.isNewline ? " " : $0 })
  }

  /// Nil when the text is not that of a lock made by synvc.
  package init?(encoded bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func value(_ index: Int, _ name: String) -> String? {
      guard index < lines.count, lines[index].hasPrefix(name + " ") else { return nil }
      return String(lines[index].dropFirst(name.count + 1))
    }
    guard let pid = value(0, "pid").flatMap({ Int32($0) }), let host = value(1, "host"),
      let boot = value(2, "boot"), let started = value(3, "started"), let command = value(4, "command")
    else { return nil }
    let space = value(5, "space")
    self.init(
      process: pid, host: host, boot: boot, started: started, command: command, space: space ?? "",
      hardware: value(space == nil ? 5 : 6, "hardware") ?? "")
  }
}
