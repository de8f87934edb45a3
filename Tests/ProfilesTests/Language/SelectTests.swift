import Foundation
import MIDI
import Profiles
import Testing

@Suite("kinds that only the edit buffer can dump")
struct SelectTests {
  private static func example() throws -> String {
    try String(contentsOf: packageRoot.appending(path: "docs/formats/example-edit-buffer.yaml"), encoding: .utf8)
  }

  private static func text(select: String, _ more: [String] = [], count: Int = 16, head: [String] = []) -> String {
    let lines =
      ["synvc: 1", "id: a", "name: A", "maker: B", "header: \"F0 7D\""] + head
      + ["kinds:", "  patch:", "    count: \(count)", "    numbers: {first: 1}", "    select: \(select)"]
      + (more.contains { $0.hasPrefix("request") } ? [] : ["    request: \"F0 7D 01 F7\""])
      + (more.contains { $0.hasPrefix("dump") } ? [] : ["    dump: \"F0 7D 02 {body*} F7\""])
      + more.map { "    \($0)" } + ["    seq: [{id: a, type: u1}]"]
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("the worked example has no errors, no path clashes, and a source for every claim")
  func clean() throws {
    let check = ProfileCheck(text: try Self.example())
    #expect(check.error == nil && check.pathProblems.isEmpty && check.withoutSource.isEmpty && check.guesses.isEmpty)
  }

  @Test("every slot gives its bank and program on its channel")
  func bytes() throws {
    let profile = try Profile(text: Self.example())
    let patch = try #require(profile.kind("patch")?.select)
    #expect(patch.bytes(for: 0, channel: 0) == [0xB0, 0, 0, 0xB0, 32, 0, 0xC0, 0])
    #expect(patch.bytes(for: 9, channel: 15) == [0xBF, 0, 0, 0xBF, 32, 1, 0xCF, 1])
    let layer = try #require(profile.kind("layer")?.select)
    #expect(layer.bytes(for: 3, channel: 1) == [0xB1, 0, 1, 0xC1, 103])
    #expect(layer.wait == .milliseconds(100) && profile.kind("layer")?.askableCount == 4)
    let plain = try #require(try Profile(text: Self.text(select: "{}")).kind("patch")?.select)
    #expect(plain.bytes(for: 15, channel: 0) == [0xC0, 15] && plain.count == 128)
  }

  @Test("a slot is recovered from its selection messages only")
  func index() throws {
    let profile = try Profile(text: Self.example())
    for kind in ["patch", "layer"].compactMap(profile.kind) {
      let select = try #require(kind.select)
      for slot in 0..<kind.count {
        let bytes = select.bytes(for: slot, channel: 0)
        let value = { (number: UInt8) in
          stride(from: 0, to: bytes.count - 2, by: 3).first { bytes[$0 + 1] == number }.map { bytes[$0 + 2] }
        }
        let program = try #require(bytes.last)
        #expect(select.index(msb: value(0), lsb: value(32), program: program) == slot)
        #expect(select.index(msb: 9, lsb: value(32), program: program) == nil)
      }
      #expect(select.index(msb: 0, lsb: 0, program: 127) == nil)
    }
  }

  @Test("a checksum follows the bytes it covers, in the dump and in the store message")
  func checksumInFront() throws {
    let sum = "checksum: {algorithm: sum7, from: body}"
    let behind = "F0 7D 02 {body*} {checksum} F7"
    let front = "F0 7D 02 {checksum} {body*} F7"
    let store = { (text: String) in "store: \"\(text.replacing("7D 02", with: "7D 03 {slot}"))\"" }
    _ = try Profile(text: Self.text(select: "{}", ["dump: \"\(behind)\"", sum, store(behind)]))
    for more in [
      ["dump: \"\(front)\"", sum], ["dump: \"\(behind)\"", sum, store(front)],
      ["dump: \"\(behind)\"", "checksum: {algorithm: sum7, from: checksum}"],
    ] {
      #expect(throws: ProfileError.self, "\(more)") { try Profile(text: Self.text(select: "{}", more)) }
    }
  }

  @Test("more slots than fit in a byte can all be requested")
  func many() throws {
    let banks = (0..<3).map { "{lsb: \($0)}" }.joined(separator: ", ")
    let kind = try #require(
      try Profile(text: Self.text(select: "{banks: [\(banks)], programs: 100}", count: 300)).kind("patch"))
    #expect(kind.askableCount == 300)
    #expect(kind.select?.bytes(for: 299, channel: 0) == [0xB0, 32, 2, 0xC0, 99])
  }

