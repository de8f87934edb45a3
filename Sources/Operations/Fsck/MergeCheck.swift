import Bytes
import Maintenance
import Objects
import Repository
import Archive

/// Finds files that git merged as text in a merge commit. Such a file equals no parent's version, and each of its
/// lines occurs in a parent's version.
///
/// A message that resolved a conflict by hand has a line of its own, or equals that of a parent.
struct MergeCheck {
  private let table: ObjectTable
  private var seen: Set<ObjectID> = []
  private var paths: [String] = []

  private init(_ table: ObjectTable) { self.table = table }

  /// The paths of such files; none in a commit with one parent, or with more than are read.
  static func paths(in commit: Commit, _ table: ObjectTable) -> [String] {
    guard 2...ReadingBudget.Reader.parents.limit ~= commit.parents.count else { return [] }
    var check = MergeCheck(table)
    check.look(at: commit.tree, beside: commit.parents.compactMap { table.commit($0)?.tree }, below: "", depth: 0)
    return check.paths.sorted()
  }

  /// Files whose lines cannot be mixed with lines of another version.
  private static func isWhole(_ name: String) -> Bool {
    name.hasSuffix(".syx") || name.hasSuffix(".bin") || name == DeviceFacts.file || name == DeviceFacts.profileFile
  }

  /// - Parameter others: the parents' trees at the same path.
  private mutating func look(at tree: ObjectID, beside others: [ObjectID], below path: String, depth: Int) {
    // A few small trees can name each other into billions of paths.
    guard depth < ObjectStore.depthLimit, seen.insert(tree).inserted, let entries = table.tree(tree) else { return }
    let parents = others.compactMap { table.tree($0) }.map { entries in
      Dictionary(entries.map { ($0.text, $0) }, uniquingKeysWith: { first, _ in first })
    }
    for entry in entries {
      let before = parents.compactMap { $0[entry.text] }
      if before.contains(where: { $0.id == entry.id }) { continue }
      if entry.isFolder {
        look(
          at: entry.id, beside: before.filter(\.isFolder).map(\.id), below: path + entry.text + "/", depth: depth + 1)
      } else if Self.isWhole(entry.text), isMixed(entry.id, of: Set(before.map(\.id))) {
        paths.append(path + entry.text)
      }
    }
  }

  private func isMixed(_ id: ObjectID, of versions: Set<ObjectID>) -> Bool {
    guard versions.count > 1, let bytes = table.blob(id) else { return false }
    let known = Set(versions.compactMap { table.blob($0) }.flatMap(Self.lines))
    return Self.lines(bytes).allSatisfy(known.contains)
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  }
}
