import Glibc
import MIDI

extension RawMIDIPort {
  static func open(
    _ address: RawMIDIAddress, name: String, timeout: Duration, _ system: SystemFiles
  ) throws(PortOpenError) -> RawMIDIPort {
    guard let library = ALSALibrary.installed else { throw .noLibrary(name: name) }
    do throws(ALSAError) {
      return try RawMIDIPort(name: name, hardware: address.hardware, library: library, timeout: timeout)
    } catch {
      let ownership = Ownership(system: system)
      // The library opens the card's control node too, and may report a refusal as another error.
      for node in [address.node, address.control] where system.status(node) != nil && !system.mayUse(node) {
        throw .failed(.permission(name: name, node: node, group: ownership.permittedGroup(of: node)))
      }
      switch error.code {
      case ENOENT, ENODEV, ENXIO: throw .failed(.notFound(name: name))
      case EBUSY, EAGAIN:
        let holder =
          ownership.holder(ofCard: address.card, device: address.device, subdevice: address.subdevice)
          ?? ownership.holder(ofNode: address.node)
        throw .failed(.busy(name: name, holder: holder))
      case EACCES, EPERM:
        throw .failed(
          .permission(name: name, node: address.node, group: ownership.permittedGroup(of: address.node)))
      default: throw .failed(.io(name: name, errno: error.code))
      }
    }
  }
}
