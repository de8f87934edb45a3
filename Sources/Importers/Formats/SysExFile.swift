import MIDI

/// Messages one after the other: `.syx`.
struct SysExFile: FileImporter {
  func recognises(_ kind: FileKind) -> Bool { kind == .rawSysEx || kind == .other }

  func read(_ content: FileContent) throws(InputError) -> ImportedFile {
    var collector = PieceCollector(content.name, content.within)
    let framer = try Framer.frame(content.bytes) { piece throws(InputError) in
      try collector.take(piece) { $0 + content.base }
    }
    // Nothing but real-time bytes inside messages is left aside.
    let isWhole = framer.removed.total == 0 && content.bytes.count == content.file.count
    return try collector.finish(framer.removed, container: isWhole ? nil : content.file)
  }
}
