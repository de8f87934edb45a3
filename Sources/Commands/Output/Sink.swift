internal import Glibc

/// A write that the system refused.
package struct WriteFailure: Error, Hashable, Sendable {
  /// The system's error number.
  package let code: Int32

  package init(code: Int32) { self.code = code }

  /// Whether the reader has closed the pipe (`synvc log | head -1`).
  package var isBrokenPipe: Bool { code == EPIPE }
}

/// Where bytes go: a descriptor, a pager, or memory.
package protocol Sink: Sendable {
  /// Writes all of the bytes.
  func write(_ bytes: [UInt8]) throws(WriteFailure)

  /// Ends the writing; a delayed failure shows here.
  func close() throws(WriteFailure)
}

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

/// Collects bytes before they are written, and remembers the first failure: after it nothing more is written.
struct BufferedSink: Sendable {
  var sink: any Sink
  private(set) var failure: WriteFailure?
  private var buffer: [UInt8] = []
  private static let limit = 1 << 16

  init(_ sink: any Sink) { self.sink = sink }

  mutating func write(_ bytes: some Sequence<UInt8>) {
    guard failure == nil else { return }
    buffer += bytes
    if buffer.count >= Self.limit { flush() }
  }

  mutating func flush() {
    guard failure == nil, !buffer.isEmpty else { return }
    do throws(WriteFailure) {
      try sink.write(buffer)
    } catch {
      failure = error
    }
    buffer = []
  }

  mutating func close() {
    flush()
    do throws(WriteFailure) {
      try sink.close()
    } catch {
      failure = failure ?? error
    }
  }
}
