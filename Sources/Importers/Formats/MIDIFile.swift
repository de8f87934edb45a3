import Bytes
import MIDI
import Profiles

/// A Standard MIDI File: `.mid`.
struct MIDIFile: FileImporter {
  func recognises(_ kind: FileKind) -> Bool { kind == .standardMIDIFile }

  func read(_ content: FileContent) throws(InputError) -> ImportedFile {
    var collector = PieceCollector(content.name, content.within)
    collector.isMIDIFile = true
    let midi: StandardMIDIFile
    do { midi = try StandardMIDIFile(content.bytes) } catch {
      throw InputError(content.name, .midiFile(error), content.within)
    }
    for (piece, start) in midi.played {
      if piece.message != nil { collector.starts.append(start) }
      try collector.take(piece) { (midi.fileOffset(of: $0) ?? $0) + content.base }
    }
    return try collector.finish(
      midi.removed, container: content.file, trackDamage: FirstTen(midi.damage.map { $0.shifted(by: content.base) }),
      padding: midi.padding)
  }
}

extension FormatError {
  /// The same error with its offset counted from the start of a longer file.
  fileprivate func shifted(by base: Int) -> FormatError { FormatError(problem, at: offset + base) }
}
