import Glibc
package import MIDI

/// A port of two named pipes or device nodes, or of one node used both ways.
///
/// A class, for it owns descriptors. Waits for a pipe whose far end has not connected yet; a pipe whose far end
/// disconnected is unplugged.
package final class NodePort: Port {
  package let name: String

  private let timeout: Duration
  private let outputPath: String
  private let clock = PortClock()
  private var input: Node?
  private var output: Node?

  /// How often opening a pipe that has no reader yet is tried again.
  private static let retry = Duration.milliseconds(10)

  init(name: String, input: String, output: String, timeout: Duration) throws(PortOpenError) {
    self.name = name
    self.timeout = timeout
    outputPath = output
    if input == output {
      self.input = try Node.open(input, O_RDWR, name: name)
      self.output = self.input
    } else {
      self.input = try Node.open(input, O_RDONLY, name: name)
      self.output = try Node.open(output, O_WRONLY, name: name)
    }
  }

  package var now: Duration { clock.now }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    guard input != nil else { throw .closed(name: name) }
    var rest = bytes[...]
    var deadline = now + timeout
    while !rest.isEmpty {
      guard let node = try connect() else {
        try wait(until: deadline, code: ENXIO)
        continue
      }
      if let count = try node.write(rest).value(of: name) {
        rest = rest.dropFirst(count)
        deadline = now + timeout
      } else {
        try expect(deadline, code: ETIMEDOUT)
        _ = node.wait(for: Poll.output, atMost: min(deadline - now, .milliseconds(100)))
      }
    }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let deadline = now + duration
    repeat {
      let isConnected = try connect() != nil
      guard let input else { throw .closed(name: name) }
      let left = deadline - now
      if input.wait(for: Poll.input, atMost: isConnected ? left : min(left, Self.retry)),
        let bytes = try input.read().value(of: name)
      {
        return bytes
      }
    } while now < deadline
    return []
  }

  /// Waits until a pipe's far end has taken every byte, or a device has played it out.
  package func drain() throws(PortError) {
    guard input != nil else { throw .closed(name: name) }
    guard let output else { return }
    var deadline = now + timeout
    var before = Int.max
    while true {
      let count = try output.undelivered().value(of: name) ?? before
      if count == 0 { return }
      if count < before { deadline = now + timeout }
      before = count
      try wait(until: deadline, code: ETIMEDOUT)
    }
  }

  package func pause(_ duration: Duration) { clock.pause(duration) }

  package func close() {
    input = nil
    output = nil
  }

  /// The node to write to; nil while the pipe has no reader yet.
  private func connect() throws(PortError) -> Node? {
    guard input != nil else { throw .closed(name: name) }
    if output == nil {
      do throws(PortOpenError) {
        output = try Node.open(outputPath, O_WRONLY, name: name)
      } catch {
        guard case .failed(let cause) = error else { throw .notFound(name: name) }
        throw cause
      }
    }
    return output
  }

  private func expect(_ deadline: Duration, code: Int32) throws(PortError) {
    guard now < deadline else { throw .io(name: name, errno: code) }
  }

  private func wait(until deadline: Duration, code: Int32) throws(PortError) {
    try expect(deadline, code: code)
    pause(min(Self.retry, deadline - now))
  }
}
