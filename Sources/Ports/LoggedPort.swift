package import MIDI

/// A port that logs all its traffic: `docs/formats/wire-log.md`.
package final class LoggedPort: Port {
  private let port: any Port
  private let write: (String) -> Void

  /// - Parameter write: takes the lines, without line feeds; the title comes first.
  package init(_ port: any Port, write: @escaping (String) -> Void) {
    self.port = port
    self.write = write
    write(WireRecording.title)
  }

  package var name: String { port.name }
  package var now: Duration { port.now }

  package func write(_ bytes: [UInt8]) throws(PortError) {
    try told { () throws(PortError) in
      try port.write(bytes)
      line(.sent(bytes))
    }
  }

  package func read(within duration: Duration) throws(PortError) -> [UInt8] {
    try told { () throws(PortError) in
      let bytes = try port.read(within: duration)
      if !bytes.isEmpty { line(.received(bytes)) }
      return bytes
    }
  }

  package func drain() throws(PortError) { try told { () throws(PortError) in try port.drain() } }

  package func lost() throws(PortError) -> Int {
    let count = try told { () throws(PortError) in try port.lost() }
    if count > 0 { event("lost \(count)") }
    return count
  }

  package func pause(_ duration: Duration) { port.pause(duration) }

  package func close() {
    event("closed")
    port.close()
  }

  private func line(_ what: WireRecording.Entry.What) { write(WireRecording.Entry(time: now, what: what).text) }
  private func event(_ words: String) { line(.event(words)) }

  private func told<Value>(_ call: () throws(PortError) -> Value) throws(PortError) -> Value {
    do { return try call() } catch {
      event(Self.word(error))
      throw error
    }
  }

  private static func word(_ error: PortError) -> String {
    switch error {
    case .unplugged: "unplugged"
    case .io(_, let code): "failed \(code)"
    case .notFound: "gone"
    case .busy: "busy"
    case .permission: "denied"
    case .closed: "closed already"
    }
  }
}
