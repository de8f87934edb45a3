/// A file around another one, as some programs and old Macs put it around MIDI files and dumps.
package struct FileWrapping: Hashable, Sendable {
  /// The container format around the content.
  package enum Kind: Hashable, Sendable { case riff, macBinary, appleSingle }

  package let kind: Kind
  /// The range of the content.
  package let content: Range<Int>

  /// The wrapping of a file; nil for an unknown wrapping, or an empty one.
  package static func find(in bytes: [UInt8]) -> FileWrapping? {
    let found = riff(bytes) ?? macBinary(bytes) ?? appleSingle(bytes)
    return found.flatMap { $0.content.isEmpty ? nil : $0 }
  }

  /// - Source: the MIDI Association's RP-029, "RIFF MIDI files": a chunk `data` in a RIFF file of the form `RMID`.
  private static func riff(_ bytes: [UInt8]) -> FileWrapping? {
    guard bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "RMID".utf8) else { return nil }
    var position = 12
    while bytes.count - position >= 8 {
      let length = bytes[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let start = position + 8
      let end = start + min(length, bytes.count - start)
      if bytes[position...].starts(with: "data".utf8) { return FileWrapping(kind: .riff, content: start..<end) }
      // Chunks of an odd length are filled up.
      position = end + length % 2
    }
    return nil
  }

  /// - Source: "MacBinary II", 1987: a header of 128 bytes with the length of the data fork at 83. Nothing in a file of the
  ///   first version says that it is one, so the content has to begin as MIDI does.
  private static func macBinary(_ bytes: [UInt8]) -> FileWrapping? {
    guard bytes.count > 128, bytes[0] == 0, (1...63).contains(bytes[1]), bytes[74] == 0, bytes[82] == 0 else {
      return nil
    }
    let length = number(bytes, at: 83)
    guard length > 0, length <= bytes.count - 128, number(bytes, at: 87) <= bytes.count else { return nil }
    let content = 128..<128 + length
    guard bytes[128] == Status.start || bytes[content].starts(with: FileKind.midiHeader) else { return nil }
    return FileWrapping(kind: .macBinary, content: content)
  }

  /// - Source: RFC 1740, appendix A: entry 1 of a file that begins with 00051600 is the data fork.
  private static func appleSingle(_ bytes: [UInt8]) -> FileWrapping? {
    guard bytes.count >= 26, bytes.starts(with: [0, 5, 0x16, 0]) else { return nil }
    let count = min(Int(bytes[24]) << 8 | Int(bytes[25]), (bytes.count - 26) / 12)
    for entry in 0..<count {
      let place = 26 + 12 * entry
      guard number(bytes, at: place) == 1 else { continue }
      let start = min(number(bytes, at: place + 4), bytes.count)
      let end = start + min(number(bytes, at: place + 8), bytes.count - start)
      return FileWrapping(kind: .appleSingle, content: start..<end)
    }
    return nil
  }

  /// Four bytes, the highest first.
  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
