internal import Bytes
internal import YAML

/// A key of a small YAML file that only a later synvc knows.
struct UnknownKey: Hashable, Sendable {
  /// Key and value in one line, however they were written.
  let line: String
}

/// Small YAML files of the archive.
enum YAMLFile {
  /// The mapping that a file is; nil where it is empty.
  static func mapping(_ bytes: [UInt8], path: String) throws(ArchiveError) -> YAMLNode? {
    let node: YAMLNode?
    do throws(YAMLError) { node = try YAMLDocument.read(String(decoding: bytes, as: UTF8.self)) } catch {
      if case .tooLarge(let reader) = error.problem { throw .damagedFile(path: path, reason: .tooLarge(reader)) }
      throw .damagedFile(path: path, reason: .notYAML)
    }
    guard let node else { return nil }
    guard node.isMapping else { throw .damagedFile(path: path, reason: .notKeysAndValues) }
    if let version = node["version"], version.scalar != YAMLFile.version {
      throw .damagedFile(path: path, reason: .laterVersion(version.scalar ?? "?"))
    }
    return node
  }

  /// The version of the files that is written, unsaid, and read: one that says another would be misread.
  private static let version = "1"

  /// The keys that this synvc does not know, as it writes them back.
  static func unknown(in node: YAMLNode?, besides known: Set<String>) -> [UnknownKey] {
    (node?.pairs ?? []).compactMap { key, value in
      guard let name = key.scalar, !known.contains(name) else { return nil }
      return UnknownKey(line: "\(flow(key)): \(flow(value))")
    }
  }

  /// A node in one line.
  private static func flow(_ node: YAMLNode) -> String {
    if let items = node.items { return "[" + items.map(flow).joined(separator: ", ") + "]" }
    if let pairs = node.pairs { return "{" + pairs.map { "\(flow($0)): \(flow($1))" }.joined(separator: ", ") + "}" }
    return "\"\(escaped(node.scalar ?? ""))\""
  }

  /// For a text in double quotes.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        "\\x\(Hex.spaced([UInt8(scalar.value)]))"
      // Ends of lines, to YAML.
      case "\u{2028}": "\\L"
      case "\u{2029}": "\\P"
      default: String(scalar)
      }
    }.joined()
  }
}
