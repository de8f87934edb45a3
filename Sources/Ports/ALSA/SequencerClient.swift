import CALSA
import Glibc

/// A client of ALSA's sequencer: synvc itself. A class, for it owns the library's handle.
final class SequencerClient: @unchecked Sendable {
  let functions: SequencerFunctions
  let handle: OpaquePointer

  init(library: ALSALibrary) throws(ALSAError) {
    functions = SequencerFunctions(library)
    var made: OpaquePointer?
    let code = functions.open(&made, "default", SND_SEQ_OPEN_DUPLEX, Int32(SND_SEQ_NONBLOCK))
    guard code >= 0, let made else { throw ALSAError(code: -code) }
    handle = made
    _ = functions.setClientName(handle, "synvc")
  }

  deinit { _ = functions.close(handle) }

  /// The ports of other programs and of cards, in order of their addresses; the system's own clients are left out.
  func ports() -> [SequencerEntry] {
    clients().flatMap { client in
      numbers(of: client).map { port, name, capability in
        SequencerEntry(client: client, port: port, name: name, capability: capability)
      }
    }
  }

  /// Clients without instruments: client 0 announces, client 14 echoes its input.
  private static let withoutInstruments: Set<Int32> = [0, 14]

  private func clients() -> [SequencerEntry.Client] {
    var info: OpaquePointer?
    guard functions.clientInfoMalloc(&info) >= 0, let info else { return [] }
    defer { functions.clientInfoFree(info) }
    functions.clientInfoSetClient(info, -1)
    let own = functions.clientID(handle)
    var clients: [SequencerEntry.Client] = []
    while functions.queryNextClient(handle, info) >= 0 {
      let number = functions.clientInfoGetClient(info)
      if number == own || Self.withoutInstruments.contains(number) { continue }
      let isKernel = functions.clientInfoGetType(info) == SND_SEQ_KERNEL_CLIENT.rawValue
      let card = functions.clientInfoGetCard(info)
      let process = functions.clientInfoGetPID(info)
      clients.append(
        SequencerEntry.Client(
          number: Int(number), name: Self.trimmed(functions.clientInfoGetName(info)),
          card: isKernel && card >= 0 ? Int(card) : nil, process: !isKernel && process > 0 ? Int(process) : nil))
    }
    return clients
  }

  private func numbers(of client: SequencerEntry.Client) -> [(Int, String, SequencerEntry.Capability)] {
    var info: OpaquePointer?
    guard functions.portInfoMalloc(&info) >= 0, let info else { return [] }
    defer { functions.portInfoFree(info) }
    functions.portInfoSetClient(info, Int32(client.number))
    functions.portInfoSetPort(info, -1)
    var ports: [(Int, String, SequencerEntry.Capability)] = []
    while functions.queryNextPort(handle, info) >= 0 {
      ports.append(
        (
          Int(functions.portInfoGetPort(info)), Self.trimmed(functions.portInfoGetName(info)),
          SequencerEntry.Capability(rawValue: functions.portInfoGetCapability(info))
        ))
    }
    return ports
  }

  /// Names are padded with blanks.
  private static func trimmed(_ name: UnsafePointer<CChar>?) -> String {
    var text = name.map { String(cString: $0) }?[...] ?? ""
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// A port of the sequencer that belongs to another client.
struct SequencerEntry: Hashable, Sendable {
  struct Client: Hashable, Sendable {
    let number: Int
    let name: String
    /// The card whose port this is; nil: a program's.
    let card: Int?
    let process: Int?
  }

  /// - Source: `alsa/seq.h`, SND_SEQ_PORT_CAP_….
  struct Capability: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    static let gives = Capability(rawValue: 1 << 0 | 1 << 5)
    static let takes = Capability(rawValue: 1 << 1 | 1 << 6)
    /// Not for others.
    static let isPrivate = Capability(rawValue: 1 << 7)
  }

  let client: Client
  let port: Int
  let name: String
  let capability: Capability

  var address: String { "\(client.number):\(port)" }
}
