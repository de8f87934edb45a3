import CALSA

/// The names of an interface's ports: `Loop MIDI 1`.
struct SubdeviceNames {
  typealias Handle = OpaquePointer?
  typealias Made = UnsafeMutablePointer<OpaquePointer?>
  typealias SetNumber = @convention(c) (Handle, UInt32) -> Void

  private let alsa: ALSALibrary

  /// Nil where the library is not installed.
  init?() {
    guard let alsa = ALSALibrary.installed else { return nil }
    self.alsa = alsa
  }

  /// The name; empty where the system has none, or hides it from this user.
  func name(of device: RawDevice, subdevice: Int) -> String {
    let open = alsa.function(
      "snd_ctl_open", (@convention(c) (Made, UnsafePointer<CChar>, Int32) -> Int32).self)
    let close = alsa.function("snd_ctl_close", (@convention(c) (Handle) -> Int32).self)
    var control: OpaquePointer?
    guard open(&control, "hw:\(device.card.number)", 0) >= 0, let control else { return "" }
    defer { _ = close(control) }
    // An output has the same name as the input of its number.
    let directions = [SND_RAWMIDI_STREAM_INPUT, SND_RAWMIDI_STREAM_OUTPUT]
    return directions.lazy.map { name(device.device, subdevice, $0.rawValue, control) }.first { !$0.isEmpty } ?? ""
  }

  private func name(_ device: Int, _ subdevice: Int, _ direction: UInt32, _ control: OpaquePointer) -> String {
    func named<Function>(_ name: String, _ type: Function.Type) -> Function {
      alsa.function("snd_rawmidi_info_" + name, type)
    }
    var info: OpaquePointer?
    guard named("malloc", (@convention(c) (Made) -> Int32).self)(&info) >= 0, let info else { return "" }
    defer { named("free", (@convention(c) (Handle) -> Void).self)(info) }
    named("set_device", SetNumber.self)(info, UInt32(device))
    named("set_subdevice", SetNumber.self)(info, UInt32(subdevice))
    named("set_stream", SetNumber.self)(info, direction)
    let ask = alsa.function("snd_ctl_rawmidi_info", (@convention(c) (Handle, Handle) -> Int32).self)
    guard ask(control, info) >= 0 else { return "" }
    let text = named("get_subdevice_name", (@convention(c) (Handle) -> UnsafePointer<CChar>?).self)(info)
    return text.map { String(cString: $0) } ?? ""
  }
}
