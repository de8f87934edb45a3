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
