internal import Files
internal import MIDI
internal import Ports
internal import Synchronization
internal import Presentation

/// Records all traffic of the ports, with `--wire-log`.
final class WireLog: Sendable {
  private let count = Mutex(0)

  /// A port whose traffic goes to a file: the one that was named, the second port's with `.2` behind its name.
  func logged(_ port: any Port, _ name: String, _ context: CommandContext) throws -> any Port {
    let number = count.withLock { number in
      number += 1
      return number
    }
    let path = try context.placeForWireLog(number == 1 ? name : "\(name).\(number)")
    let files = RealFileSystem()
    if try files.status(of: path) != nil { try files.remove(path) }
    let file = try files.create(path, permissions: 0o600)
    context.output.note("everything on \(port.name) is written to \(quoted: path)")
    let isBroken = Mutex(false)
    return LoggedPort(port) { line in
      // A log that cannot be written must not end a send: it is said once.
      do throws(FileError) { try file.write(Array((line + "\n").utf8)) } catch {
        let isFirst = isBroken.withLock { broken in
          defer { broken = true }
          return !broken
        }
        if isFirst {
          context.output.warning("cannot continue the wire log: \(ErrorPrinter.report(for: error).message)")
        }
      }
    }
  }
}

extension CommandContext {
  func logged(_ port: any Port) throws -> any Port {
    guard let name = globals.wireLog else { return port }
    return try wireLog.logged(port, name, self)
  }
}
