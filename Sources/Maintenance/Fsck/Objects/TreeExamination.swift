import Objects

/// The problems of a tree's entries.
struct TreeExamination {
  private(set) var findings: [Finding] = []
  private(set) var isMalformed = false

  private let id: ObjectID

  init(_ bytes: [UInt8], id: ObjectID) {
    self.id = id
    let (entries, brokenAt) = FsckTreeEntry.all(in: bytes, format: id.format)
    if let brokenAt {
      isMalformed = true
      findings.append(Finding(.objectMalformed, object: id) { $0.offset = brokenAt })
    }
    if !TreeExamination.isPlain(entries) { examine(entries) }
    if findings.contains(where: { $0.severity == .damage }) { isMalformed = true }
  }

  /// Whether the tree needs no further check: files and folders with plain names, in order both by bytes and in git's
  /// order. Nearly every tree qualifies.
  private static func isPlain(_ entries: [FsckTreeEntry]) -> Bool {
    for (index, entry) in entries.enumerated() {
      guard entry.isFolder ? entry.mode.count == 5 : entry.mode.elementsEqual("100644".utf8),
        EntryNames.isPlain(entry.name), !entry.id.isZero
      else { return false }
      guard index > 0 else { continue }
      let before = entries[index - 1]
      guard before.name.lexicographicallyPrecedes(entry.name) else { return false }
      if before.isFolder || entry.isFolder, !precedes(before, entry) { return false }
    }
    return true
  }

  private mutating func examine(_ entries: [FsckTreeEntry]) {
    var before: FsckTreeEntry?
    var names: Set<ArraySlice<UInt8>> = []
    for entry in entries {
      examine(entry)
      if !names.insert(entry.name).inserted {
        report(.treeDuplicate, entry)
      } else if let before, !TreeExamination.precedes(before, entry) {
        report(.treeOrder, entry)
      }
      before = entry
    }
  }

  private mutating func examine(_ entry: FsckTreeEntry) {
    let mode = entry.knownMode
    if mode == nil { report(.treeMode, entry) { $0.found = String(decoding: entry.mode, as: UTF8.self) } }
    if mode == .submodule {
      report(.treeMode, entry, .suspicious) { $0.found = "160000" }
    }
    let name = Array(entry.name)
    if !TreeEntry.allows(name) || EntryNames.meansGitFolder(name) {
      report(.treeName, entry)
    } else if EntryNames.isTroublesome(name) || mode == .link {
      report(.treeName, entry, .suspicious)
    }
    if entry.id.isZero { report(.treeName, entry) { $0.found = entry.id.hex } }
  }

  private mutating func report(
    _ kind: FindingKind, _ entry: FsckTreeEntry, _ severity: Finding.Severity? = nil,
    _ change: (inout Finding.Evidence) -> Void = { _ in }
  ) {
    findings.append(
      Finding(kind, severity, object: id) {
        $0.offset = entry.offset
        $0.name = entry.text
        change(&$0)
      })
  }

  /// Git's order: by bytes, a folder as if its name ended in `/`.
  private static func precedes(_ one: FsckTreeEntry, _ other: FsckTreeEntry) -> Bool {
    (one.name + (one.isFolder ? [0x2F] : [])).lexicographicallyPrecedes(other.name + (other.isFolder ? [0x2F] : []))
  }
}

/// Names that git or a file system misinterprets or refuses.
enum EntryNames {
  /// Whether some file system would see git's own folder in the name.
  ///
  /// - Source: git, `fsck.c` and its tests: `.git` in any case, with NTFS's short name, dots, blanks and streams, and with
  ///   the characters that HFS+ passes over.
  static func meansGitFolder(_ name: [UInt8]) -> Bool {
    // No other character has a g for its lower case.
    guard name.contains(where: { $0 == 0x67 || $0 == 0x47 }) else { return false }
    let text = String(decoding: name, as: UTF8.self)
    let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isIgnored($0) })).lowercased()
    if visible == ".git" { return true }
    // NTFS takes a backslash for a slash, and ends a name at a colon.
    for part in text.lowercased().split(separator: "\\", omittingEmptySubsequences: false) {
      let stem = part.prefix { $0 != ":" }
      let end = stem.lastIndex { $0 != "." && $0 != " " }.map { stem.index(after: $0) } ?? stem.startIndex
      if stem[..<end] == ".git" || stem[..<end] == "git~1" { return true }
    }
    return false
  }

  /// Whether git or some file system would stumble over the name.
  static func isTroublesome(_ name: [UInt8]) -> Bool {
    if isPlain(name[...]) { return false }
    let text = String(decoding: name, as: UTF8.self)
    if name.count > 255 || !text.utf8.elementsEqual(name) || name.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      return true
    }
    if [".gitmodules"].contains(text.lowercased()) { return true }
    if name.last == 0x2E || name.last == 0x20 || name.contains(where: { "<>:\"\\|?*".utf8.contains($0) }) {
      return true
    }
    return isReserved(name[...])
  }

  /// Letters, digits, `-` and a `.` inside, without the reserved names of file systems. None of these means git's own
  /// folder: its name begins with a dot, or contains a `~`.
  static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
    guard (1...64).contains(name.count), name.last != 0x2E, name.first != 0x2E else { return false }
    let isPlain = name.withUnsafeBufferPointer { $0.allSatisfy { plain[Int($0)] } }
    return isPlain && !isReserved(name)
  }

  private static let plain: [Bool] = {
    var plain = [Bool](repeating: false, count: 256)
    for range: ClosedRange<Int> in [0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2E] {
      for byte in range { plain[byte] = true }
    }
    return plain
  }()

  private static func isReserved(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count < 5 || name.dropFirst(3).prefix(2).contains(0x2E) else { return false }
    let stem = name.prefix { $0 != 0x2E }
    guard stem.count == 3 || stem.count == 4 else { return false }
    let word = stem.prefix(3).map { $0 | 0x20 }
    let words = stem.count == 3 ? reserved : numbered
    return words.contains { $0.elementsEqual(word) } && (stem.count == 3 || (0x30...0x39).contains(stem.last ?? 0))
  }

  private static let reserved = ["con", "prn", "aux", "nul"].map { Array($0.utf8) }
  private static let numbered = ["com", "lpt"].map { Array($0.utf8) }

  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
    default: false
    }
  }
}
