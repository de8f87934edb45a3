internal import Bytes

/// Bytes as manuals print them, sixteen a line.
package enum HexText {
  package static func lines(_ bytes: [UInt8]) -> [StyledText] {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      "\(Hex.spaced(bytes[start..<min(start + 16, bytes.count)]))"
    }
  }

  /// The first bytes of a message: `F0 00 20 3C 03 00 52 …`.
  package static func start(of bytes: [UInt8]) -> String {
    Hex.spaced(bytes.prefix(8)) + (bytes.count > 8 ? " …" : "")
  }
}
