import CALSA
import Glibc

/// The functions of ALSA's raw MIDI, with the names of the library less `snd_rawmidi_`.
struct RawMIDIFunctions: Sendable {
  typealias Handle = OpaquePointer?
  typealias Made = UnsafeMutablePointer<OpaquePointer?>

  let open: @convention(c) (Made?, Made?, UnsafePointer<CChar>, Int32) -> Int32
  let close: @convention(c) (Handle) -> Int32
  let paramsMalloc: @convention(c) (Made) -> Int32
  let paramsFree: @convention(c) (Handle) -> Void
  let paramsCurrent: @convention(c) (Handle, Handle) -> Int32
  let paramsSetBufferSize: @convention(c) (Handle, Handle, Int) -> Int32
  let paramsSetAvailMin: @convention(c) (Handle, Handle, Int) -> Int32
  let paramsGetBufferSize: @convention(c) (Handle) -> Int
  let params: @convention(c) (Handle, Handle) -> Int32
  let statusMalloc: @convention(c) (Made) -> Int32
  let statusFree: @convention(c) (Handle) -> Void
  let status: @convention(c) (Handle, Handle) -> Int32
  let statusGetAvail: @convention(c) (Handle) -> Int
  let statusGetXruns: @convention(c) (Handle) -> Int
  let read: @convention(c) (Handle, UnsafeMutableRawPointer?, Int) -> Int
  let write: @convention(c) (Handle, UnsafeRawPointer?, Int) -> Int
  let drop: @convention(c) (Handle) -> Int32
  let pollDescriptors: @convention(c) (Handle, UnsafeMutablePointer<pollfd>, UInt32) -> Int32

  init(_ library: ALSALibrary) {
    func named<Function>(_ name: String) -> Function { library.function("snd_rawmidi_" + name, Function.self) }
    open = named("open")
    close = named("close")
    paramsMalloc = named("params_malloc")
    paramsFree = named("params_free")
    paramsCurrent = named("params_current")
    paramsSetBufferSize = named("params_set_buffer_size")
    paramsSetAvailMin = named("params_set_avail_min")
    paramsGetBufferSize = named("params_get_buffer_size")
    params = named("params")
    statusMalloc = named("status_malloc")
    statusFree = named("status_free")
    status = named("status")
    statusGetAvail = named("status_get_avail")
    statusGetXruns = named("status_get_xruns")
    read = named("read")
    write = named("write")
    drop = named("drop")
    pollDescriptors = named("poll_descriptors")
  }
}
