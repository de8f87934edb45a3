package import Bytes
package import Compression
package import MIDI

/// What a file holds: messages in order, the bytes between them, and what is wrong.
package struct ImportedFile: Sendable {
  /// A part of the file that is no whole message.
  package struct Damage: Hashable, Sendable {
    package let offset: Int
    package let count: Int
    package let reason: Piece.Break
  }

  /// The file's name, or the name of a member of a zip file.
  package let name: String
  package let pieces: [Filing.Piece]
  package let damage: [Damage]
  /// Bytes between messages that are no message: how many.
  package let strayCount: Int
  package let removed: RealTimeTally
  /// The file itself, where its pieces joined do not give it back.
  package let container: [UInt8]?
  /// Of a Standard MIDI File: what is wrong in it.
  package let trackDamage: [FormatError]

  package var messages: [SysExMessage] {
    pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
  }

  /// Reads a file, by its content and not by its ending.
  ///
  /// - Returns: the file, or the members of a zip file that hold messages.
  /// - Throws: ``InputError`` where nothing can be imported.
  package static func read(_ bytes: [UInt8], name: String) throws(InputError) -> [ImportedFile] {
    switch FileKind.recognise(bytes) {
    case .empty: throw InputError(name, .empty)
    case .text: throw InputError(name, .text)
    case .standardMIDIFile: return [try midi(bytes, name)]
    case .zip: return try zip(bytes, name)
    case .rawSysEx, .other: return [try raw(bytes, name)]
    }
  }

  private static func raw(_ bytes: [UInt8], _ name: String) throws(InputError) -> ImportedFile {
    let stream = FramedStream(bytes)
    return try make(name, bytes, stream.pieces, stream.removed, trackDamage: []) { $0 }
  }

  private static func midi(_ bytes: [UInt8], _ name: String) throws(InputError) -> ImportedFile {
    let file: StandardMIDIFile
    do { file = try StandardMIDIFile(bytes) } catch { throw InputError(name, .midiFile(error)) }
    return try make(name, bytes, file.pieces, file.removed, trackDamage: file.damage) { file.fileOffset(of: $0) ?? $0 }
  }

  private static func make(
    _ name: String, _ bytes: [UInt8], _ framed: [Piece], _ removed: RealTimeTally, trackDamage: [FormatError],
    offset: (Int) -> Int
  ) throws(InputError) -> ImportedFile {
    var pieces: [Filing.Piece] = []
    var damage: [Damage] = []
    var strayCount = 0
    for piece in framed {
      switch piece {
      case .message(let message, _, _): pieces.append(.message(message))
      case .broken(let raw, let at, let reason):
        damage.append(Damage(offset: offset(at), count: raw.count, reason: shifted(reason, offset)))
        pieces.append(.stray(raw))
      case .other(let raw, _):
        strayCount += raw.count
        pieces.append(.stray(raw))
      }
    }
    guard pieces.contains(where: { if case .message = $0 { true } else { false } }) else {
      throw InputError(name, damage.first.map(InputError.Problem.broken) ?? .notSysEx)
    }
    return ImportedFile(
      name: name, pieces: pieces, damage: damage, strayCount: strayCount, removed: removed,
      container: areJoined(pieces, bytes) ? nil : bytes, trackDamage: trackDamage)
  }

  /// Whether the pieces, one after the other, are these bytes.
  private static func areJoined(_ pieces: [Filing.Piece], _ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    for piece in pieces {
      guard rest.prefix(piece.bytes.count).isSame(as: piece.bytes) else { return false }
      rest = rest.dropFirst(piece.bytes.count)
    }
    return rest.isEmpty
  }

  private static func shifted(_ reason: Piece.Break, _ offset: (Int) -> Int) -> Piece.Break {
    if case .status(let byte, let at) = reason { .status(byte, at: offset(at)) } else { reason }
  }

  /// The most that all members of a zip file may unpack to.
  private static let zipLimit = 64 << 20

  private static func zip(_ bytes: [UInt8], _ name: String) throws(InputError) -> [ImportedFile] {
    let members: [(String, [UInt8])]
    do {
      let file = try ZipFile(bytes)
      var left = zipLimit
      members = try file.members.filter { !$0.isFolder }.map { member throws(ZipError) in
        let content = try file.content(of: member, limit: left)
        left -= content.count
        return (String(decoding: member.name, as: UTF8.self), content)
      }
    } catch {
      throw InputError(name, .zip(error))
    }
    var files: [ImportedFile] = []
    for (member, content) in members {
      switch FileKind.recognise(content) {
      case .rawSysEx: files.append(try raw(content, member))
      case .standardMIDIFile:
        do { files.append(try midi(content, member)) } catch {
          guard case .notSysEx = error.problem else { throw error }
        }
      default: continue
      }
    }
    guard !files.isEmpty else { throw InputError(name, .nothingInZip(members: members.map(\.0))) }
    return files
  }
}

/// Why a file cannot be imported.
package struct InputError: Error, Sendable {
  package enum Problem: Sendable {
    case empty
    case text
    /// No message begins in it.
    case notSysEx
    /// Messages begin, none is whole; the first.
    case broken(ImportedFile.Damage)
    case midiFile(FormatError)
    case zip(ZipError)
    case nothingInZip(members: [String])
  }

  package let file: String
  package let problem: Problem

  init(_ file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }
}

extension Filing.Piece {
  /// As the file holds it, real-time bytes inside a message left aside.
  var bytes: [UInt8] {
    switch self {
    case .message(let message): message.bytes
    case .stray(let bytes): bytes
    }
  }
}
