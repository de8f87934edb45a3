package import Bytes
package import Objects

/// The item at a path of a tree.
package struct TreeItem: Hashable, Sendable {
  package let mode: EntryMode
  package let id: ObjectID

  package init(_ mode: EntryMode, _ id: ObjectID) {
    self.mode = mode
    self.id = id
  }
}

/// A path whose item differs between two trees; nil on the side that has none.
package struct TreeChange: Hashable, Sendable {
  package let path: String
  package let old: TreeItem?
  package let new: TreeItem?
}

extension ObjectStore {
  /// Deeper trees, or more entries, are refused: a few small trees can name each other into billions of paths.
  package static var depthLimit: Int { ReadingBudget.Reader.depth.limit }

  /// All items below a tree but folders, in git's order. Bytes of a name that are not UTF-8 are replaced.
  ///
  /// - Throws: `.tooLarge` beyond the budgets for folders: entries, folders among them, and levels.
  package func flatten(_ tree: ObjectID) throws(StorageError) -> [(path: String, item: TreeItem)] {
    var budget = ReadingBudget(.folder)
    return try flatten(tree, &budget)
  }

  /// - Parameter budget: shared by several calls.
  package func flatten(
    _ tree: ObjectID, _ budget: inout ReadingBudget
  ) throws(StorageError) -> [(path: String, item: TreeItem)] {
    var found: [(path: String, item: TreeItem)] = []
    try flatten(tree, prefix: "", depth: 0, root: tree, &budget, into: &found)
    return found
  }

  /// The item at a path; nil when there is none.
  package func item(at path: String, in tree: ObjectID) throws(StorageError) -> TreeItem? {
    var item = TreeItem(.folder, tree)
    for part in path.split(separator: "/") {
      guard item.mode == .folder, let entry = try treeTable(item.id)[String(part)] else { return nil }
      item = TreeItem(entry.mode, entry.id)
    }
    return item
  }

  /// Paths whose items differ, folders left out; equal subtrees are not read.
  ///
  /// - Parameter old: nil for no tree at all.
  package func changes(from old: ObjectID?, to new: ObjectID?) throws(StorageError) -> [TreeChange] {
    var differ = TreeComparison(store: self)
    try differ.compare(old, new, path: [])
    return differ.changes
  }

  private func flatten(
    _ id: ObjectID, prefix: String, depth: Int, root: ObjectID, _ budget: inout ReadingBudget,
    into found: inout [(path: String, item: TreeItem)]
  ) throws(StorageError) {
    guard depth < ObjectStore.depthLimit else { throw .tooLarge(root, .depth) }
    for entry in try tree(id).entries {
      guard budget.take() else { throw .tooLarge(root, .folder) }
      if entry.mode == .folder {
        try flatten(
          entry.id, prefix: prefix + entry.text + "/", depth: depth + 1, root: root, &budget, into: &found)
      } else {
        found.append((prefix + entry.text, TreeItem(entry.mode, entry.id)))
      }
    }
  }
}

/// Two trees being compared, level by level.
private struct TreeComparison {
  let store: ObjectStore
  var changes: [TreeChange] = []
  private var budget = ReadingBudget(.folder)

  init(store: ObjectStore) { self.store = store }

  mutating func compare(_ old: ObjectID?, _ new: ObjectID?, path: [String]) throws(StorageError) {
    guard old != new, let root = new ?? old else { return }
    guard path.count < ObjectStore.depthLimit else { throw .tooLarge(root, .depth) }
    let differing = try differing(old, new)
    guard budget.take(differing.count) else { throw .tooLarge(root, .folder) }
    for name in differing.keys.sorted() {
      guard let (one, other) = differing[name], one != other else { continue }
      let oldFolder = one?.mode == .folder ? one?.id : nil
      let newFolder = other?.mode == .folder ? other?.id : nil
      if oldFolder != nil || newFolder != nil { try compare(oldFolder, newFolder, path: path + [name]) }
      let (oldItem, newItem) = (oldFolder == nil ? one : nil, newFolder == nil ? other : nil)
      guard oldItem != nil || newItem != nil else { continue }
      changes.append(TreeChange(path: (path + [name]).joined(separator: "/"), old: oldItem, new: newItem))
    }
  }

  private typealias Sides = (old: TreeItem?, new: TreeItem?)

  /// The items of both sides by name; equal ones may be left out.
  private func differing(_ old: ObjectID?, _ new: ObjectID?) throws(StorageError) -> [String: Sides] {
    let before = try old.map { id throws(StorageError) in try store.treeTable(id) } ?? .empty
    let after = try new.map { id throws(StorageError) in try store.treeTable(id) } ?? .empty
    guard before.isPlain, after.isPlain else {
      let (one, other) = (items(before), items(after))
      return one.mapValues { ($0, nil) }.merging(other.map { ($0.key, (one[$0.key], $0.value)) }) { $1 }
    }
    var sides: [String: Sides] = [:]
    var (left, right) = (before.entries[...], after.entries[...])
    while let one = left.first, let other = right.first {
      let order = before.order(one, other, of: after)
      if order == 0, one.mode != other.mode || one.id != other.id {
        sides[before.text(one)] = (TreeItem(one.mode, one.id), TreeItem(other.mode, other.id))
      } else if order < 0 {
        sides[before.text(one), default: (nil, nil)].old = TreeItem(one.mode, one.id)
      } else if order > 0 {
        sides[after.text(other), default: (nil, nil)].new = TreeItem(other.mode, other.id)
      }
      if order <= 0 { left.removeFirst() }
      if order >= 0 { right.removeFirst() }
    }
    for one in left { sides[before.text(one), default: (nil, nil)].old = TreeItem(one.mode, one.id) }
    for other in right { sides[after.text(other), default: (nil, nil)].new = TreeItem(other.mode, other.id) }
    return sides
  }

  private func items(_ tree: TreeTable) -> [String: TreeItem] {
    Dictionary(
      tree.entries.map { (tree.text($0), TreeItem($0.mode, $0.id)) }, uniquingKeysWith: { first, _ in first })
  }
}
