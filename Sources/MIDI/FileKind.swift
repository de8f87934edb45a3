/// The kind of a file, by its content.
package enum FileKind: Hashable, Sendable {
  case standardMIDIFile
  /// Begins with a system exclusive message, or consists of system exclusive messages for the greater part.
  case rawSysEx
  case zip
  /// Another file with something around it.
  case wrapped(FileWrapping)
  /// A format without plain MIDI data.
  case foreign(ForeignFormat)
  /// UTF-8 without control characters other than blanks and line ends.
  case text
  /// As long as a bank of the DX7 without its header, with bytes below 80h only.
  case headerlessBank
  /// Bytes that contain a few short messages by chance.
  case noise
  case empty
  case other

  static let midiHeader = Array("MThd".utf8)
  private static let zipHeaders: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]
  private static let blanks: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D]
  /// Source: Yamaha DX7 manual, data format "32 voices": 4,096 bytes of data.
  private static let bankSize = 4096

  package static func recognise(_ bytes: [UInt8]) -> FileKind {
    if bytes.isEmpty { return .empty }
    if bytes.starts(with: midiHeader) { return .standardMIDIFile }
    if isZip(bytes) { return .zip }
    if let wrapping = FileWrapping.find(in: bytes) { return .wrapped(wrapping) }
    let census = SysExCensus(bytes)
    if census.isByChance { return ForeignFormat.recognise(bytes).map { .foreign($0) } ?? .noise }
    if bytes.first == Status.start || census.isMostlySysEx { return .rawSysEx }
    if let format = ForeignFormat.recognise(bytes) { return .foreign(format) }
    if isText(bytes) { return .text }
    return bytes.count == bankSize && bytes.allSatisfy { $0 < 0x80 } ? .headerlessBank : .other
  }

  /// Whether a file that begins with these bytes can be MIDI, decided without reading all of it.
  package static func mayBeMIDI(_ start: [UInt8]) -> Bool {
    start.first == Status.start || start.starts(with: midiHeader)
      || (start.starts(with: "RIFF".utf8) && start.dropFirst(8).starts(with: "RMID".utf8))
      || start.starts(with: [0, 5, 0x16, 0])
  }

  package static func isZip(_ bytes: [UInt8]) -> Bool { zipHeaders.contains(where: bytes.starts(with:)) }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || blanks.contains($0) }
      && String(validating: bytes, as: UTF8.self) != nil
  }

  /// Whether bytes between messages need no warning: text, or a filling with one byte.
  package static func isHarmless(_ stray: [UInt8]) -> Bool {
    isText(stray) || stray.allSatisfy { $0 == stray[0] }
  }
}
