import Files

/// The full name of a ref: `HEAD`, `refs/heads/main`.
///
/// Names are compared as bytes, as git does: two spellings of `é` are two names. A byte that is not UTF-8 is kept as in
/// ``FileName``.
package struct RefName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  package static let head = RefName(unchecked: "HEAD")

  /// Nil for names that git rejects as a ref's full name.
  ///
  /// - Source: git, Documentation/git-check-ref-format.txt; names outside `refs/` are capitals and underscores.
  package init?(_ text: String) {
    guard RefName.isWellFormed(text) else { return nil }
    let isSpecial = text.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x5F }
    guard isSpecial || text.utf8.starts(with: "refs/".utf8) else { return nil }
    self.text = text
  }

  /// A branch by its short name; nil for an invalid name.
  package init?(branch name: String) {
    guard !name.hasPrefix("-"), name != "HEAD" else { return nil }
    self.init("refs/heads/" + name)
  }

  /// A tag by its short name; nil for an invalid name.
  package init?(tag name: String) {
    guard !name.hasPrefix("-") else { return nil }
    self.init("refs/tags/" + name)
  }

  private init(unchecked text: String) { self.text = text }

  package var description: String { text }

  /// The name as git writes it.
  package var bytes: [UInt8] { FileName.bytes(text) }
  /// False for a name that people cannot type, nor every program read.
  package var isUTF8: Bool { !FileName.hasBytes(text) }

  /// The name as people say it: without `refs/heads/`, `refs/tags/` or `refs/remotes/`.
  package var short: String {
    for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/"] where text.hasPrefix(prefix) {
      return String(text.dropFirst(prefix.count))
    }
    return text
  }

  package var isBranch: Bool { begins(with: "refs/heads/") }
  package var isTag: Bool { begins(with: "refs/tags/") }
  /// The prefix of refs to data that was saved before an overwrite and is on no branch.
  package static let safety = "refs/synvc/safety/"

  /// Compares bytes: in text, a combining character after a slash would merge with the slash.
  func begins(with prefix: String) -> Bool { text.utf8.starts(with: prefix.utf8) }

  package static func == (one: RefName, other: RefName) -> Bool {
    // Names that differ as text differ in bytes too, and comparing text is faster.
    one.text == other.text && one.text.utf8.elementsEqual(other.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  package static func < (one: RefName, other: RefName) -> Bool {
    guard one.isUTF8, other.isUTF8 else { return one.bytes.lexicographicallyPrecedes(other.bytes) }
    return one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }

  /// Whether a text keeps git's rules for names, whatever it is a name of.
  static func isWellFormed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, text != "@", bytes.last != 0x2E else { return false }
    for (index, byte) in bytes.enumerated() {
      if byte <= 0x20 || byte == 0x7F || "~^:?*[\\".utf8.contains(byte) { return false }
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == 0x2E && next == 0x2E || byte == 0x40 && next == 0x7B { return false }
    }
    return bytes.split(separator: 0x2F, omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.first != 0x2E && !part.reversed().starts(with: ".lock".utf8.reversed())
    }
  }
}
