internal import Glibc
package import MIDI
package import Ports

extension PortError: Reportable {
  package var report: Report {
    switch self {
    case .notFound(let name):
      Report(
        .unreachable, "the port \(quoted: name) was not found",
        hint: name.contains("/")
          ? "check the paths, or make a named pipe with 'mkfifo'"
          : "plug it in and switch it on, then list the ports with 'synvc ports'", details: Self.port(name))
    case .busy(let name, let holder):
      Report(
        .unreachable,
        "the port \(quoted: name) is in use"
          + (holder.map { " by \(quoted: $0.command) (process \($0.process))" } ?? ""),
        hint: holder.map { "end it, or make it release the port; identify it with 'ps \($0.process)'" }
          ?? "end the program that has it open: a sequencer, a synthesizer editor, the bridge of a sound server",
        details: Self.busy(name, holder))
    case .permission(let name, let node, let group):
      Report(
        .unreachable, "no permission to use the port \(quoted: name): access to \(quoted: node) is denied",
        hint: Self.permission(node, group), details: Self.permission(name, node, group))
    case .unplugged(let name):
      Report(
        .unreachable, "the port \(quoted: name) was disconnected", hint: "plug it in again and call the command again",
        details: Self.port(name))
    case .io(let name, let code):
      Report(
        .unreachable, "the port \(quoted: name) failed: \(WriteFailure(code: code).words)",
        hint: code == ETIMEDOUT
          ? "switch on the device at the other end, or start its program: nothing receives the bytes"
          : "reconnect it; if it fails again, test the interface with 'synvc doctor PORT'", details: Self.port(name)
      )
    case .closed(let name):
      Report(.unreachable, "the port \(quoted: name) is already closed", details: Self.port(name))
    }
  }

  /// A user at the machine's own seat may use the port anyway; over ssh, from cron and as a service the group decides.
  private static func permission(_ node: String, _ group: String?) -> StyledText {
    if let group {
      return "become a member of the group \(quoted: group): 'sudo usermod -aG \(group) $USER', then log in anew"
    }
    guard node.hasPrefix("/dev/snd/") else { return "ask its owner for permission: 'ls -l \(node)' shows the owner" }
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
    case .unsupported(let name): .notSimulated(name.description)
    case .notADevice(let path):
      Report(
        .unreachable, "\(quoted: path) is neither a named pipe nor a device node",
        hint: "make a named pipe with 'mkfifo'", details: ["port": .string(path)])
    case .noLibrary(let name):
      Report(
        .unreachable, "cannot open \(quoted: name): ALSA's library 'libasound.so.2' is not installed",
        hint: "install the Debian package 'libasound2', from Debian 13 on 'libasound2t64'",
        details: ["port": .string(name)])
    case .ambiguous(let name, let addresses):
      Report(
        .unknownName, "the port name \(quoted: name) is ambiguous",
        hint: "use \(StyledText.list(addresses, last: "or"))",
        details: ["port": .string(name), "near": JSON(addresses)])
    case .failed(let error): error.report
    }
  }
}

extension WireLogError: Reportable {
  package var report: Report {
    Report(.badInput, "line \(line) \(words)", hint: "record one with '--wire-log FILE'", details: ["line": JSON(line)])
  }

  private var words: StyledText {
    switch problem {
    case .notALog: "is not the title of a wire log: \(quoted: WireRecording.title)"
    case .badTime: "does not begin with a time in seconds"
    case .timeGoesBack: "is earlier than the line before"
    case .badDirection: "has none of '<', '>' and '!' after its time"
    case .badBytes: "has no pairs of hexadecimal digits"
    }
  }
}
