/// The remaining amount that a reader may read of foreign data: a clone, a file, a profile.
///
/// The reader's work and memory follow from the amount it reads; so one number bounds both.
package struct ReadingBudget: Sendable {
  /// The readers that have a bound, each with the unit it counts; `docs/limits.md` lists them.
  package enum Reader: String, CaseIterable, Sendable {
    case object = "bytes of one object"
    case messages = "bytes of all messages of a snapshot, as they are replayed"
    case order = "messages in the order of one device"
    case orders = "messages in the orders of all devices of a snapshot"
    case folder = "entries below one folder, at all levels"
    case folders = "entries below the folders of all devices of a snapshot"
    case depth = "levels of folders"
    case devices = "devices and files of one snapshot"
    case parents = "parents of one snapshot"
    case ways = "ways side by side where a history is drawn"
    case held = "bytes of objects that `fsck` holds in memory"
    case ref = "bytes of one ref"
    case refs = "bytes of all packed refs"
    case log = "bytes of one log"
    case yamlText = "bytes of one YAML text, aliases written out"
    case yamlNodes = "nodes of one YAML text, aliases written out"
    case yamlDepth = "levels of nodes in one YAML text"
    case members = "members of a kind's layout, types written out"
    case values = "steps through a kind's layout, repeats written out"
    case payload = "bytes of one unpacked message"
    case words = "words of one list of a profile"
    case path = "parts of one path of a view"
    case pattern = "bytes of one pattern of a profile"
    case expression = "bytes of one regular expression"

    package var limit: Int {
      switch self {
      case .object: 1 << 27
      case .messages: 1 << 27
      case .order: 1 << 18
      case .orders: 1 << 20
      case .folder: 1 << 19
      case .folders: 1 << 20
      case .depth: 64
      case .devices: 10_000
      case .parents: 1024
      case .ways: 256
      case .held: 1 << 27
      case .ref: 1 << 16
      case .refs: 1 << 22
      case .log: 1 << 26
      case .yamlText: 1 << 22
      case .yamlNodes: 250_000
      case .yamlDepth: 100
      case .members: 20_000
      case .values: 1 << 17
      case .payload: 1 << 20
      case .words: 4096
      case .path: 32
      case .pattern: 1 << 16
      case .expression: 512
      }
    }
  }

  package let reader: Reader
  package private(set) var left: Int
  package var used: Int { reader.limit - left }

  package init(_ reader: Reader) {
    self.reader = reader
    left = reader.limit
  }

  /// Takes `count` from the budget.
  ///
  /// - Returns: false where less than `count` is left; then the budget is empty.
  package mutating func take(_ count: Int = 1) -> Bool {
    guard count >= 0, count <= left else {
      left = 0
      return false
    }
    left -= count
    return true
  }
}
