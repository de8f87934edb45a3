import Glibc
import MIDI

/// A named pipe or character device, opened without blocking.
final class Node {
  enum Kind {
    case pipe
    case terminal
    case device
  }

  let descriptor: Int32
  let kind: Kind
  /// How a terminal was set before it was made to pass every byte as it is.
  private let settings: termios?

  private init(descriptor: Int32, kind: Kind, settings: termios?) {
    self.descriptor = descriptor
    self.kind = kind
    self.settings = settings
  }

  deinit {
    if var settings { tcsetattr(descriptor, TCSANOW, &settings) }
    Glibc.close(descriptor)
  }

  /// Opens the path with `O_RDONLY`, `O_WRONLY` or `O_RDWR`; nil for a pipe that has no reader yet.
  ///
  /// Other files than pipes and devices are left alone: writing MIDI over a file would destroy it.
  static func open(_ path: String, _ mode: Int32, name: String) throws(PortOpenError) -> Node? {
    guard let format = Self.format(path) else { throw .failed(failure(errno, path: path, name: name)) }
    guard format == S_IFIFO || format == S_IFCHR else { throw .notADevice(path: path) }
    let descriptor = Glibc.open(path, mode | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      if format == S_IFIFO && errno == ENXIO { return nil }
      throw .failed(failure(errno, path: path, name: name))
    }
    if format == S_IFIFO { return Node(descriptor: descriptor, kind: .pipe, settings: nil) }
    let settings = makeRaw(descriptor)
    return Node(descriptor: descriptor, kind: settings == nil ? .device : .terminal, settings: settings)
  }

  /// The file type bits of a file's mode; nil with `errno` set where there is no file.
  private static func format(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Stops a terminal from echoing and editing; returns its earlier settings, nil when it is not a terminal.
  private static func makeRaw(_ descriptor: Int32) -> termios? {
    var settings = termios()
    guard tcgetattr(descriptor, &settings) == 0 else { return nil }
    var raw = settings
    cfmakeraw(&raw)
    tcsetattr(descriptor, TCSANOW, &raw)
    return settings
  }

  /// The port error that an error number of `open` means.
  private static func failure(_ code: Int32, path: String, name: String) -> PortError {
    switch code {
    case ENOENT, ENODEV, ENXIO, ENOTDIR: .notFound(name: name)
    case EBUSY: .busy(name: name, holder: Ownership(system: SystemFiles()).holder(ofNode: path))
    case EACCES, EPERM:
      .permission(name: name, node: path, group: Ownership(system: SystemFiles()).permittedGroup(of: path))
    default: .io(name: name, errno: code)
    }
  }
}
