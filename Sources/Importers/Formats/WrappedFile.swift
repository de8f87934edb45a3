import MIDI

/// A file with something around it: a RIFF file of MIDI data, a MacBinary file.
struct WrappedFile: FileImporter {
  func recognises(_ kind: FileKind) -> Bool { if case .wrapped = kind { true } else { false } }

  func read(_ content: FileContent) throws(InputError) -> ImportedFile {
    guard case .wrapped(let wrapping) = FileKind.recognise(content.bytes) else {
      throw InputError(content.name, .notSysEx, content.within)
    }
    let inner = content.inside(wrapping.content)
    // A wrapping inside a wrapping is a trap.
    if case .wrapped = FileKind.recognise(inner.bytes) { throw InputError(content.name, .notSysEx, content.within) }
    return try Formats.read(inner)
  }
}
