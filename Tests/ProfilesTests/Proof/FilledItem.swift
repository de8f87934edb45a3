import Profiles
import Testing

/// Items with content that no real dump at hand has.
struct FilledItem: CustomTestStringConvertible {
  let device: String
  let kind: String
  let slot: Int
  let values: [(path: String, text: String)]

  var testDescription: String { "\(device) \(kind) with \(values.count) values" }

  func profile() throws -> Profile { try Profile(text: Shipped.text(device)) }

  var tree: ItemTree {
    var tree = ItemTree()
    for (path, text) in values { tree.set(FieldPath(path).components, to: Value(.word, text)) }
    return tree
  }

  static let mono = "elektron-monomachine"
  static let tone = "elektron-digitone"

  static let all =
    [
      FilledItem(device: mono, kind: "kit", slot: 4, values: [("name", "ACID")] + machines),
      FilledItem(device: mono, kind: "pattern", slot: 2, values: pattern),
      FilledItem(device: mono, kind: "song", slot: 23, values: song),
      FilledItem(device: mono, kind: "waveform", slot: 63, values: [("name", "SAW")]),
      FilledItem(
        device: tone, kind: "sound", slot: 0, values: [("name", "PLUCKY EÅ"), ("tag bass", "on"), ("tag fav", "on")]),
    ] + blank

  /// Slots that were never used.
  static let blank = [
    FilledItem(device: mono, kind: "kit", slot: 127, values: []),
    FilledItem(device: mono, kind: "pattern", slot: 0, values: []),
    FilledItem(device: mono, kind: "song", slot: 0, values: []),
    FilledItem(device: mono, kind: "global", slot: 7, values: []),
    FilledItem(device: mono, kind: "waveform", slot: 0, values: []),
    FilledItem(device: tone, kind: "sound", slot: 127, values: []),
  ]

  private static let machines = ["SWAVE-SAW", "FM+-STAT", "GND-GND", "FX-PHASER", "VO-VO-6", "DPRO-DENS"].enumerated()
    .map { ("track \($0 + 1) machine", $1) }

  private static let pattern: [(String, String)] =
    (1...6).flatMap { track in
      [
        ("track \(track) trigs", "x...x...x...x..."), ("track \(track) step \(track) note", "D#3"),
        ("track \(track) step 5 chord", "C3 E3 G3"), ("track \(track) arp offset 3", "-5"),
        ("midi track \(track) step 64 notes", "C3 D3"), ("midi track \(track) arp offset 16", "7"),
      ]
    }
    + [
      ("track 3 step 5 lock filter base", "64"), ("track 3 step 64 lock filter base", "0"),
      ("track 1 step 1 lock lfo3 dpth", "127"), ("track 1 step 9 lock amp vol", "3"),
      ("track 6 step 2 lock synth 8", "100"), ("track 2 step 1 lock lfo1 page", "AMP"), ("length", "64"),
    ]

  private static let song: [(String, String)] =
    [("name", "SET")]
    + (1...200).flatMap { [("row \($0) pattern", "A0\($0 % 9 + 1)"), ("row \($0) kit", "\($0 % 128 + 1)")] }
    + [("row 2 tempo", "120"), ("row 3 pattern", "JUMP"), ("row 4 mute", "x..x..")]
}
