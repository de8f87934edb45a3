package import Bytes

/// A tree parsed in place: the names are not copied.
///
/// For code that reads many trees and needs few of their entries; ``Tree`` is for all other code.
package struct TreeTable: Sendable {
  package struct Entry: Sendable {
    package let mode: EntryMode
    package let id: ObjectID
    /// The position of the name in the bytes.
    let name: Range<Int>
  }

  package let entries: [Entry]
  package let bytes: [UInt8]
  /// Whether all names are ASCII: then two names that differ as bytes differ as text.
  package let isPlain: Bool

  /// The tree without entries.
  package static let empty = TreeTable()

  private init() { (entries, bytes, isPlain) = ([], [], true) }

  /// Reads a tree.
  ///
  /// - Shape: entries of octal mode, blank, name, zero byte, id.
  /// - Throws: ``FormatError``; also for entries out of order, which git would find in some places and not in others.
  package init(parsing bytes: [UInt8], format: ObjectFormat) throws(FormatError) {
    var reader = Reader(bytes: bytes, format: format)
    try reader.run()
    (self.bytes, entries, isPlain) = (bytes, reader.entries, reader.isPlain)
    if let index = repeated { throw FormatError(.malformed("entry twice"), at: index) }
  }

  package func name(_ entry: Entry) -> ArraySlice<UInt8> { bytes[entry.name] }

  /// The name as text; bytes that are not UTF-8 are replaced.
  package func text(_ entry: Entry) -> String { String(decoding: bytes[entry.name], as: UTF8.self) }

  package subscript(name: String) -> Entry? { entries.first { bytes[$0.name].elementsEqual(name.utf8) } }

  /// The index of an entry whose name an earlier one has.
  private var repeated: Int? {
    for index in entries.indices {
      let name = bytes[entries[index].name]
      // A file `a` and a folder `a` are sorted apart; only names that begin with `a` come between.
      var before = index - 1
      while before >= 0, bytes[entries[before].name].starts(with: name) {
        if entries[before].name.count == name.count { return index }
        before -= 1
      }
    }
    return nil
  }

  /// Compares an entry with one of another tree in git's order: negative before, positive behind, 0 where both have one
  /// name and are both folders or both files.
  package func order(_ entry: Entry, _ other: Entry, of table: TreeTable) -> Int {
    bytes.withUnsafeBufferPointer { one in
      table.bytes.withUnsafeBufferPointer { two in
        TreeTable.order(one, entry, two, other)
      }
    }
  }

  fileprivate static func order(
    _ bytes: UnsafeBufferPointer<UInt8>, _ entry: Entry, _ others: UnsafeBufferPointer<UInt8>, _ other: Entry
  ) -> Int {
    let common = min(entry.name.count, other.name.count)
    for index in 0..<common {
      let (one, two) = (bytes[entry.name.lowerBound + index], others[other.name.lowerBound + index])
      if one != two { return Int(one) - Int(two) }
    }
    return after(bytes, entry, common) - after(others, other, common)
  }

  /// The byte at `index` of the name as it is sorted, a folder's as if it ended in `/`; zero past its end.
  private static func after(_ bytes: UnsafeBufferPointer<UInt8>, _ entry: Entry, _ index: Int) -> Int {
    if index < entry.name.count { return Int(bytes[entry.name.lowerBound + index]) }
    return entry.mode == .folder ? 0x2F : 0
  }
}

/// Reads the entries one after the other.
private struct Reader {
  let bytes: [UInt8]
  let format: ObjectFormat
  var entries: [TreeTable.Entry] = []
  var isPlain = true

  mutating func run() throws(FormatError) {
    entries.reserveCapacity(bytes.count / (format.size + 15))
    var start = 0
    while start < bytes.count {
      let (entry, end) = try entry(at: start)
      if let last = entries.last, !precedes(last, entry) { throw FormatError(.malformed("entry order"), at: start) }
      entries.append(entry)
      start = end
    }
  }

  private func precedes(_ one: TreeTable.Entry, _ other: TreeTable.Entry) -> Bool {
    bytes.withUnsafeBufferPointer { TreeTable.order($0, one, $0, other) < 0 }
  }

  private mutating func entry(at start: Int) throws(FormatError) -> (TreeTable.Entry, end: Int) {
    guard let (mode, blank) = mode(at: start) else { throw FormatError(.malformed("entry mode"), at: start) }
    var (zero, all) = (blank + 1, UInt8(0))
    var hasSlash = false
    while zero < bytes.count, bytes[zero] != 0 {
      all |= bytes[zero]
      hasSlash = hasSlash || bytes[zero] == 0x2F
      zero += 1
    }
    guard zero < bytes.count else { throw FormatError(.endsEarly(needed: 1), at: bytes.count) }
    let name = blank + 1..<zero
    guard !hasSlash, !name.isEmpty, bytes[name.lowerBound] != 0x2E || TreeEntry.allows(bytes[name]) else {
      throw FormatError(.malformed("entry name"), at: blank + 1)
    }
    let end = zero + 1 + format.size
    guard end <= bytes.count else { throw FormatError(.endsEarly(needed: end - bytes.count), at: bytes.count) }
    if all > 0x7F { isPlain = false }
    let id = bytes.withUnsafeBytes { ObjectID(format, raw: $0, at: zero + 1) }
    return (TreeTable.Entry(mode: mode, id: id, name: name), end)
  }

  /// The mode and the position of the blank behind it.
  private func mode(at start: Int) -> (EntryMode, blank: Int)? {
    for mode in [EntryMode.file, .folder, .executable, .link, .submodule] {
      let blank = start + mode.rawValue.utf8.count
      if blank < bytes.count, bytes[blank] == 0x20, bytes[start..<blank].elementsEqual(mode.rawValue.utf8) {
        return (mode, blank)
      }
    }
    return nil
  }
}
