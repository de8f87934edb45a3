import MIDI
import Objects
import Operations
import Profiles
import Simulation
import Testing
import Archive
import History

/// A port that changes what the unit says: the n-th message from it becomes others.
private final class Meddler: Port {
  private let port: any Port
  private let change: (Int, SysExMessage) -> [[UInt8]]
  private var framer = Framer()
  private var count = 0
  private(set) var said: [[UInt8]] = []
  private(set) var heard: [[UInt8]] = []
  var name: String { port.name }
  var now: Duration { port.now }

  init(_ port: any Port, _ change: @escaping (Int, SysExMessage) -> [[UInt8]]) {
    self.port = port
    self.change = change
  }

  func write(_ bytes: [UInt8]) throws(PortError) {
    heard.append(bytes)
    try port.write(bytes)
  }

  func read(within duration: Duration) throws(PortError) -> [UInt8] {
    let deadline = now + duration
    while true {
      let bytes = try port.read(within: max(.zero, deadline - now))
      guard !bytes.isEmpty else { return [] }
      var changed: [[UInt8]] = []
      for case .message(let message, at: _, raw: _) in framer.feed(bytes) {
        changed += change(count, message)
        said.append(message.bytes)
        count += 1
      }
      if !changed.isEmpty { return changed.flatMap(\.self) }
    }
  }

  func drain() throws(PortError) { try port.drain() }
  func pause(_ duration: Duration) { port.pause(duration) }
  func close() { port.close() }
}

@Suite("acknowledged protocols")
struct HandshakeTests {
  // MARK: Roland

  private static let header: [UInt8] = [0xF0, 0x41, 0x10, 0x7D]
  private static let accepted = header + [0x43, 0xF7]
  private static let again = header + [0x4E, 0xF7]
  private static let rejected = header + [0x4F, 0xF7]

  private static let roland = """
    synvc: 1
    id: rolling
    name: Rolling
    maker: Nobody
    header: "F0 41 10 7D"
    transfer: {gap: 5 ms, idle-timeout: 300 ms, retries: 2}
    handshake:
      kind: roland
      open: "F0 41 10 7D 40 {bank} {slot} 00 {size:3} {checksum} F7"
      close: "F0 41 10 7D 45 F7"
      accepted: "F0 41 10 7D 43 F7"
      again: "F0 41 10 7D 4E F7"
      refused: {it was rejected: "F0 41 10 7D 4F F7"}
      timeout: 300 ms
    kinds:
      patch:
        count: 4
        numbers: {first: 1, digits: 1}
        request: "F0 41 10 7D 41 02 {slot} 00 00 00 04 00 F7"
        dump: "F0 41 10 7D 42 {bank} {slot} 00 {body*} {checksum} F7"
        initial: {bank: 2}
        checksum: {algorithm: negated-sum7, from: bank}
        seq: [{ids: [a, b, c, d], type: u1}]
    """

  private static func dump(_ slot: UInt8, _ body: [UInt8]) throws -> SysExMessage {
    let sum = (2 + slot + body.reduce(0, +)) & 0x7F
    return try SysExMessage(header + [0x42, 2, slot, 0] + body + [(0x80 - sum) & 0x7F, 0xF7])
  }

  /// A unit whose patches 1 and 2 differ from the snapshot that is returned.
  private func scene(
    _ text: String = roland, _ dump: (UInt8, [UInt8]) throws -> SysExMessage = Self.dump
  ) throws -> (bench: ToyBench, wanted: ObjectID, memory: [SysExMessage]) {
    let bench = try ToyBench(text)
    let first = try (0..<4).map { try dump(UInt8($0), [1, 2, 3, UInt8($0)]) }
    bench.unit = SimulatedUnit(profile: bench.profile, memory: first)
    let id = try #require(try bench.snapshot("first").commit)
    bench.unit = SimulatedUnit(
      profile: bench.profile, memory: try (0..<4).map { try dump(UInt8($0), [1, 2, $0 % 3 == 0 ? 3 : 9, UInt8($0)]) })
    return (bench, id, first)
  }

  private func memory(_ bench: ToyBench) -> [SysExMessage] {
    (0..<4).compactMap { bench.unit.message(in: Slot(kind: "patch", index: $0)) }
  }

  /// Sends back what differs; from then on the unit's n-th message becomes others.
  private func send(
    _ bench: ToyBench, _ target: ObjectID, _ change: @escaping (Int, SysExMessage) -> [[UInt8]]
  ) throws -> (result: RestoreResult, meddler: Meddler?) {
    var meddler: Meddler?
    var isSending = false
    var from = 0
    bench.wrap = { port in
      let made = Meddler(port) { count, message in
        guard isSending else {
          from = count + 1
          return [message.bytes]
        }
        return change(count - from, message)
      }
      meddler = made
      return made
    }
    defer { bench.wrap = { $0 } }
    let restore = try bench.workspace.planRestore(RestoreRequest(target: target), on: bench.delegate)
    isSending = true
    return (try bench.workspace.send(restore, on: bench.delegate) { _, _ in }, meddler)
  }

