package import Bytes

/// The mode of a tree entry; the raw value is git's octal spelling.
package enum EntryMode: String, CaseIterable, Sendable {
  case file = "100644"
  case executable = "100755"
  case link = "120000"
  case folder = "40000"
  case submodule = "160000"
}

/// A named object in a tree.
package struct TreeEntry: Hashable, Sendable {
  package let mode: EntryMode
  /// Bytes, because git knows no character set; not empty, no `/`, no zero byte.
  package let name: [UInt8]
  package let id: ObjectID

  package init(_ mode: EntryMode, _ name: [UInt8], _ id: ObjectID) {
    self.mode = mode
    self.name = name
    self.id = id
  }

  package init(_ mode: EntryMode, _ name: String, _ id: ObjectID) { self.init(mode, Array(name.utf8), id) }

  /// The name as text; bytes that are not UTF-8 are replaced.
  package var text: String { String(decoding: name, as: UTF8.self) }

  /// Whether a tree may contain a name: it neither leaves the folder nor is reserved by git.
  package static func allows(_ name: some Collection<UInt8>) -> Bool {
    guard !name.isEmpty, name.allSatisfy({ $0 != 0x2F && $0 != 0 }) else { return false }
    guard name.count <= 4, name.first == 0x2E else { return true }
    let text = String(decoding: name, as: UTF8.self)
    return text != "." && text != ".." && text.lowercased() != ".git"
  }
}

/// A folder: entries in git's order.
package struct Tree: Hashable, Sendable {
  package let entries: [TreeEntry]

  /// Sorts the entries.
  ///
  /// - Throws: ``FormatError`` `.malformed` for a name that is not allowed or duplicate; the offset is an index.
  package init(_ entries: [TreeEntry]) throws(FormatError) {
    self.entries = entries.sorted { Tree.precedes($0, $1) }
    for (index, entry) in self.entries.enumerated() where !TreeEntry.allows(entry.name) {
      throw FormatError(.malformed("entry name"), at: index)
    }
    if let index = Tree.repeated(in: self.entries) { throw FormatError(.malformed("entry twice"), at: index) }
  }

  /// Reads a tree.
  ///
  /// - Shape: entries of octal mode, blank, name, zero byte, id.
  /// - Throws: ``FormatError``; also for entries out of order, which git would find in some places and not in others.
  package init(parsing bytes: [UInt8], format: ObjectFormat) throws(FormatError) {
    let table = try TreeTable(parsing: bytes, format: format)
    entries = table.entries.map { TreeEntry($0.mode, Array(table.name($0)), $0.id) }
  }

  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.reduce(0) { $0 + $1.name.count + 40 })
    for entry in entries {
      bytes += entry.mode.rawValue.utf8
      bytes.append(0x20)
      bytes += entry.name
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return bytes
  }

  package subscript(bytes name: some Sequence<UInt8>) -> TreeEntry? {
    entries.first { $0.name.elementsEqual(name) }
  }

  package subscript(name: String) -> TreeEntry? { self[bytes: name.utf8] }

  /// Git's order: by bytes, a folder as if its name ended in `/`.
  private static func precedes(_ one: TreeEntry, _ other: TreeEntry) -> Bool {
    let common = min(one.name.count, other.name.count)
    for index in 0..<common where one.name[index] != other.name[index] {
      return one.name[index] < other.name[index]
    }
    return after(one, common) < after(other, common)
  }

  /// The byte at `index` of the name as it is sorted; zero past its end.
  private static func after(_ entry: TreeEntry, _ index: Int) -> UInt8 {
    if index < entry.name.count { return entry.name[index] }
    return entry.mode == .folder ? 0x2F : 0
  }

  /// The index of an entry whose name an earlier one has.
  private static func repeated(in entries: [TreeEntry]) -> Int? {
    for index in entries.indices {
      // A file `a` and a folder `a` are sorted apart; only names that begin with `a` come between.
      var before = index - 1
      while before >= 0, entries[before].name.starts(with: entries[index].name) {
        if entries[before].name == entries[index].name { return index }
        before -= 1
      }
    }
    return nil
  }
}
