internal import Files

/// The content of a disk as a value: a copy costs nothing until one of the two changes.
package struct Disk: Sendable {
  package enum Node: Hashable, Sendable {
    case file([UInt8])
    case folder([String: Int])
  }

  /// Names that appear and disappear together: a rename changes two.
  struct Change: Hashable, Sendable {
    struct Edit: Hashable, Sendable {
      let folder: Int
      let name: String
      /// Nil where the name goes.
      let node: Int?
    }

    var edits: [Edit]
    let time: Int
  }

  /// Node 0 is the root. A node stays when its last name goes: a file may still be open.
  package private(set) var nodes: [Node] = [.folder([:])]
  private(set) var modified: [Int] = [0]

  package init() {}

  /// The node at a path; nil where nothing exists.
  func node(at path: String) throws(Failure) -> Int? {
    var current = 0
    for part in Path.normal(path).split(separator: "/") {
      guard case .folder(let names) = nodes[current] else { throw Failure(code: ErrorCode.notFolder) }
      guard let next = names[String(part)] else { return nil }
      current = next
    }
    return current
  }

  /// The folder that holds a path, and the name in it.
  func place(_ path: String) throws(Failure) -> (folder: Int, name: String, node: Int?) {
    let path = Path.normal(path)
    guard let folder = try node(at: Path.parent(path)) else { throw Failure(code: ErrorCode.absent) }
    guard case .folder(let names) = nodes[folder] else { throw Failure(code: ErrorCode.notFolder) }
    return (folder, Path.name(path), names[Path.name(path)])
  }

  /// Adds a node that has no name yet.
  mutating func add(_ node: Node, at time: Int) {
    nodes.append(node)
    modified.append(time)
  }

  mutating func make(_ change: Change) {
    for edit in change.edits {
      guard case .folder(var names) = nodes[edit.folder] else { continue }
      names[edit.name] = edit.node
      nodes[edit.folder] = .folder(names)
      modified[edit.folder] = change.time
    }
  }

  mutating func append(_ bytes: [UInt8], to number: Int, at time: Int) {
    guard case .file(let content) = nodes[number] else { return }
    nodes[number] = .file(content + bytes)
    modified[number] = time
  }

  /// An error number.
  struct Failure: Error { let code: Int32 }
}
