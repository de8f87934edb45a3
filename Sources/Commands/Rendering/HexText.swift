internal import Bytes

/// Bytes as manuals print them, sixteen a line.
enum HexText {
  static func lines(_ bytes: [UInt8]) -> [Line] {
    stride(from: 0, to: bytes.count, by: 16).map { start in
      "\(Hex.spaced(bytes[start..<min(start + 16, bytes.count)]))"
    }
  }
}
