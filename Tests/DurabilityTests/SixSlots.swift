import Profiles

/// An instrument of six slots, whose snapshots take milliseconds: three kits, three patterns.
enum SixSlots {
  static let text = """
    synvc: 1
    id: six
    name: Six Slots
    maker: Nobody
    sources: ["made for these tests"]
    header: "F0 7D 06"
    probe:
      request: "F0 7D 06 01 F7"
      reply: "F0 7D 06 02 {value} F7"
    restore-order: [kit, pattern]
    kinds:
      kit:
        count: 3
        numbers: {first: 1, digits: 1}
        request: "F0 7D 06 10 {slot} F7"
        dump: "F0 7D 06 20 {slot} {body*} {checksum} F7"
        checksum: {algorithm: xor7, from: body}
        name: name
        seq:
          - {id: name, type: str, size: 4, filler: 32}
          - {ids: [level, tune], type: u1, initial: 100}
      pattern:
        count: 3
        numbers: {first: 1, digits: 1}
        request: "F0 7D 06 11 {slot} F7"
        dump: "F0 7D 06 21 {slot} {body*} {checksum} F7"
        checksum: {algorithm: xor7, from: body}
        refers-to: {kit: kit}
        seq:
          - {ids: [kit, length], type: u1}
        view:
          kit: {as: {slot: kit}}
    """

  static func profile() throws -> Profile { try Profile(text: text) }
}
