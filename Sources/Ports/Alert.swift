import Glibc

/// Something that one thread tells another, which waits for it with `poll`. A class, for it owns descriptors.
final class Alert: Sendable {
  /// Readable once told and until cleared.
  let descriptor: Int32
  private let teller: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // Without descriptors nothing is ever told; opening the port will have failed for the same reason.
    if pipe(&ends) != 0 { ends = [-1, -1] }
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
