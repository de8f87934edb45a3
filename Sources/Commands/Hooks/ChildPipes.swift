internal import Glibc

/// The pipes between this program and one that it starts: one to its standard input, one from both its outputs.
struct ChildPipes {
  private(set) var farInput: Int32 = -1
  private(set) var farOutput: Int32 = -1
  private var nearInput: Int32 = -1
  private var nearOutput: Int32 = -1
  /// The rest of the input for the program.
  private var rest: ArraySlice<UInt8>

  /// Nil where the system has no more pipes; `errno` says why.
  init?(_ input: [UInt8]) {
    rest = input[...]
    var (down, up) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
    guard pipe(&down) == 0 else { return nil }
    (farInput, nearInput) = (down[0], down[1])
    guard pipe(&up) == 0 else {
      let code = errno
      close()
      errno = code
      return nil
    }
    (nearOutput, farOutput) = (up[0], up[1])
    for end in down + up { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    for end in [nearInput, nearOutput] { _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK) }
  }

  /// To be called when the other program has them.
  mutating func closeFarEnds() {
    Self.close(&farInput)
    Self.close(&farOutput)
  }

  mutating func close() {
    closeFarEnds()
    Self.close(&nearInput)
    Self.close(&nearOutput)
  }

  /// Waits a moment for something to do, and does it.
  mutating func transfer(_ hear: ([UInt8]) -> Void) {
    if rest.isEmpty { Self.close(&nearInput) }
    // A negative descriptor is passed over.
    var polled = [
      pollfd(fd: nearOutput, events: Int16(POLLIN), revents: 0),
      pollfd(fd: nearInput, events: Int16(POLLOUT), revents: 0),
    ]
    guard poll(&polled, 2, nearOutput < 0 ? 2 : 20) > 0 else { return }
    if polled[1].revents != 0 { give() }
    if polled[0].revents != 0 { _ = take(hear) }
  }

  /// Reads the available output, at most a pipe full, without waiting.
  mutating func drain(_ hear: ([UInt8]) -> Void) {
    for _ in 0..<8 where !take(hear) { return }
  }

  private mutating func give() {
    let count = rest.withUnsafeBytes { write(nearInput, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if errno != EAGAIN && errno != EINTR {
      // A program need not read its input.
      rest = []
    }
  }

  /// Whether there may be more.
  private mutating func take(_ hear: ([UInt8]) -> Void) -> Bool {
    guard nearOutput >= 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = read(nearOutput, &buffer, buffer.count)
    if count > 0 {
      hear(Array(buffer.prefix(count)))
      return true
    }
    if count == 0 || (errno != EAGAIN && errno != EINTR) { Self.close(&nearOutput) }
    return count < 0 && errno == EINTR
  }

  private static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }
}
