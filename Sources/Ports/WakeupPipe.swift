import Glibc
import MIDI

/// Wakes a thread that waits with `poll`, from another thread. A class, for it owns descriptors.
final class WakeupPipe: Sendable {
  /// Readable once signalled and until cleared.
  let descriptor: Int32
  private let teller: Int32

  /// - Throws: `.io` where the system gives no more descriptors.
  init(of name: String) throws(PortError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .io(name: name, errno: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, teller) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(teller)
  }

  func tell() {
    var byte: UInt8 = 0
    // It fails only where the pipe is full: then it is readable already.
    _ = write(teller, &byte, 1)
  }

  func clear() {
    var bytes = [UInt8](repeating: 0, count: 256)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
  }
}
