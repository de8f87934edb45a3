import TestSupport
import Profiles

/// An instrument of six slots, whose snapshots take milliseconds: three kits, three patterns.
enum SixSlots {
  static let text = ToyProfile.text(
    id: "six", model: 6,
    head: """
      sources: ["made for these tests"]
      probe: {request: "F0 7D 06 01 F7", reply: "F0 7D 06 02 {value} F7"}
      restore-order: [kit, pattern]
      """, transfer: nil,
    kinds: [
      ToyKind(
        "kit", count: 3, checksum: "xor7, from: body",
        [
          "name: name",
          "seq: [{id: name, type: str, size: 4, filler: 32}, {ids: [level, tune], type: u1, initial: 100}]",
        ]),
      ToyKind(
        "pattern", number: 1, count: 3, checksum: "xor7, from: body",
        ["refers-to: {kit: kit}", "seq: [{ids: [kit, length], type: u1}]", "view: {kit: {as: {slot: kit}}}"]),
    ])

  static func profile() throws -> Profile { try Profile(text: text) }
}
