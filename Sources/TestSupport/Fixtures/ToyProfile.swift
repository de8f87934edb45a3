package import MIDI
package import Profiles

/// Profiles of a few lines, of instruments that nobody makes; ``ToyDevice`` is a richer one.
package enum ToyProfile {
  package static let identity = """
    identity:
      reply: "F0 7E ?? 06 02 7D 01 00 02 00 {minor} 00 {major} 00 F7"
      firmware: "{major}.{minor}"
      firmware-family: "{major}"
    """

  private static let timing = "{gap: 10 ms, idle-timeout: 200 ms}"

  /// The keys that every profile has.
  ///
  /// - Parameter model: the third byte of every message, at most 9.
  package static func head(id: String = "small", model: Int = 1) -> String {
    """
    synvc: 1
    id: \(id)
    name: \(id.prefix(1).uppercased() + id.dropFirst())
    maker: Nobody
    header: "F0 7D 0\(model)"
    """
  }

  /// - Parameter head: keys beside those that every profile has.
  package static func text(
    id: String = "small", model: Int = 1, head: String = "", transfer: String? = timing, kinds: [ToyKind]
  ) -> String {
    let lines = [Self.head(id: id, model: model), head, transfer.map { "transfer: \($0)" } ?? "", "kinds:"]
    return (lines + kinds.map { $0.text(model) }).filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  /// A model with one kind, `patch`, of eight slots of two bytes and a checksum.
  ///
  /// - Parameter kind: keys of the kind.
  package static func text(
    id: String = "small", head: String = identity, transfer: String = timing, request: Bool = true, kind: [String] = []
  ) -> String {
    let keys = kind + ["seq: [{ids: [a, b], type: u1}]"]
    return text(id: id, head: head, transfer: transfer, kinds: [ToyKind(request: request ? "{slot}" : nil, keys)])
  }

  /// A model with one kind, `patch`, whose messages have `seq` in their bodies, unpacked.
  package static func text(
    tables: String = "", seq: [String], view: [String] = [], extra: [String] = []
  ) -> String {
    let layout = (["seq:"] + seq.map { "  - \($0)" }, (view.isEmpty ? [] : ["view:"]) + view.map { "  \($0)" })
    return text(
      head: tables, transfer: nil, kinds: [ToyKind(dump: "{slot} {body*}", extra + layout.0 + layout.1)])
  }

  package static func profile() throws -> Profile { try Profile(text: text()) }

  /// - Parameters:
  ///   - start: the bytes after the header; by default those of the first kind.
  ///   - body: with a checksum of the slot and of these bytes.
  package static func message(
    _ slot: Int, _ body: [UInt8], model: UInt8 = 1, start: [UInt8] = [0x20]
  ) throws -> SysExMessage {
    let sum = ([UInt8(slot)] + body).reduce(0) { $0 &+ $1 } & 0x7F
    return try SysExMessage([0xF0, 0x7D, model] + start + [UInt8(slot)] + body + [sum, 0xF7])
  }

  /// - Parameter body: without a checksum.
  package static func message(_ body: [UInt8], slot: UInt8 = 0) throws -> SysExMessage {
    try SysExMessage([0xF0, 0x7D, 0x01, 0x20, slot] + body + [0xF7])
  }
}

/// A kind whose slots are one message each: `F0 7D MODEL 1N …` requests it, `F0 7D MODEL 2N …` dumps it.
package struct ToyKind {
  private let id: String
  private let number: Int
  private let keys: [String]
  private let patterns: [(key: String, group: Int, rest: String)]

  /// - Parameters:
  ///   - number: N, at most 9.
  ///   - count: nil for the members of a bank, which have no dump either.
  ///   - dump: what follows the first bytes, as in `request`; `checksum` describes a checksum in it.
  ///   - keys: more of them; one may have several lines.
  package init(
    _ id: String = "patch", number: Int = 0, count: Int? = 8, numbers: String = "{first: 1, digits: 1}",
    request: String? = "{slot}", dump: String? = "{slot} {body*} {checksum}", checksum: String = "sum7, from: slot",
    _ keys: [String]
  ) {
    (self.id, self.number) = (id, number)
    patterns = [("request", 1, request), ("dump", 2, dump)].compactMap { key, group, rest in
      rest.map { (key, group, $0) }
    }
    let sum = dump?.contains("{checksum") == true ? ["checksum: {algorithm: \(checksum)}"] : []
    self.keys = (count.map { ["count: \($0)"] } ?? []) + ["numbers: \(numbers)"] + sum + keys
  }

  func text(_ model: Int) -> String {
    let messages = patterns.map { key, group, rest in
      "\(key): \"F0 7D 0\(model) \(group)\(number) \(rest)\(rest.isEmpty ? "" : " ")F7\""
    }
    return (["  \(id):"] + (messages + keys).map { "    " + $0.replacing("\n", with: "\n    ") })
      .joined(separator: "\n")
  }
}
