import MIDI

/// Reads the files of one format.
protocol FileImporter: Sendable {
  /// Whether a file of this kind is of the format.
  func recognises(_ kind: FileKind) -> Bool
  /// Reads a file of the format.
  ///
  /// - Throws: ``InputError`` where nothing can be imported.
  func read(_ content: FileContent) throws(InputError) -> ImportedFile
}

/// The content of a file, or what is inside its wrapping.
struct FileContent: Sendable {
  let name: String
  /// The zip file that it is a member of.
  let within: String?
  let bytes: [UInt8]
  /// The whole file, of which ``bytes`` begin at ``base``.
  let file: [UInt8]
  let base: Int

  init(_ bytes: [UInt8], name: String, within: String?) {
    self.init(name: name, within: within, bytes: bytes, file: bytes, base: 0)
  }

  private init(name: String, within: String?, bytes: [UInt8], file: [UInt8], base: Int) {
    (self.name, self.within, self.bytes, self.file, self.base) = (name, within, bytes, file, base)
  }

  /// A part of it, by its range.
  func inside(_ range: Range<Int>) -> FileContent {
    FileContent(name: name, within: within, bytes: Array(bytes[range]), file: file, base: base + range.lowerBound)
  }
}

/// The formats that can be imported. A zip file holds several files: ``InputReading`` opens it.
enum Formats {
  private static let all: [any FileImporter] = [SysExFile(), MIDIFile(), WrappedFile()]

  /// Reads a file by its content, whatever its extension.
  static func read(_ content: FileContent) throws(InputError) -> ImportedFile {
    let kind = FileKind.recognise(content.bytes)
    for format in all where format.recognises(kind) { return try format.read(content) }
    throw InputError(content.name, problem(of: kind), content.within)
  }

  private static func problem(of kind: FileKind) -> InputError.Problem {
    switch kind {
    case .empty: .empty
    case .text: .text
    case .headerlessBank: .headerlessBank
    case .noise: .noise
    case .foreign(let format): .foreign(format)
    case .zip: .zipInside
    case .standardMIDIFile, .rawSysEx, .wrapped, .other: .notSysEx
    }
  }
}
