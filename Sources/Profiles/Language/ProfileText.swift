/// The text of a profile in parts: what its messages look like, the tables, and what is in the messages of each kind. In
/// the text of a part every line stands where it stood; all others are blank.
///
/// The lines are told apart by their indentation. Where they are laid out otherwise they are outline, which loses nothing:
/// they are read sooner.
struct ProfileText: Sendable {
  private enum Part: Hashable {
    /// What every command reads.
    case outline
    /// What layouts refer to.
    case tables
    /// The line that the kinds stand under.
    case kinds
    /// The line that a kind stands under.
    case kind(String)
    /// The keys of a kind that only its layout looks at.
    case inside(String)
  }

  private let bytes: [UInt8]
  private let lines: [(place: Range<Int>, part: Part)]

  private static let tableKeys = ["enums", "displays", "dimensions", "types"]
  private static let layoutKeys = ["seq", "view", "sources"]

  /// Nil for a text whose parts could mean something else than the whole: with anchors, which one part may name of
  /// another, or with ends of lines that only YAML knows.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard !ProfileText.isOneOnly(bytes) else { return nil }
    var lines: [(place: Range<Int>, part: Part)] = []
    var sorter = Sorter()
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      lines.append((start..<end, sorter.part(of: bytes[start..<end])))
      start = end + 1
    }
    (self.bytes, self.lines) = (bytes, lines)
  }

  /// Whether there is a `&` that may begin an anchor, a carriage return, or U+0085, U+2028 or U+2029.
  private static func isOneOnly(_ bytes: [UInt8]) -> Bool {
    for (index, byte) in bytes.enumerated() where byte == 0x26 || byte == 0x0D || byte == 0xC2 || byte == 0xE2 {
      let next = bytes[(index + 1)...].prefix(2)
      switch byte {
      case 0x26: if next.first.map({ $0 > 0x20 }) ?? false { return true }
      case 0x0D: return true
      case 0xC2: if next.first == 0x85 { return true }
      default: if next.elementsEqual([0x80, 0xA8]) || next.elementsEqual([0x80, 0xA9]) { return true }
      }
    }
    return false
  }

  /// What is read first.
  var outline: String {
    text { part in
      switch part {
      case .outline, .kinds, .kind: true
      case .tables, .inside: false
      }
    }
  }

  var tables: String { text { $0 == .tables } }

  /// Nil where all of the kind is outline.
  func inside(of kind: String) -> String? {
    guard lines.contains(where: { $0.part == .inside(kind) }) else { return nil }
    return text { $0 == .kinds || $0 == .kind(kind) || $0 == .inside(kind) }
  }

  private func text(of isWanted: (Part) -> Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + 1)
    for (place, part) in lines {
      if isWanted(part) { text += bytes[place] }
      text.append(0x0A)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Goes down the lines and knows which part they belong to.
  private struct Sorter {
    private var current = Part.outline
    private var isInKinds = false
    private var kind = ""
    /// How far the names of the kinds are indented, and the keys of the kind at hand.
    private var (kinds, keys): (Int?, Int?) = (nil, nil)
    /// Whether each key of the kind stands in a line of its own.
    private var hasKeys = false

    mutating func part(of line: ArraySlice<UInt8>) -> Part {
      let rest = line.drop { $0 == 0x20 }
      // Items of a list may stand as far left as its key.
      guard let first = rest.first, !"#-".utf8.contains(first) else { return current }
      let indent = rest.startIndex - line.startIndex
      let key = rest.prefix { $0 != 0x3A }
      if indent == 0 {
        isInKinds = key.elementsEqual("kinds".utf8) && Sorter.isBlock(rest)
        (kinds, keys, hasKeys) = (nil, nil, false)
        current = isInKinds ? .kinds : Sorter.isOne(key, of: tableKeys) ? .tables : .outline
      } else if isInKinds {
        kinds = kinds ?? indent
        if indent == kinds {
          kind = String(decoding: key, as: UTF8.self)
          (keys, hasKeys) = (nil, kind.isKindName && Sorter.isBlock(rest))
          current = hasKeys ? .kind(kind) : .outline
        } else if hasKeys {
          keys = keys ?? indent
          if indent == keys { current = Sorter.isOne(key, of: layoutKeys) ? .inside(kind) : .outline }
        }
      }
      return current
    }

    /// Whether what belongs to a key stands in the lines below it.
    private static func isBlock(_ line: ArraySlice<UInt8>) -> Bool {
      let value = line.drop { $0 != 0x3A }.dropFirst().drop { $0 == 0x20 }
      return value.isEmpty || value.first == 0x23
    }

    private static func isOne(_ key: ArraySlice<UInt8>, of keys: [String]) -> Bool {
      keys.contains { key.elementsEqual($0.utf8) }
    }
  }
}