  private func error(_ attempt: () throws -> Void) -> String? {
    do { try attempt() } catch { return "\(error)" }
    return nil
  }

  @Test("Roland: every step of a send is acknowledged, and synvc acknowledges reads")
  func roland() throws {
    let (bench, wanted, memory) = try scene()
    let (result, meddler) = try send(bench, wanted) { [$1.bytes] }
    #expect(result.isVerified && self.memory(bench) == memory)
    let sent = try #require(meddler).heard.filter { $0[4] != 0x43 && $0[4] != 0x41 }
    #expect(sent.map { $0[4] } == [0x40, 0x42, 0x45, 0x40, 0x42, 0x45])
    #expect(sent[0] == Self.header + [0x40, 2, 1, 0, 0, 0, 4, (0x80 - 7) & 0x7F, 0xF7])
  }

  @Test("Roland: a repeat request is answered", arguments: 0..<6)
  func again(number: Int) throws {
    let (bench, wanted, memory) = try scene()
    let (result, _) = try send(bench, wanted) { count, message in count == number ? [Self.again] : [message.bytes] }
    #expect(result.isVerified && self.memory(bench) == memory)
  }

  @Test("Roland: rejection, silence or endless repeats stop the send, name the slot, and allow resuming")
  func refused() throws {
    for number in 0..<6 {
      let slot = number < 3 ? "patch/2" : "patch/3"
      for (answer, words) in [([Self.rejected], "refused(\"it was rejected\")"), ([], "silence")] {
        let (bench, wanted, memory) = try scene()
        let found = error { _ = try send(bench, wanted) { $0 == number ? answer : [$1.bytes] } }
        #expect(
          found?.contains("handshake(slot: \"\(slot)\"") == true && found?.contains(words) == true, "\(found ?? "")")
        let request = try #require(try bench.workspace.requests(to: .complete).first)
        let restore = try bench.workspace.planRestore(request, on: bench.delegate)
        #expect(try bench.workspace.send(restore, on: bench.delegate) { _, _ in }.isVerified)
        #expect(self.memory(bench) == memory)
      }
    }
    let (bench, wanted, _) = try scene()
    let found = error { _ = try send(bench, wanted) { _, _ in [Self.again] } }
    #expect(found?.contains("alwaysAgain(times: 3)") == true)
  }

  @Test("Roland: another model's acknowledgement is ignored")
  func wrongAcknowledgement() throws {
    let (bench, wanted, memory) = try scene()
    let foreign: [UInt8] = [0xF0, 0x41, 0x10, 0x14, 0x43, 0xF7]
    let (result, _) = try send(bench, wanted) { [foreign, $1.bytes] }
    #expect(result.isVerified && self.memory(bench) == memory)
    let (other, target, _) = try scene()
    let found = error { _ = try send(other, target) { $0 == 1 ? [foreign] : [$1.bytes] } }
    #expect(found?.contains("silence") == true)
  }

  @Test("Roland: a damaged answer is repeated within the exchange; a truncated one restarts it")
  func reading() throws {
    let whole = try scene().memory
    for number in 0..<8 {
      for isDropped in [true, false] {
        let (bench, _, _) = try scene()
        bench.unit = SimulatedUnit(profile: bench.profile, memory: whole)
        var isDone = false
        bench.wrap = { port in
          Meddler(port) { count, message in
            guard count == number, !isDone else { return [message.bytes] }
            isDone = true
            if isDropped { return [] }
            var bytes = message.bytes
            bytes[bytes.count - 2] ^= 1
            return [bytes]
          }
        }
        // What is read is what the first snapshot holds.
        let live = try bench.workspace.compareLive(with: try bench.workspace.head(), .all, on: bench.delegate)
        #expect(live.allSatisfy { $0.difference.isEmpty && $0.slotCount == 4 }, "\(number) \(isDropped)")
        #expect(isDone)
      }
    }
    let (bench, _, _) = try scene()
    bench.wrap = { Meddler($0) { _, message in message.bytes[4] == 0x45 ? [] : [message.bytes] } }
    #expect(error { try bench.snapshot("no end") }?.contains("noEnd") == true)
    bench.wrap = { Meddler($0) { _, _ in [Self.rejected] } }
    #expect(error { try bench.snapshot("rejected") }?.contains("it was rejected") == true)
  }

  // MARK: Kawai and Korg

  private static let kawai = """
    synvc: 1
    id: keen
    name: Keen
    maker: Nobody
    header: "F0 40 00"
    transfer: {gap: 5 ms, idle-timeout: 300 ms, retries: 2}
    handshake:
      kind: kawai
      accepted: "F0 40 00 40 00 01 F7"
      refused: {"it could not be written": "F0 40 00 41 00 01 F7", "the memory is protected": "F0 40 00 42 00 01 F7"}
      timeout: 300 ms
    kinds:
      patch:
        count: 4
        numbers: {first: 1, digits: 1}
        request: "F0 40 00 00 00 01 {slot} F7"
        dump: "F0 40 00 20 00 01 {slot} {body*} F7"
        seq: [{ids: [a, b, c, d], type: u1}]
    """

  private static let korg = """
    synvc: 1
    id: keyed
    name: Keyed
    maker: Nobody
    header: "F0 42 30"
    transfer: {gap: 5 ms, idle-timeout: 300 ms, retries: 2}
    handshake:
      kind: korg
      close: "F0 42 30 7D 11 00 {slot} F7"
      accepted: ["F0 42 30 7D 23 F7", "F0 42 30 7D 21 F7"]
      refused: {"it could not be loaded": "F0 42 30 7D 24 F7", "it could not be written": "F0 42 30 7D 22 F7"}
      timeout: 300 ms
    kinds:
      patch:
        count: 4
        numbers: {first: 1, digits: 1}
        request: "F0 42 30 7D 10 {slot} F7"
        dump: "F0 42 30 7D 40 {slot} {body*} F7"
        seq: [{ids: [a, b, c, d], type: u1}]
    """

  @Test("Kawai: every dump waits for its acknowledgement, and memory protection is reported as such")
  func kawai() throws {
    let dump: (UInt8, [UInt8]) throws -> SysExMessage = {
      try SysExMessage([0xF0, 0x40, 0x00, 0x20, 0x00, 0x01, $0] + $1 + [0xF7])
    }
    let (bench, wanted, memory) = try scene(Self.kawai, dump)
    #expect(try send(bench, wanted) { [$1.bytes] }.result.isVerified)
    #expect(self.memory(bench) == memory)
    for (code, words) in [(UInt8(0x41), "could not be written"), (0x42, "memory is protected")] {
      let (bench, wanted, _) = try scene(Self.kawai, dump)
      let found = error { _ = try send(bench, wanted) { _, _ in [[0xF0, 0x40, 0x00, code, 0x00, 0x01, 0xF7]] } }
      #expect(found?.contains(words) == true && found?.contains("patch/2") == true)
    }
    let (silent, target, _) = try scene(Self.kawai, dump)
    #expect(error { _ = try send(silent, target) { _, _ in [] } }?.contains("silence") == true)
  }

  @Test("Korg: a dump is loaded and then written, and each step has its own error")
  func korg() throws {
    let dump: (UInt8, [UInt8]) throws -> SysExMessage = {
      try SysExMessage([0xF0, 0x42, 0x30, 0x7D, 0x40, $0] + $1 + [0xF7])
    }
    let (bench, wanted, memory) = try scene(Self.korg, dump)
    let (result, meddler) = try send(bench, wanted) { [$1.bytes] }
    #expect(result.isVerified && self.memory(bench) == memory)
    let steps = try #require(meddler).heard.filter { $0[4] == 0x40 || $0[4] == 0x11 }
    #expect(steps.map { $0[4] } == [0x40, 0x11, 0x40, 0x11] && steps[1][6] == 1 && steps[3][6] == 2)
    for (number, code, words) in [(0, UInt8(0x24), "could not be loaded"), (1, 0x22, "could not be written")] {
      let (bench, wanted, _) = try scene(Self.korg, dump)
      let found = error {
        _ = try send(bench, wanted) { $0 == number ? [[0xF0, 0x42, 0x30, 0x7D, code, 0xF7]] : [$1.bytes] }
      }
      #expect(found?.contains(words) == true)
    }
  }

  // MARK: Protected memories

  @Test(
    "a protected unit rejects with its profile's error, requests repeats, or stays silent",
    arguments: 0..<5)
  func protected(number: Int) throws {
    let text = [Self.roland, Self.kawai, Self.korg, Self.rolandWithoutWords, Self.kawaiWithoutWords][number]
    let profile = try Profile(text: text)
    let (bench, wanted, _) = try scene(text) { slot, body in
      let kind = try #require(profile.kind("patch"))
      return try SysExMessage(kind.seal(kind.dump.fill(["slot": [slot], "bank": [2], "body": body])))
    }
    let before = memory(bench)
    bench.faults = [.taking(.refuse)]
    let found = error { _ = try send(bench, wanted) { [$1.bytes] } }
    let words = profile.handshake?.refused.first?.words
    let expected =
      words.map { "refused(\"\($0)\")" } ?? (profile.handshake?.again.isEmpty == false ? "alwaysAgain" : "silence")
    #expect(found?.contains("patch/2") == true && found?.contains(expected) == true, "\(found ?? "it was sent")")
    #expect(memory(bench) == before)
  }

  private static let rolandWithoutWords = roland.split(separator: "\n").filter { !$0.contains("refused:") }
    .joined(separator: "\n")
  private static let kawaiWithoutWords = kawai.split(separator: "\n").filter { !$0.contains("refused:") }
    .joined(separator: "\n")
}
