import CALSA
import Glibc
package import MIDI

/// A subdevice of ALSA raw MIDI, both ways.
///
/// Writes only when the system's output buffer is empty: writing while it empties can send stale bytes. Waits for the
/// empty buffer with `poll`. The library's own drain sleeps 50 ms more with every driver that has no drain of its own
/// (`sound/core/rawmidi.c` of Linux 6.1).
///
/// The input buffer is large, and a thread empties it; bytes that the system still lost are counted.
///
/// - Source: measured on Linux 6.1 with virtual and USB MIDI, `docs/interfaces.md`.
package final class RawMIDIPort: Port {
  package let name: String

  private let raw: RawMIDIFunctions
  private let timeout: Duration
  private let clock = PortClock()
  private let outputBuffer: Int
  private let outputDescriptor: Int32
  private var handles: (input: OpaquePointer, output: OpaquePointer)?
  private var pump: InputPump?

  /// Bytes of the system's input buffer; the default of 4,096 overflows while a reader sleeps for 2 ms.
  private static let inputBuffer = 1 << 20
  private static let chunk = 16 << 10

  /// - Parameter hardware: the library's name for the port, such as `hw:2,0,0`.
  init(name: String, hardware: String, library: ALSALibrary, timeout: Duration) throws(ALSAError) {
    raw = RawMIDIFunctions(library)
    self.name = name
    self.timeout = timeout
    var input: OpaquePointer?
    var output: OpaquePointer?
    let code = raw.open(&input, &output, hardware, Int32(SND_RAWMIDI_NONBLOCK))
    guard code >= 0, let input, let output else { throw ALSAError(code: -code) }
    do throws(ALSAError) {
      outputBuffer = try Self.readyWhenNearlyEmpty(output, raw)
      outputDescriptor = try Self.descriptor(output, raw)
      try Self.enlarge(input, raw)
      pump = try Self.pump(input, raw, name: name)
    } catch {
      _ = raw.close(input)
      _ = raw.close(output)
      throw error
    }
    handles = (input, output)
  }

  deinit { close() }

  package var now: Duration { clock.now }

  package func pause(_ duration: Duration) { clock.pause(duration) }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      try drain()
      let output = try open().output
      let part = rest.prefix(outputBuffer)
      let count = part.withUnsafeBytes { raw.write(output, $0.baseAddress, $0.count) }
      let written: IOResult<Int> = count > 0 ? .done(count) : .failure(count == 0 ? EAGAIN : Int32(-count))
      rest = rest.dropFirst(try written.value(of: name) ?? 0)
    }
  }

  /// Waits until the system's buffer is empty: the interface may still hold some bytes.
  ///
  /// - Throws: `ETIMEDOUT` where it does not get empty.
  package func drain() throws(PortError) {
    _ = try open()
    let deadline = now + timeout
    while true {
      let states = Poll.wait(for: [(outputDescriptor, Poll.output)], atMost: deadline - now)
      guard let state = states?.first else { throw .io(name: name, errno: errno) }
      if state & Poll.gone != 0 { throw .unplugged(name: name) }
      if state != 0, try isEmpty() { return }
      // The last byte is on its way.
      if state != 0 { pause(.microseconds(320)) }
      guard now < deadline else { throw .io(name: name, errno: ETIMEDOUT) }
    }
  }

  private func isEmpty() throws(PortError) -> Bool {
    try withStatus(of: try open().output) { raw.statusGetAvail($0) } ?? 0 >= outputBuffer
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard let pump else { throw .closed(name: name) }
    return try pump.take(within: duration)
  }

  package func lost() throws(PortError) -> Int {
    try withStatus(of: try open().input) { raw.statusGetXruns($0) } ?? 0
  }

  /// Nil where a signal interrupted the call.
  private func withStatus(of handle: OpaquePointer, _ use: (OpaquePointer) -> Int) throws(PortError) -> Int? {
    var status: OpaquePointer?
    guard raw.statusMalloc(&status) >= 0, let status else { throw .io(name: name, errno: ENOMEM) }
    defer { raw.statusFree(status) }
    let code = raw.status(handle, status)
    let value: IOResult<Int> = code >= 0 ? .done(use(status)) : .failure(-code)
    return try value.value(of: name)
  }

  package func close() {
    pump?.stop()
    pump = nil
    guard let handles else { return }
    self.handles = nil
    // Drop undrained output: closing would wait for it.
    _ = raw.drop(handles.output)
    _ = raw.close(handles.input)
    _ = raw.close(handles.output)
  }

  private func open() throws(PortError) -> (input: OpaquePointer, output: OpaquePointer) {
    guard let handles else { throw .closed(name: name) }
    return handles
  }

  // MARK: Setting up

  /// Makes the output ready for more only when its buffer is all but empty (the library's limit); returns the buffer's
  /// size.
  private static func readyWhenNearlyEmpty(_ handle: OpaquePointer, _ raw: RawMIDIFunctions) throws(ALSAError) -> Int {
    var size = 0
    let code = withParams(of: handle, raw) { params in
      size = raw.paramsGetBufferSize(params)
      let code = raw.paramsSetAvailMin(handle, params, size - 1)
      return code < 0 ? code : raw.params(handle, params)
    }
    guard let code, code >= 0, size > 1 else { throw ALSAError(code: code.map { -$0 } ?? ENOMEM) }
    return size
  }

  private static func descriptor(_ handle: OpaquePointer, _ raw: RawMIDIFunctions) throws(ALSAError) -> Int32 {
    var request = pollfd()
    guard raw.pollDescriptors(handle, &request, 1) == 1 else { throw ALSAError(code: EINVAL) }
    return request.fd
  }

  private static func enlarge(_ handle: OpaquePointer, _ raw: RawMIDIFunctions) throws(ALSAError) {
    let code = withParams(of: handle, raw) { params in
      let code = raw.paramsSetBufferSize(handle, params, inputBuffer)
      return code < 0 ? code : raw.params(handle, params)
    }
    guard let code, code >= 0 else { throw ALSAError(code: code.map { -$0 } ?? ENOMEM) }
  }

  private static func withParams<Value>(
    of handle: OpaquePointer, _ raw: RawMIDIFunctions, _ use: (OpaquePointer) -> Value
  ) -> Value? {
    var params: OpaquePointer?
    guard raw.paramsMalloc(&params) >= 0, let params else { return nil }
    defer { raw.paramsFree(params) }
    return raw.paramsCurrent(handle, params) >= 0 ? use(params) : nil
  }

  private static func pump(
    _ input: OpaquePointer, _ raw: RawMIDIFunctions, name: String
  ) throws(ALSAError) -> InputPump {
    let descriptor = try descriptor(input, raw)
    // Reading starts the input: drop bytes that arrived before.
    _ = take(input, raw)
    return try InputPump.started(
      name: name, source: InputPump.Source(descriptor: descriptor) { take(input, raw) })
  }

  private static func take(_ input: OpaquePointer, _ raw: RawMIDIFunctions) -> IOResult<[UInt8]> {
    var buffer = [UInt8](repeating: 0, count: chunk)
    let count = raw.read(input, &buffer, chunk)
    return count >= 0 ? .done(Array(buffer.prefix(count))) : .failure(Int32(-count))
  }
}

/// An error number of ALSA's library, positive.
struct ALSAError: Error {
  let code: Int32
}

extension InputPump {
  /// Starts a pump; throws the system's error number, because a missing thread does not mean that the port is in use.
  static func started(name: String, source: Source) throws(ALSAError) -> InputPump {
    do throws(PortError) {
      let pump = try InputPump(name: name, source: source)
      try pump.start()
      return pump
    } catch {
      guard case .io(_, let code) = error, code != EAGAIN else { throw ALSAError(code: ENOMEM) }
      throw ALSAError(code: code)
    }
  }
}