  @Test("a store message holds the edit buffer with a correct checksum, and converts back")
  func store() throws {
    let profile = try Profile(text: Self.example())
    let kind = try #require(profile.kind("patch"))
    var tree = ItemTree()
    for (path, text) in [("name", "BRASS"), ("level", "7"), ("cutoff", "9")] {
      tree.set([path], to: Value(.word, text))
    }
    let dump = try kind.encode(tree, slot: 11)
    let bytes = try #require(kind.storing(dump.bytes, in: 11))
    #expect(bytes.prefix(8) == [0xF0, 0x00, 0x7F, 0x42, 0x07, 0x21, 1, 3])
    let message = try SysExMessage(bytes)
    let stored = try #require(kind.stored(by: message))
    #expect(stored.slot == 11 && stored.dump == dump)
    #expect(profile.maySend(message) && profile.maySend(dump))
    var damaged = bytes
    damaged[9] ^= 1
    #expect(kind.stored(by: try SysExMessage(damaged)) == nil && kind.stored(by: dump) == nil)
    #expect(profile.kind("layer")?.storing(dump.bytes, in: 0) == nil)
    let wide = Self.text(
      select: "{banks: [{lsb: 0}, {lsb: 1}, {lsb: 2}]}", ["store: \"F0 7D 03 {slot:2} {body*} F7\""], count: 300)
    let big = try #require(try Profile(text: wide).kind("patch"))
    #expect(big.storing([0xF0, 0x7D, 0x02, 5, 0xF7], in: 299) == [0xF0, 0x7D, 0x03, 2, 43, 5, 0xF7])
  }

  @Test(
    "contradictory declarations are refused",
    arguments: [
      ("{banks: []}", [], [], "a bank such as"), ("{banks: [{}]}", [], [], "msb, lsb or both"),
      ("{banks: [{msb: 1}, {msb: 1}]}", [], [], "duplicate"), ("{banks: [{msb: 1}, {lsb: 1}]}", [], [], "the same of"),
      ("{banks: [{msb: 128}]}", [], [], "0 to 127"), ("{first: 100, programs: 29}", [], [], "128 programs"),
      ("{programs: 15}", [], [], "16 slots, not for 15"), ("{program: 1}", [], [], "unknownKey"),
      ("{wait: soon}", [], [], "expected"),
      ("{}", ["request: \"F0 7D 01 {slot} F7\""], [], "no {slot}"),
      ("{}", ["dump: \"F0 7D 02 {slot} {body*} F7\""], [], "no {slot}"),
      ("{}", ["placed-by: order"], [], "placed-by"), ("{}", ["silent-when-empty: true"], [], "silent-when-empty"),
      ("{}", ["store: \"F0 7D 03 {body*} F7\""], [], "unknownName(\"slot\""),
      ("{}", ["store: \"F0 7D 03 {slot} F7\""], [], "unknownName(\"body\""),
      ("{}", ["store: \"F0 7D 03 {slot} {other} {body*} F7\""], [], "unknownName(\"other\""),
      ("{}", ["store: \"F0 7D 02 {slot} {body*} F7\""], [], "another message"),
      ("{}", [], ["transfer: {one-way: true}"], "no one-way"), ("{}", [], ["transfer: {by-hand: true}"], "no one-way"),
    ] as [(String, [String], [String], String)])
  func refused(select: String, more: [String], head: [String], words: String) throws {
    do {
      _ = try Profile(text: Self.text(select: select, more, head: head))
      Issue.record("\(select) \(more) is taken")
    } catch { #expect("\(error.problem)".contains(words), "\(error.problem)") }
  }

  @Test("a store message requires a selection, and a slot byte counts to 128")
  func needs() {
    let lone = Self.text(select: "{}", ["store: \"F0 7D 03 {slot} {body*} F7\""], count: 1)
      .replacing("    select: {}\n", with: "")
    let small = Self.text(
      select: "{banks: [{lsb: 0}, {lsb: 1}]}", ["store: \"F0 7D 03 {slot} {body*} F7\""], count: 200)
    for (text, words) in [(lone, "select beside store"), (small, "{bank}, or {slot:2}")] {
      let problem = ProfileCheck(text: text).error?.problem
      #expect(problem.map { "\($0)".contains(words) } == true, "\(String(describing: problem))")
    }
  }
}
