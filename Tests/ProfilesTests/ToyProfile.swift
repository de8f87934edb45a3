import MIDI
import Profiles
import Testing

/// Profiles of a few lines, of an instrument that nobody makes.
enum ToyProfile {
  static let head = """
    synvc: 1
    id: small
    name: Small
    maker: Nobody
    header: "F0 7D 01"
    """

  /// A model with one kind, `patch`, whose messages have `seq` in their bodies, unpacked.
  static func text(tables: String = "", seq: [String], view: [String] = [], extra: [String] = []) -> String {
    let lines =
      [
        head, tables, "kinds:", "  patch:", "    count: 8", "    numbers: {first: 1, digits: 1}",
        "    request: \"F0 7D 01 10 {slot} F7\"", "    dump: \"F0 7D 01 20 {slot} {body*} F7\"",
      ] + extra.map { "    \($0)" } + ["    seq:"] + seq.map { "      - \($0)" }
      + (view.isEmpty ? [] : ["    view:"] + view.map { "      \($0)" })
    return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
  }

  static func kind(_ text: String) throws -> Kind { try #require(try Profile(text: text).kind("patch")) }

  static func message(_ body: [UInt8], slot: UInt8 = 0) throws -> SysExMessage {
    try SysExMessage([0xF0, 0x7D, 0x01, 0x20, slot] + body + [0xF7])
  }
}
