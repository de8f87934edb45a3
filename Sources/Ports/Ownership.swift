import Glibc
import MIDI

/// The owner of a device, and the users with access.
struct Ownership {
  let system: SystemFiles

  /// A process that has a node open, as far as `/proc` shows it to this user.
  func holder(ofNode path: String) -> PortHolder? {
    guard let real = system.resolved(path) else { return nil }
    for name in system.names(in: "/proc") {
      guard let process = Int(name) else { continue }
      let files = "/proc/\(process)/fd"
      if system.names(in: files).contains(where: { system.target(of: "\(files)/\($0)") == real }) {
        return holder(process)
      }
    }
    return nil
  }

  /// The owner that a raw MIDI device reports: the sequencer's user too, where the sequencer has the device open.
  ///
  /// - Source: Linux `sound/core/rawmidi.c`, the `Owner PID` lines of `/proc/asound/cardN/midiD`.
  func holder(ofCard card: Int, device: Int, subdevice: Int?) -> PortHolder? {
    guard let text = system.text("/proc/asound/card\(card)/midi\(device)") else { return nil }
    var number: Int?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "Input" || words[0] == "Output" { number = Int(words[1]) }
      if words.count == 4, words[0] == "Owner", words[1] == "PID", let process = Int(words[3]),
        subdevice == nil || subdevice == number
      {
        return holder(process)
      }
    }
    return nil
  }

  /// A process with its command's name.
  func holder(_ process: Int) -> PortHolder {
    PortHolder(process: process, command: system.line("/proc/\(process)/comm") ?? "?")
  }

  /// The group that may read and write the path; nil where no group may, or it has no name.
  func permittedGroup(of path: String) -> String? {
    guard let status = system.status(path), status.st_mode & 0o060 == 0o060 else { return nil }
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getgrgid_r(status.st_gid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return String(cString: entry.gr_name)
  }
}
