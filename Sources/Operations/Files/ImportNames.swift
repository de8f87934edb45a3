import Archive
import Importers

/// Finds unique names for imported files.
struct ImportNames {
  /// A file by the name it would get and its bytes.
  private struct Key: Hashable {
    let base: String
    let bytes: [UInt8]
  }

  private var taken: Set<String>
  private var given: [Key: String] = [:]
  /// The number that is tried next for each name.
  private var next: [String: Int] = [:]
  private let stored: (String) throws(OperationError) -> [UInt8]?

  /// - Parameters:
  ///   - taken: the folders of the last snapshot.
  ///   - stored: the bytes of the file kept in one of these folders.
  init(taken: Set<String>, stored: @escaping (String) throws(OperationError) -> [UInt8]?) {
    self.taken = taken
    self.stored = stored
  }

  /// `files/rom2a`; `files/rom2a-2` where another file has that name. A file with equal bytes keeps its folder.
  mutating func folder(for file: ImportedFile) throws(OperationError) -> String {
    let key = Key(base: Self.name(for: file.name), bytes: file.allBytes)
    if let known = given[key] { return known }
    while true {
      let number = next[key.base] ?? 1
      let folder = FolderName.file(Self.numbered(key.base, number))
      guard taken.contains(folder) else {
        taken.insert(folder)
        given[key] = folder
        next[key.base] = number + 1
        return folder
      }
      if let bytes = try stored(folder) { given[Key(base: key.base, bytes: bytes)] = folder }
      next[key.base] = number + 1
      if let known = given[key] { return known }
    }
  }

  /// `Korg MS2000 AllDump.mid` becomes `korg-ms2000-alldump`.
  static func name(for file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    let stem = last.lastIndex(of: ".").flatMap { $0 == last.startIndex ? nil : String(last[..<$0]) } ?? last
    let letters = stem.lowercased().map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    let words = String(letters).split(separator: "-").joined(separator: "-")
    let name = shortened(words, to: Device.longestName)
    return Device.isName(name) ? name : shortened(name.isEmpty ? "file" : "file-\(name)", to: Device.longestName)
  }

  private static func numbered(_ name: String, _ number: Int) -> String {
    guard number > 1 else { return name }
    let ending = "-\(number)"
    return shortened(name, to: Device.longestName - ending.utf8.count) + ending
  }

  /// The beginning of a name, without a hyphen at its end.
  private static func shortened(_ name: String, to count: Int) -> String {
    var name = name.prefix(count)
    while name.hasSuffix("-") { name.removeLast() }
    return String(name)
  }
}

extension ImportedFile {
  /// The bytes of the file, or of the member of a zip file.
  var allBytes: [UInt8] { container ?? pieces.flatMap(\.bytes) }
}
