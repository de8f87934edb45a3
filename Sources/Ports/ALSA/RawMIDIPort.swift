import CALSA
import Glibc
package import MIDI

/// A subdevice of ALSA raw MIDI, both ways.
///
/// At most one buffer is written, then it is drained: writing while the system empties its buffer can send stale bytes.
/// The input buffer is large and emptied by a thread; bytes that the system lost in spite of that are counted.
///
/// - Source: measured on Linux 6.1 with virtual and USB MIDI, `docs/interfaces.md`.
package final class RawMIDIPort: Port {
  package let name: String

  private let raw: RawMIDIFunctions
  private let patience: Duration
  private let clock = PortClock()
  private let outputBuffer: Int
  private var handles: (input: OpaquePointer, output: OpaquePointer)?
  private var pump: InputPump?

  /// Bytes of the system's input buffer; the default of 4,096 overflows while a reader sleeps for 2 ms.
  private static let inputBuffer = 1 << 20
  private static let chunk = 16 << 10

  /// - Parameter hardware: name for the library, such as `hw:2,0,0`.
  init(name: String, hardware: String, library: ALSALibrary, patience: Duration) throws(ALSAError) {
    raw = RawMIDIFunctions(library)
    self.name = name
    self.patience = patience
    var input: OpaquePointer?
    var output: OpaquePointer?
    let code = raw.open(&input, &output, hardware, Int32(SND_RAWMIDI_NONBLOCK))
    guard code >= 0, let input, let output else { throw ALSAError(code: -code) }
    handles = (input, output)
    outputBuffer = max(64, Self.bufferSize(output, raw))
    do throws(ALSAError) {
      try Self.enlarge(input, raw)
      pump = try Self.pump(input, raw, name: name)
    } catch {
      close()
      throw error
    }
  }

  deinit { close() }

  package var now: Duration { clock.now }

  package func pause(_ duration: Duration) { clock.pause(duration) }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    var rest = bytes[...]
    var deadline = now + patience
    while !rest.isEmpty {
      let output = try open().output
      let part = rest.prefix(outputBuffer)
      let count = part.withUnsafeBytes { raw.write(output, $0.baseAddress, $0.count) }
      if let written = try settle(count > 0 ? .done(count) : .failure(count == 0 ? EAGAIN : Int32(-count))) {
        rest = rest.dropFirst(written)
        try drain()
        deadline = now + patience
      } else {
        guard now < deadline else { throw .io(name: name, errno: ETIMEDOUT) }
        pause(.milliseconds(1))
      }
    }
  }

  /// Waits until the system's buffer is empty: the interface may still hold some bytes.
  package func drain() throws(PortError) {
    while true {
      let code = raw.drain(try open().output)
      // The system gives up after ten seconds in which nothing was taken.
      if code == -EIO { throw .io(name: name, errno: ETIMEDOUT) }
      if try settle(code >= 0 ? .done(()) : Attempt<Void>.failure(-code)) != nil { return }
    }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard let pump else { throw .closed(name: name) }
    return try pump.take(within: duration)
  }

  package func lost() throws(PortError) -> Int {
    var status: OpaquePointer?
    let input = try open().input
    guard raw.statusMalloc(&status) >= 0, let status else { throw .io(name: name, errno: ENOMEM) }
    defer { raw.statusFree(status) }
    let code = raw.status(input, status)
    return try settle(code >= 0 ? .done(raw.statusGetXruns(status)) : .failure(-code)) ?? 0
  }

  package func close() {
    pump?.stop()
    pump = nil
    guard let handles else { return }
    self.handles = nil
    // What was not drained is not wanted: closing would wait for it.
    _ = raw.drop(handles.output)
    _ = raw.close(handles.input)
    _ = raw.close(handles.output)
  }

  private func open() throws(PortError) -> (input: OpaquePointer, output: OpaquePointer) {
    guard let handles else { throw .closed(name: name) }
    return handles
  }

  private func settle<Value>(_ attempt: Attempt<Value>) throws(PortError) -> Value? {
    switch attempt {
    case .done(let value): value
    case .notYet: nil
    case .gone: throw .unplugged(name: name)
    case .failed(let code): throw .io(name: name, errno: code)
    }
  }

  // MARK: Setting up

  private static func bufferSize(_ handle: OpaquePointer, _ raw: RawMIDIFunctions) -> Int {
    withParams(of: handle, raw) { raw.paramsGetBufferSize($0) } ?? 0
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
    var request = pollfd()
    guard raw.pollDescriptors(input, &request, 1) == 1 else { throw ALSAError(code: EINVAL) }
    // Reading starts the input: what arrived before is not ours.
    _ = take(input, raw)
    let pump = InputPump(
      name: name, source: InputPump.Source(descriptor: request.fd) { take(input, raw) })
    do throws(PortError) { try pump.start() } catch { throw ALSAError(code: EAGAIN) }
    return pump
  }

  private static func take(_ input: OpaquePointer, _ raw: RawMIDIFunctions) -> Attempt<[UInt8]> {
    var buffer = [UInt8](repeating: 0, count: chunk)
    let count = raw.read(input, &buffer, chunk)
    return count >= 0 ? .done(Array(buffer.prefix(count))) : .failure(Int32(-count))
  }
}

/// An error number of ALSA's library, positive.
struct ALSAError: Error {
  let code: Int32
}
