import Glibc
import MIDI

extension SequencerPort {
  static func open(
    client wanted: String, port: Int?, name: String, timeout: Duration, _ system: SystemFiles
  ) throws(PortOpenError) -> SequencerPort {
    guard let library = ALSALibrary.installed else { throw .noLibrary(name: name) }
    let client: SequencerClient
    do throws(ALSAError) { client = try SequencerClient(library: library) } catch {
      throw failure(error, name: name, far: nil, system)
    }
    let far = try entry(wanted, port, among: client.ports(), name: name)
    do throws(ALSAError) {
      return try SequencerPort(
        name: name, far: far, client: client, timeout: timeout)
    } catch {
      throw failure(error, name: name, far: far, system)
    }
  }

  private static func failure(
    _ error: ALSAError, name: String, far: SequencerEntry?, _ system: SystemFiles
  ) -> PortOpenError {
    let ownership = Ownership(system: system)
    let node = "/dev/snd/seq"
    if system.status(node) != nil, !system.mayUse(node) {
      return .failed(.permission(name: name, node: node, group: ownership.permittedGroup(of: node)))
    }
    switch error.code {
    case ENOENT, ENODEV, ENXIO: return .failed(.notFound(name: name))
    case EBUSY, EAGAIN:
      // A card's port cannot be subscribed to while its raw MIDI is held.
      let holder = far?.client.card.flatMap { ownership.holder(ofCard: $0, device: 0, subdevice: far?.port) }
      return .failed(.busy(name: name, holder: holder))
    case EACCES, EPERM:
      return .failed(.permission(name: name, node: node, group: ownership.permittedGroup(of: node)))
    default: return .failed(.io(name: name, errno: error.code))
    }
  }

  /// The port that a user means by a client's number or name, or by its own name.
  private static func entry(
    _ wanted: String, _ port: Int?, among entries: [SequencerEntry], name: String
  ) throws(PortOpenError) -> SequencerEntry {
    let clients = entries.filter { entry in
      Int(wanted).map { $0 == entry.client.number } ?? (entry.client.name == wanted || entry.name == wanted)
    }
    let usable = clients.filter { entry in
      port.map { $0 == entry.port } ?? (entry.capability.isSuperset(of: [.gives, .takes]))
    }
    guard let first = usable.first else { throw .failed(.notFound(name: name)) }
    guard Set(usable.map(\.client)).count == 1 else {
      throw .ambiguous(name: name, addresses: usable.map { "seq:\($0.address)" })
    }
    return first
  }
}
