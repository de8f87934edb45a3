import Glibc

extension Node {
  /// Most bytes taken by one read.
  static let chunk = 64 << 10

  /// Waits until the node is ready for `events`, at most so long, rounded up to milliseconds; false when it is not.
  ///
  /// A hang-up counts as ready: the next transfer reports it.
  func wait(for events: Int16, atMost duration: Duration) -> Bool {
    Poll.wait(for: [(descriptor, events)], atMost: duration)?.first.map { $0 != 0 } ?? false
  }

  /// Reads the bytes that have arrived.
  func read() -> IOResult<[UInt8]> {
    var buffer = [UInt8](repeating: 0, count: Node.chunk)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count > 0 { return .done(Array(buffer.prefix(count))) }
    return count == 0 ? .gone : outcome(of: errno)
  }

  /// Hands over as many bytes as the node takes now; gives their number.
  func write(_ bytes: ArraySlice<UInt8>) -> IOResult<Int> {
    let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return count > 0 ? .done(count) : outcome(of: count == 0 ? EAGAIN : errno)
  }

  /// Bytes written that the far end of a pipe has not taken; devices are asked to play them out and hold none after.
  func undelivered() -> IOResult<Int> {
    switch kind {
    case .pipe: return waitingInPipe()
    case .terminal: tcdrain(descriptor)
    case .device: return drainDevice()
    }
    return .done(0)
  }

  private func waitingInPipe() -> IOResult<Int> {
    var count: Int32 = 0
    guard ioctl(descriptor, UInt(FIONREAD), &count) == 0 else { return outcome(of: errno) }
    guard let state = Poll.wait(for: [(descriptor, Poll.output)], atMost: .zero)?.first else {
      return outcome(of: errno)
    }
    let isGone = state & Poll.gone != 0
    return isGone && count > 0 ? .gone : .done(Int(count))
  }

  /// Source: Linux `sound/asound.h`, SNDRV_RAWMIDI_IOCTL_DRAIN on the output stream.
  private func drainDevice() -> IOResult<Int> {
    let drain: UInt = 0x4004_5731
    var output: Int32 = 0
    return ioctl(descriptor, drain, &output) == 0 ? .done(0) : Self.undrained(errno)
  }

  /// The result for a device that does not drain: most do not know the request, for they hold nothing back.
  static func undrained(_ code: Int32) -> IOResult<Int> {
    switch code {
    case EIO, ENODEV, ENXIO, EINTR: .failure(code)
    default: .done(0)
    }
  }

  private func outcome<Value>(of code: Int32) -> IOResult<Value> {
    code == EIO && kind == .terminal ? .gone : .failure(code)
  }
}
