package import Bytes
package import Compression
package import Files
package import MIDI
package import Profiles

/// The content of a file: messages in order, the bytes between them, and the damage found.
package struct ImportedFile: Sendable {
  /// A part of the file that is not a whole message.
  package struct Damage: Hashable, Sendable {
    package let offset: Int
    package let count: Int
    package let reason: Piece.Break
  }

  /// The file's name, or the name of a member of a zip file.
  package let name: String
  /// The zip file that it is a member of.
  package let within: String?
  /// By time where the file is a Standard MIDI File whose tracks play together, else in file order.
  package let pieces: [MessagePaths.Piece]
  package let damage: FirstTen<Damage>
  /// The number of bytes between messages.
  package let strayCount: Int
  /// How many of a hundred bytes are outside of whole messages, and neither text nor filling; nil up to one half.
  package let strayPercent: Int?
  package let removed: RealTimeTally
  /// The file itself, where its pieces joined do not give it back.
  package let container: [UInt8]?
  /// The damage found in a Standard MIDI File.
  package let trackDamage: FirstTen<FormatError>
  /// Bytes behind the last track that only fill the file up.
  package let padding: Int
  /// Of a Standard MIDI File: when each message begins, since the beginning of the song. Empty for other files.
  package let starts: [Duration]

  package var messages: [SysExMessage] {
    pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
  }

  /// The limit for dumps, equal to that of an object in an archive.
  package static let mostBytes = 64 << 20
  /// No dump of an instrument has more messages.
  package static let mostMessages = 250_000

  /// Reads a file by its content, whatever its extension.
  ///
  /// - Returns: the file, or the members of a zip file that hold messages; ``InputReading`` lists the rest.
  /// - Throws: ``InputError`` where nothing can be imported.
  package static func read(_ bytes: [UInt8], name: String) throws(InputError) -> [ImportedFile] {
    try InputReading.read(bytes, name: name).whole(name)
  }

  /// Reads one file that is not a zip file.
  static func single(_ bytes: [UInt8], name: String, within: String? = nil) throws(InputError) -> ImportedFile {
    let kind = FileKind.recognise(bytes)
    var reader = ImportedFile.Reader(name, within)
    guard case .wrapped(let wrapping) = kind else { return try reader.read(bytes, kind, file: bytes, at: 0) }
    let content = Array(bytes[wrapping.content])
    let inner = FileKind.recognise(content)
    return try reader.read(content, inner, file: bytes, at: wrapping.content.lowerBound)
  }
}

extension ImportedFile {
  /// Takes the pieces of a file in turn, and keeps the wanted part of each.
  fileprivate struct Reader {
    private let name: String
    private let within: String?
    private var pieces: [MessagePaths.Piece] = []
    private var starts: [Duration] = []
    private var messages = 0
    private var isMIDIFile = false
    private var damage = FirstTen<Damage>()
    private var stray: [UInt8] = []
    private var strayCount = 0
    /// Bytes examined, and those of them that need a warning.
    private var total = 0
    private var strange = 0

    /// Stray bytes one behind the other become one piece, up to this length.
    private static let longestStray = 1 << 20

    init(_ name: String, _ within: String?) { (self.name, self.within) = (name, within) }

    /// - Parameters:
    ///   - file: the whole file, of which `bytes` begin at `base`.
    mutating func read(
      _ bytes: [UInt8], _ kind: FileKind, file: [UInt8], at base: Int
    ) throws(InputError) -> ImportedFile {
      switch kind {
      case .standardMIDIFile: return try midi(bytes, file, base)
      case .rawSysEx, .other: return try raw(bytes, file, base)
      case .empty: throw InputError(name, .empty, within)
      case .text: throw InputError(name, .text, within)
      case .headerlessBank: throw InputError(name, .headerlessBank, within)
      case .noise: throw InputError(name, .noise, within)
      case .foreign(let format): throw InputError(name, .foreign(format), within)
      case .zip: throw InputError(name, .zipInside, within)
      case .wrapped: throw InputError(name, .notSysEx, within)
      }
    }

    private mutating func raw(_ bytes: [UInt8], _ file: [UInt8], _ base: Int) throws(InputError) -> ImportedFile {
      let framer = try Framer.frame(bytes) { piece throws(InputError) in try take(piece) { $0 + base } }
      // Nothing but real-time bytes inside messages is left aside.
      let isWhole = framer.removed.total == 0 && bytes.count == file.count
      return try finish(framer.removed, container: isWhole ? nil : file)
    }

    private mutating func midi(_ bytes: [UInt8], _ file: [UInt8], _ base: Int) throws(InputError) -> ImportedFile {
      isMIDIFile = true
      let midi: StandardMIDIFile
      do { midi = try StandardMIDIFile(bytes) } catch { throw InputError(name, .midiFile(error), within) }
      let played = midi.played
      for (piece, start) in played {
        if piece.message != nil { starts.append(start) }
        try take(piece) { (midi.fileOffset(of: $0) ?? $0) + base }
      }
      return try finish(
        midi.removed, container: file, trackDamage: FirstTen(midi.damage.map { $0.shifted(by: base) }),
        padding: midi.padding)
    }

    private mutating func take(_ piece: Piece, _ offset: (Int) -> Int) throws(InputError) {
      total += piece.raw.count
      switch piece {
      case .message(let message, _, _):
        flush()
        pieces.append(.message(message))
        messages += 1
        guard messages <= ImportedFile.mostMessages else { throw InputError(name, .tooMany, within) }
      case .broken(let raw, let at, let reason):
        if damage.count < 10 {
          damage.append(Damage(offset: offset(at), count: raw.count, reason: Self.shifted(reason, offset)))
        } else {
          damage.append(Damage(offset: at, count: raw.count, reason: reason))
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

    private mutating func finish(
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
}

extension FormatError {
  /// The same error with its offset counted from the start of a longer file.
  fileprivate func shifted(by base: Int) -> FormatError { FormatError(problem, at: offset + base) }
}

/// Why a file cannot be imported.
package struct InputError: Error, Sendable {
  package enum Problem: Sendable {
    case empty
    case text
    /// No message begins in it.
    case notSysEx
    /// A sound MIDI file in which no message begins.
    case song
    /// Messages begin, none is whole; the first.
    case broken(ImportedFile.Damage)
    case midiFile(FormatError)
    case zip(ZipError)
    case nothingInZip(members: Int)
    /// Messages are in it by chance only.
    case noise
    case foreign(ForeignFormat)
    /// As long as a DX7's bank, without the bytes around it.
    case headerlessBank
    /// A zip file in a zip file.
    case zipInside
    /// A member of a zip file whose name and beginning are none of MIDI.
    case otherMember
    /// It cannot be opened or read.
    case unreadable(FileError)
    /// More messages than any dump has.
    case tooMany

    /// Whether such a file may still hold SysEx.
    package var mayHoldSysEx: Bool {
      switch self {
      case .otherMember, .text, .empty, .song: false
      case .foreign(let format): format.isPacked
      case .unreadable(let error): error.code != ErrorCode.notAFile
      default: true
      }
    }

    var isSong: Bool { if case .song = self { true } else { false } }
  }

  package let file: String
  package let problem: Problem
  /// The zip file that it is a member of.
  package let within: String?

  package init(_ file: String, _ problem: Problem, _ within: String? = nil) {
    self.file = file
    self.problem = problem
    self.within = within
  }
}
