import TestSupport

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
    case .sealed:
      text(
        1, head: ToyProfile.identity + "\nrestore-order: [sample, patch, song, setup]",
        [
          ToyKind(dump: sealed, checksum: sum, seal + [Self.patch]),
          ToyKind(
            "song", number: 1, count: 2, dump: sealed, checksum: sum,
            seal + [
              "refers-to: {patch: patch}", "seq: [{ids: [patch, tempo], type: u1}]",
              "view: {patch: {as: {slot: patch}}}",
            ]),
          ToyKind(
            "sample", number: 3, count: 2, dump: sealed, checksum: sum,
            seal + ["silent-when-empty: true", "seq: [{ids: [tune, loop], type: u1}]"]),
          ToyKind(
            "setup", number: 2, count: 1, numbers: "[system]", request: "",
            dump: "{version} {body*} {checksum:2} {length:2}", checksum: "sum14, from: body",
            seal + ["cuts-the-line: true", "seq: [{ids: [channel, tuning], type: u1}]"]),
        ])
    case .plain: text(2, [ToyKind(dump: "{slot} {body*}", [Self.patch])])
    case .open: text(3, [ToyKind(dump: "{slot} {body*}", [Self.short])])
    case .summed:
      text(4, transfer: "request-ahead: 4", [ToyKind(checksum: "negated-sum7, from: slot", [Self.short])])
    case .chosen:
      text(
        6,
        [
          ToyKind(
            request: "", dump: "{body*} {checksum}", checksum: "negated-sum7, from: body",
            [
              "select: {banks: [{msb: 0}, {msb: 1}], programs: 4, wait: 100 ms}",
              "store: \"F0 7D 06 30 {bank} {slot} {body*} {checksum} F7\"", Self.patch,
            ])
        ])
    }
  }

  private func text(_ model: Int, head: String = "", transfer: String? = nil, _ kinds: [ToyKind]) -> String {
    let transfer = ["gap: 20 ms", "idle-timeout: 500 ms", "retries: 2"] + (transfer.map { [$0] } ?? [])
    return ToyProfile.text(
      id: rawValue, model: model, head: head, transfer: "{\(transfer.joined(separator: ", "))}", kinds: kinds)
  }

  private var sealed: String { "{version} {slot} {body*} {checksum:2} {length:2}" }
  private var sum: String { "sum14, from: slot" }
  private var seal: [String] { ["initial: {version: 1}", "length: {from: body}"] }

  private static let patch = """
    seq:
      - {ids: [level, cutoff], type: u1, initial: 100}
      - {id: spare, type: bytes, size: 12}
      - {id: decay, type: u1, initial: 7}
    """

  private static let short = "seq: [{ids: [level, cutoff], type: u1, initial: 100}]"
}
