internal import Glibc
package import MIDI
package import Ports

extension PortError: Reportable {
  package var report: Report {
    switch self {
    case .notFound(let name):
      Report(
        .unreachable, "the port \(quoted: name) is not there",
        hint: name.contains("/")
          ? "nothing is at the path, or at one of the two; 'mkfifo' makes a named pipe"
          : "is it plugged in and switched on? 'synvc ports' lists what is there", details: Self.port(name))
    case .busy(let name, let holder):
      Report(
        .unreachable,
        "the port \(quoted: name) is in use"
          + (holder.map { " by \(quoted: $0.command) (process \($0.process))" } ?? ""),
        hint: holder.map { "end it, or let it go of the port; 'ps \($0.process)' shows what it is" }
          ?? "end the program that has it open: a sequencer, a synthesizer editor, the bridge of a sound server",
        details: Self.busy(name, holder))
    case .permission(let name, let node, let group):
      Report(
        .unreachable, "you may not use the port \(quoted: name): \(quoted: node) is not open to you",
        hint: Self.permission(node, group), details: Self.permission(name, node, group))
    case .unplugged(let name):
      Report(
        .unreachable, "the port \(quoted: name) went away", hint: "plug it in again and call the command again",
        details: Self.port(name))
    case .io(let name, let code):
      Report(
        .unreachable, "the port \(quoted: name) failed: \(WriteFailure(code: code).words)",
        hint: code == ETIMEDOUT
          ? "nothing takes the bytes at the other end: is it switched on, does its program run?"
          : "plug it in anew; if that does not help, 'synvc doctor PORT' judges the interface", details: Self.port(name)
      )
    case .closed(let name):
      Report(.unreachable, "the port \(quoted: name) is closed already", details: Self.port(name))
    }
  }

  /// Somebody at the machine's own seat may use it anyway; over ssh, from cron and as a service the group decides.
  private static func permission(_ node: String, _ group: String?) -> StyledText {
    if let group {
      return "become a member of the group \(quoted: group): 'sudo usermod -aG \(group) $USER', then log in anew"
    }
    guard node.hasPrefix("/dev/snd/") else { return "its owner may: 'ls -l \(node)' shows who that is" }
    return """
      put the line 'SUBSYSTEM=="sound", GROUP="audio", MODE="0660"' into '/etc/udev/rules.d/70-synvc.rules', \
      become a member of the group 'audio', and plug it in anew
      """
  }

  private static func permission(_ name: String, _ node: String, _ group: String?) -> KeyValuePairs<String, JSON> {
    ["port": .string(name), "node": .string(node), "group": JSON(group)]
  }

  private static func busy(_ name: String, _ holder: PortHolder?) -> KeyValuePairs<String, JSON> {
    guard let holder else { return port(name) }
    return ["port": .string(name), "process": JSON(holder.process), "command": .string(holder.command)]
  }

  private static func port(_ name: String) -> KeyValuePairs<String, JSON> { ["port": .string(name)] }
}

extension PortOpenError: Reportable {
  package var report: Report {
    switch self {
    case .unsupported(let name): OpeningError.notSimulated(name.description).report
    case .notADevice(let path):
      Report(
        .unreachable, "\(quoted: path) is neither a named pipe nor a device node",
        hint: "'mkfifo' makes a named pipe", details: ["port": .string(path)])
    case .noLibrary(let name):
      Report(
        .unreachable, "cannot open \(quoted: name): ALSA's library 'libasound.so.2' is not installed",
        hint: "Debian's package is 'libasound2', from Debian 13 on 'libasound2t64'", details: ["port": .string(name)])
    case .ambiguous(let name, let addresses):
      Report(
        .unknownName, "several ports are meant by \(quoted: name)",
        hint: "say which: \(StyledText.list(addresses, last: "or"))",
        details: ["port": .string(name), "near": JSON(addresses)])
    case .failed(let error): error.report
    }
  }
}

extension WireLogError: Reportable {
  package var report: Report {
    Report(.badInput, "line \(line) \(words)", hint: "'--wire-log FILE' makes one", details: ["line": JSON(line)])
  }

  private var words: StyledText {
    switch problem {
    case .notALog: "is not that of a wire log: \(quoted: WireRecording.title)"
    case .badTime: "does not begin with a time in seconds"
    case .timeGoesBack: "is earlier than the one before"
    case .badDirection: "has none of '<', '>' and '!' after its time"
    case .badBytes: "has no pairs of hexadecimal digits"
    }
  }
}
