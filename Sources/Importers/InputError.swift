package import Bytes
package import Compression
package import Files
package import MIDI

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
