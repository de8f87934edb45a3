import Profiles
import YAML

/// An item while it is written, field by field, as it is printed.
struct Draft {
  private(set) var tree = ItemTree()
  /// Where the value of each path is described, for errors.
  private var marks: [(path: [String], mark: Mark)] = []

  /// Puts a value at a path whose components are blanks or dots apart.
  mutating func set(_ path: String, _ value: String, at mark: Mark) {
    let components = FieldPath(path).components
    tree.set(components, to: Value(.word, value))
    marks.append((components, mark))
  }

  /// The value at a path; nil where none was set.
  func value(_ path: String) -> String? { tree.leaf(FieldPath(path).components)?.text }

  /// Puts all values of another item below a path.
  mutating func add(_ other: Draft, under path: [String]) {
    for (inner, value) in other.tree.leaves { tree.set(path + inner, to: value) }
    marks += other.marks.map { (path + $0.path, $0.mark) }
  }

  /// Where the field of an error is described.
  func mark(of error: EncodeError) -> Mark? {
    switch error {
    case .missing(let path), .unknown(let path, _), .illegal(let path, _, _), .noRoom(let path, _): mark(of: path)
    case .badPlace, .badProfile: nil
    }
  }

  /// The last value that is written to the path, or below it.
  private func mark(of path: FieldPath) -> Mark? {
    let wanted = path.components.map { $0.lowercased() }
    return marks.last { $0.path.prefix(wanted.count).map { $0.lowercased() } == wanted }?.mark
  }
}
