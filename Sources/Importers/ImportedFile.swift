package import Bytes
package import MIDI
package import Profiles
package import Archive

/// The content of a file: messages in order, the bytes between them, and the damage found.
package struct ImportedFile: Sendable {
  /// A part of the file that is not a whole message.
  package struct Damage: Hashable, Sendable {
    package let offset: Int
    package let count: Int
    package let reason: Piece.Break

    package init(offset: Int, count: Int, reason: Piece.Break) {
      (self.offset, self.count, self.reason) = (offset, count, reason)
    }
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
}
