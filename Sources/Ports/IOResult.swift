import Glibc
import MIDI

/// The result of one attempt to read or write.
enum IOResult<Value> {
  case done(Value)
  case notYet
  case gone
  case failed(Int32)

  /// The result that an error number of the system means.
  static func failure(_ code: Int32) -> IOResult {
    switch code {
    case EAGAIN, EINTR: .notYet
    case EPIPE, ENODEV, ENXIO, ENOTCONN: .gone
    default: .failed(code)
    }
  }

  /// The value; nil where the caller should try again.
  ///
  /// - Parameter name: the port's.
  /// - Throws: ``PortError/unplugged(name:)`` or ``PortError/io(name:errno:)``.
  func value(of name: String) throws(PortError) -> Value? {
    switch self {
    case .done(let value): value
    case .notYet: nil
    case .gone: throw .unplugged(name: name)
    case .failed(let code): throw .io(name: name, errno: code)
    }
  }
}
