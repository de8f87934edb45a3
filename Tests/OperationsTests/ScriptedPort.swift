import MIDI

/// A port that answers questions from a table; time costs nothing.
final class ScriptedPort: Port {
  let name = "script"
  private(set) var now: Duration = .zero
  private let answers: [[UInt8]: [[UInt8]]]
  private var waiting: [UInt8] = []

  init(_ answers: [[UInt8]: [[UInt8]]]) { self.answers = answers }

  func write(_ bytes: [UInt8]) throws(PortError) { waiting += (answers[bytes] ?? []).joined() }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    if waiting.isEmpty { now += duration }
    defer { waiting = [] }
    return waiting
  }

  func drain() throws(PortError) {}
  func pause(_ duration: Duration) { now += duration }
  func close() {}
}

/// A port before which some answers come from a table.
final class AnsweringPort: Port {
  private let port: any Port
  private let answers: [[UInt8]: [[UInt8]]]
  private var waiting: [UInt8] = []
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any Port, _ answers: [[UInt8]: [[UInt8]]]) {
    self.port = port
    self.answers = answers
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    if let known = answers[bytes] { waiting += known.joined() } else { try port.write(bytes) }
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    guard waiting.isEmpty else {
      defer { waiting = [] }
      return waiting
    }
    return try port.read(within: duration)
  }

  func drain() throws(PortError) { try port.drain() }
  func lost() throws(PortError) -> Int { try port.lost() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}

/// A port that says that the system lost bytes, after each of these reads.
final class LossyPort: Port {
  private let port: any Port
  private var losses: [Int: Int]
  private var reads = 0
  private var count = 0
  var name: String { port.name }
  var now: Duration { port.now }

  /// - Parameter losses: bytes lost by the number of the read, from 1, that gave bytes.
  init(_ port: any Port, _ losses: [Int: Int]) {
    self.port = port
    self.losses = losses
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let bytes = try port.read(within: duration)
    if !bytes.isEmpty {
      reads += 1
      count += losses.removeValue(forKey: reads) ?? 0
    }
    return bytes
  }

  func lost() throws(PortError) -> Int {
    defer { count = 0 }
    return count
  }

  func write(_ bytes: [UInt8]) throws(PortError) { try port.write(bytes) }
  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}
