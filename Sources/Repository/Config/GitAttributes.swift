/// Git's attributes for the files of an archive, in `.gitattributes` of every snapshot and in `info/attributes`.
///
/// - `-text`: line ends are never changed.
/// - `-merge`: git never merges two versions line by line. A message without a zero byte looks like text to it.
/// - `diff=synvc`: git shows a message as decoded text.
package enum GitAttributes {
  /// One line for each pattern. `rig.yaml` is left out: each of its lines is an independent fact.
  package static let lines = [
    "*.syx -text -merge diff=synvc", "*.bin -text -merge", "order -merge", "device.yaml -merge", "profile.yaml -merge",
  ]

  /// The earlier form of the first line.
  static let former = "*.syx -text diff=synvc"

  package static let file = "info/attributes"

  package static var encoded: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  /// Whether the file contains every line.
  package static func isWhole(_ bytes: [UInt8]) -> Bool { missing(in: bytes).isEmpty && bytes.last == 0x0A }

  /// Whether these are the attributes that an earlier synvc wrote.
  package static func isFormer(_ bytes: [UInt8]) -> Bool {
    bytes.last == 0x0A && bytes.split(separator: 0x0A).contains { $0.elementsEqual(former.utf8) }
  }

  /// The same file with every line in it; the user's own lines stay, in their order.
  package static func completing(_ bytes: [UInt8]) -> [UInt8] {
    var kept = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if kept.last?.isEmpty ?? false { kept.removeLast() }
    var missing = missing(in: bytes)
    if let place = kept.firstIndex(of: Array(former.utf8)) {
      kept.replaceSubrange(place...place, with: missing.map { Array($0.utf8) })
      missing = []
    }
    return Array((kept + missing.map { Array($0.utf8) }).map { $0 + [0x0A] }.joined())
  }

  private static func missing(in bytes: [UInt8]) -> [String] {
    let there = Set(bytes.split(separator: 0x0A).map(Array.init))
    return lines.filter { !there.contains(Array($0.utf8)) }
  }
}
