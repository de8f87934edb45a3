/// What a file is, by its content.
package enum FileKind: Hashable, Sendable {
  case standardMIDIFile
  /// Begins with a system exclusive message, or consists of such for the greater part.
  case rawSysEx
  case zip
  /// UTF-8 without control characters other than blanks and line ends.
  case text
  case empty
  case other

  static let midiHeader = Array("MThd".utf8)
  private static let zipHeaders: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]
  private static let blanks: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D]

  package static func recognise(_ bytes: [UInt8]) -> FileKind {
    if bytes.isEmpty { return .empty }
    if bytes.starts(with: midiHeader) { return .standardMIDIFile }
    if zipHeaders.contains(where: bytes.starts(with:)) { return .zip }
    if bytes.first == Status.start || isMostlySysEx(bytes) { return .rawSysEx }
    return isText(bytes) ? .text : .other
  }

  /// Chance makes short messages in any file of random bytes, so one message is not enough.
  private static func isMostlySysEx(_ bytes: [UInt8]) -> Bool {
    FramedStream(bytes).messages.reduce(0) { $0 + $1.bytes.count } * 2 > bytes.count
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || blanks.contains($0) }
      && String(validating: bytes, as: UTF8.self) != nil
  }
}
