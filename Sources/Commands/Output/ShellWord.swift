/// Words of a command line that people copy into a shell.
enum ShellWord {
  /// A word as a shell takes it; quoted only where that is needed.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      byte > 0x7F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2F, 0x2E, 0x2D, 0x5F, 0x2B, 0x2C, 0x3A, 0x40].contains(byte)
    }
    if plain, !word.isEmpty { return word }
    // Double quotes where they are enough: what is printed stands in single ones.
    if !word.contains(where: { "\"$`\\!".contains($0) }) { return "\"\(word)\"" }
    return "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
