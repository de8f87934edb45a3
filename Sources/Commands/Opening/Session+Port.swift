package import MIDI
package import Operations
internal import Ports
internal import Profiles
internal import Simulation

extension Session {
  /// Opens the port of a device by its name.
  package func openPort(_ device: Device, _ name: String, in studio: Studio) throws -> any Port {
    let port = try portName(name)
    switch port {
    case .simulated(let unit, let baud):
      guard let id = device.profile else { throw OperationError.opaque(device: device.name) }
      return try simulatedPort(unit, baud: baud, profile: studio.profile(id))
    case .rawMIDI, .sequencer: throw OpeningError.portNotSupported(name)
    case .pair, .node: return try port.open()
    }
  }

  /// Reads the name of a port as the user wrote it.
  func portName(_ name: String) throws -> PortName {
    do { return try PortName(name) } catch { throw BadPort(name: name, cause: error) }
  }

  private func simulatedPort(_ name: String, baud: Int?, profile: Profile) throws -> any Port {
    let memory = SimulatedMemory(name, in: self)
    let unit = try memory.load(profile)
    let output = output
    let stored: (SimulatedUnit) -> Void = { unit in
      do { try memory.store(unit) } catch {
        output.warning("the simulated unit \(quoted: name) forgets: \(ErrorPrinter.report(for: error).message)")
      }
    }
    guard let baud else {
      return Wire(unit, name: "sim:\(name)", stored: stored)
    }
    return Wire(
      unit, name: "sim:\(name),baud=\(baud)", pace: Pace(baud: baud), sleep: surroundings.timepiece.pause,
      stored: stored)
  }
}

/// A port's name that has no meaning.
package struct BadPort: Error {
  package let name: String
  package let cause: any Error
}

extension BadPort: Reportable {
  package var report: Report {
    Report(
      .usage, "\(quoted: name) is not a port: \(ErrorPrinter.report(for: cause).message)",
      hint: "a port is 'sim:NAME', two pipes 'IN,OUT' or the path of a device node", details: ["port": .string(name)])
  }
}
