import CALSA
import Glibc

/// The functions of ALSA's sequencer, with the names of the library less `snd_seq_`.
struct SequencerFunctions: Sendable {
  typealias Handle = OpaquePointer?
  typealias Made = UnsafeMutablePointer<OpaquePointer?>
  typealias Event = UnsafeMutablePointer<snd_seq_event_t>
  typealias Call = @convention(c) (Handle) -> Int32
  typealias Size = @convention(c) (Handle, Int) -> Int32
  typealias Connect = @convention(c) (Handle, Int32, Int32, Int32) -> Int32
  typealias Text = @convention(c) (Handle) -> UnsafePointer<CChar>?

  let open: @convention(c) (Made, UnsafePointer<CChar>, Int32, Int32) -> Int32
  let close: Call
  let setClientName: @convention(c) (Handle, UnsafePointer<CChar>) -> Int32
  let clientID: Call
  let setClientPoolInput: Size
  let setClientPoolOutput: Size
  let createSimplePort: @convention(c) (Handle, UnsafePointer<CChar>, UInt32, UInt32) -> Int32
  let connectFrom: Connect
  let connectTo: Connect
  let pollDescriptors: @convention(c) (Handle, UnsafeMutablePointer<pollfd>, UInt32, Int16) -> Int32
  let eventInput: @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutablePointer<snd_seq_event_t>?>) -> Int32
  let eventOutputDirect: @convention(c) (Handle, Event) -> Int32

  let clientInfoMalloc: @convention(c) (Made) -> Int32
  let clientInfoFree: @convention(c) (Handle) -> Void
  let clientInfoSetClient: @convention(c) (Handle, Int32) -> Void
  let clientInfoGetClient: Call
  let clientInfoGetName: Text
  let clientInfoGetType: @convention(c) (Handle) -> UInt32
  let clientInfoGetCard: Call
  let clientInfoGetPID: Call
  let queryNextClient: @convention(c) (Handle, Handle) -> Int32

  let portInfoMalloc: @convention(c) (Made) -> Int32
  let portInfoFree: @convention(c) (Handle) -> Void
  let portInfoSetClient: @convention(c) (Handle, Int32) -> Void
  let portInfoSetPort: @convention(c) (Handle, Int32) -> Void
  let portInfoGetPort: Call
  let portInfoGetName: Text
  let portInfoGetCapability: @convention(c) (Handle) -> UInt32
  let queryNextPort: @convention(c) (Handle, Handle) -> Int32

  let newCoder: @convention(c) (Int, Made) -> Int32
  let freeCoder: @convention(c) (Handle) -> Void
  let noRunningStatus: @convention(c) (Handle, Int32) -> Void
  let encode: @convention(c) (Handle, UnsafePointer<UInt8>, Int, Event) -> Int
  let decode: @convention(c) (Handle, UnsafeMutablePointer<UInt8>, Int, Event) -> Int

  init(_ library: ALSALibrary) {
    func named<Function>(_ name: String) -> Function { library.function("snd_seq_" + name, Function.self) }
    func coder<Function>(_ name: String) -> Function { library.function("snd_midi_event_" + name, Function.self) }
    open = named("open")
    close = named("close")
    setClientName = named("set_client_name")
    clientID = named("client_id")
    setClientPoolInput = named("set_client_pool_input")
    setClientPoolOutput = named("set_client_pool_output")
    createSimplePort = named("create_simple_port")
    connectFrom = named("connect_from")
    connectTo = named("connect_to")
    pollDescriptors = named("poll_descriptors")
    eventInput = named("event_input")
    eventOutputDirect = named("event_output_direct")
    clientInfoMalloc = named("client_info_malloc")
    clientInfoFree = named("client_info_free")
    clientInfoSetClient = named("client_info_set_client")
    clientInfoGetClient = named("client_info_get_client")
    clientInfoGetName = named("client_info_get_name")
    clientInfoGetType = named("client_info_get_type")
    clientInfoGetCard = named("client_info_get_card")
    clientInfoGetPID = named("client_info_get_pid")
    queryNextClient = named("query_next_client")
    portInfoMalloc = named("port_info_malloc")
    portInfoFree = named("port_info_free")
    portInfoSetClient = named("port_info_set_client")
    portInfoSetPort = named("port_info_set_port")
    portInfoGetPort = named("port_info_get_port")
    portInfoGetName = named("port_info_get_name")
    portInfoGetCapability = named("port_info_get_capability")
    queryNextPort = named("query_next_port")
    newCoder = coder("new")
    freeCoder = coder("free")
    noRunningStatus = coder("no_status")
    encode = coder("encode")
    decode = coder("decode")
  }
}
