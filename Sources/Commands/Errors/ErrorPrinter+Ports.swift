package import MIDI
package import Ports

extension PortError: Reportable {
  package var report: Report {
    switch self {
    case .notFound(let name):
      Report(
        .unreachable, "the port \(quoted: name) is not there", hint: "is it plugged in and switched on?",
        details: Self.port(name))
    case .busy(let name, let holder):
      Report(
        .unreachable, "the port \(quoted: name) is in use" + (holder.map { " by \(quoted: $0)" } ?? ""),
        hint: "end the program that has it open", details: Self.port(name))
    case .permission(let name, let group):
      Report(
        .unreachable, "you may not use the port \(quoted: name)",
        hint: group.map {
          "become a member of the group \(quoted: $0): 'sudo usermod -aG \($0) $USER', then log in anew"
        }
          ?? "its owner may: 'ls -l' shows who that is", details: Self.port(name))
    case .unplugged(let name):
      Report(
        .unreachable, "the port \(quoted: name) went away", hint: "plug it in again and call the command again",
        details: Self.port(name))
    case .io(let name, let code):
      Report(
        .unreachable, "the port \(quoted: name) failed: \(WriteFailure(code: code).words)", details: Self.port(name))
    case .closed(let name):
      Report(.unreachable, "the port \(quoted: name) is closed already", details: Self.port(name))
    }
  }

  private static func port(_ name: String) -> KeyValuePairs<String, JSON> { ["port": .string(name)] }
}

extension PortOpenError: Reportable {
  package var report: Report {
    switch self {
    case .unsupported(let name): OpeningError.portNotSupported(name.description).report
    case .notADevice(let path):
      Report(
        .unreachable, "\(quoted: path) is neither a named pipe nor a device node",
        hint: "'mkfifo' makes a named pipe", details: ["port": .string(path)])
    case .failed(let error): error.report
    }
  }
}
