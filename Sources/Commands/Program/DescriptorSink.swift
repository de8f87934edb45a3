internal import Glibc
package import Presentation

/// Writes to a file descriptor, which it does not own until it is closed.
package struct DescriptorSink: Sink {
  package let descriptor: Int32

  package init(_ descriptor: Int32) { self.descriptor = descriptor }

  package func write(_ bytes: [UInt8]) throws(WriteFailure) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count >= 0 {
        written += count
      } else {
        try recover(from: errno)
      }
    }
  }

  package func close() throws(WriteFailure) {
    guard Glibc.close(descriptor) == 0 || errno == EINTR else { throw WriteFailure(code: errno) }
  }

  /// Waits where trying again helps; throws for every other error.
  private func recover(from code: Int32) throws(WriteFailure) {
    switch code {
    case EINTR: return
    case EAGAIN:
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&request, 1, -1)
    default: throw WriteFailure(code: code)
    }
  }
}
