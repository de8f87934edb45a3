import Bytes
import MIDI
import Archive
import Profiles

/// Takes the pieces of a file in turn, and keeps the wanted part of each.
struct PieceCollector {
  let name: String
  let within: String?
  private var pieces: [MessagePaths.Piece] = []
  var starts: [Duration] = []
  private var messages = 0
  var isMIDIFile = false
  private var damage = FirstTen<ImportedFile.Damage>()
  private var stray: [UInt8] = []
  private var strayCount = 0
  /// Bytes examined, and those of them that need a warning.
  private var total = 0
  private var strange = 0

  /// Stray bytes one behind the other become one piece, up to this length.
  private static let longestStray = 1 << 20

  init(_ name: String, _ within: String?) { (self.name, self.within) = (name, within) }

  mutating func take(_ piece: Piece, _ offset: (Int) -> Int) throws(InputError) {
    total += piece.raw.count
    switch piece {
    case .message(let message, _, _):
      flush()
      pieces.append(.message(message))
      messages += 1
      guard messages <= ImportedFile.mostMessages else { throw InputError(name, .tooMany, within) }
    case .broken(let raw, let at, let reason):
      if damage.count < 10 {
        damage.append(ImportedFile.Damage(offset: offset(at), count: raw.count, reason: Self.shifted(reason, offset)))
      } else {
        damage.append(ImportedFile.Damage(offset: at, count: raw.count, reason: reason))
      }
      strange += raw.count
      keep(raw)
    case .other(let raw, _):
      strayCount += raw.count
      if !FileKind.isHarmless(raw) { strange += raw.count }
      keep(raw)
    }
  }

  private mutating func keep(_ raw: [UInt8]) {
    if stray.count + raw.count > Self.longestStray { flush() }
    stray += raw
  }

  private mutating func flush() {
    guard !stray.isEmpty else { return }
    pieces.append(.stray(Array(stray)))
    stray = []
  }

  private static func shifted(_ reason: Piece.Break, _ offset: (Int) -> Int) -> Piece.Break {
    if case .status(let byte, let at) = reason { .status(byte, at: offset(at)) } else { reason }
  }

  mutating func finish(
    _ removed: RealTimeTally, container: [UInt8]?, trackDamage: FirstTen<FormatError> = FirstTen(), padding: Int = 0
  ) throws(InputError) -> ImportedFile {
    flush()
    guard messages > 0 else {
      let problem = damage.values.first.map(InputError.Problem.broken) ?? (isMIDIFile ? .song : .notSysEx)
      throw InputError(name, trackDamage.values.first.map(InputError.Problem.midiFile) ?? problem, within)
    }
    return ImportedFile(
      name: name, within: within, pieces: pieces, damage: damage, strayCount: strayCount,
      strayPercent: strange * 2 > total ? strange * 100 / total : nil, removed: removed, container: container,
      trackDamage: trackDamage, padding: padding, starts: starts)
  }
}
