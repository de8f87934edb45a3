/// Small instruments that nobody makes, each as good at showing damage as some that are made.
enum MatrixProfile: String, CaseIterable {
  /// Messages have a length, a checksum, a version and the slot's number, as Elektron's.
  case sealed
  /// No length and no checksum; the layout says how long a message is, as a DX7's.
  case plain
  /// No length and no checksum, and the layout names only the first bytes: a message may be of any length.
  case open
  /// A checksum, but no length; a sum does not see missing zeros.
  case summed
  /// Only the edit buffer can be asked for, after a program was selected; a checksum, and no number in the dump.
  case chosen

  var text: String {
    switch self {
    case .sealed: Self.sealedText
    case .plain: Self.plainText
    case .open: Self.openText
    case .summed: Self.summedText
    case .chosen: Self.chosenText
    }
  }

  private static let sealedText = """
    synvc: 1
    id: sealed
    name: Sealed
    maker: Nobody
    header: "F0 7D 01"
    identity:
      reply: "F0 7E ?? 06 02 7D 01 00 02 00 {minor} 00 {major} 00 F7"
      firmware: "{major}.{minor}"
      firmware-family: "{major}"
    transfer: {gap: 20 ms, idle-timeout: 500 ms, retries: 2}
    restore-order: [sample, patch, song, setup]
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 1}
        request: "F0 7D 01 10 {slot} F7"
        dump: "F0 7D 01 20 {version} {slot} {body*} {checksum:2} {length:2} F7"
        initial: {version: 1}
        checksum: {algorithm: sum14, from: slot}
        length: {from: body}
        seq:
          - {ids: [level, cutoff], type: u1, initial: 100}
          - {id: spare, type: bytes, size: 12}
          - {id: decay, type: u1, initial: 7}
      song:
        count: 2
        numbers: {first: 1, digits: 1}
        request: "F0 7D 01 11 {slot} F7"
        dump: "F0 7D 01 21 {version} {slot} {body*} {checksum:2} {length:2} F7"
        initial: {version: 1}
        checksum: {algorithm: sum14, from: slot}
        length: {from: body}
        refers-to: {patch: patch}
        seq: [{ids: [patch, tempo], type: u1}]
        view: {patch: {as: {slot: patch}}}
      sample:
        count: 2
        numbers: {first: 1, digits: 1}
        silent-when-empty: true
        request: "F0 7D 01 13 {slot} F7"
        dump: "F0 7D 01 23 {version} {slot} {body*} {checksum:2} {length:2} F7"
        initial: {version: 1}
        checksum: {algorithm: sum14, from: slot}
        length: {from: body}
        seq: [{ids: [tune, loop], type: u1}]
      setup:
        count: 1
        numbers: [system]
        request: "F0 7D 01 12 F7"
        dump: "F0 7D 01 22 {version} {body*} {checksum:2} {length:2} F7"
        initial: {version: 1}
        checksum: {algorithm: sum14, from: body}
        length: {from: body}
        cuts-the-line: true
        seq: [{ids: [channel, tuning], type: u1}]
    """

  private static let plainText = """
    synvc: 1
    id: plain
    name: Plain
    maker: Nobody
    header: "F0 7D 02"
    transfer: {gap: 20 ms, idle-timeout: 500 ms, retries: 2}
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 1}
        request: "F0 7D 02 10 {slot} F7"
        dump: "F0 7D 02 20 {slot} {body*} F7"
        seq:
          - {ids: [level, cutoff], type: u1, initial: 100}
          - {id: spare, type: bytes, size: 12}
          - {id: decay, type: u1, initial: 7}
    """

  private static let openText = """
    synvc: 1
    id: open
    name: Open
    maker: Nobody
    header: "F0 7D 03"
    transfer: {gap: 20 ms, idle-timeout: 500 ms, retries: 2}
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 1}
        request: "F0 7D 03 10 {slot} F7"
        dump: "F0 7D 03 20 {slot} {body*} F7"
        seq: [{ids: [level, cutoff], type: u1, initial: 100}]
    """

  private static let summedText = """
    synvc: 1
    id: summed
    name: Summed
    maker: Nobody
    header: "F0 7D 04"
    transfer: {gap: 20 ms, idle-timeout: 500 ms, retries: 2, request-ahead: 4}
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 1}
        request: "F0 7D 04 10 {slot} F7"
        dump: "F0 7D 04 20 {slot} {body*} {checksum} F7"
        checksum: {algorithm: negated-sum7, from: slot}
        seq: [{ids: [level, cutoff], type: u1, initial: 100}]
    """

  private static let chosenText = """
    synvc: 1
    id: chosen
    name: Chosen
    maker: Nobody
    header: "F0 7D 06"
    transfer: {gap: 20 ms, idle-timeout: 500 ms, retries: 2}
    kinds:
      patch:
        count: 8
        numbers: {first: 1, digits: 1}
        select: {banks: [{msb: 0}, {msb: 1}], programs: 4, wait: 100 ms}
        request: "F0 7D 06 10 F7"
        dump: "F0 7D 06 20 {body*} {checksum} F7"
        store: "F0 7D 06 30 {bank} {slot} {body*} {checksum} F7"
        checksum: {algorithm: negated-sum7, from: body}
        seq:
          - {ids: [level, cutoff], type: u1, initial: 100}
          - {id: spare, type: bytes, size: 12}
          - {id: decay, type: u1, initial: 7}
    """
}
