import Bytes
import Files
package import Objects

/// The value of a ref.
package enum RefValue: Hashable, Sendable {
  case id(ObjectID)
  /// Another ref, as HEAD names the branch.
  case symbolic(RefName)

  /// The content of a ref's file.
  package var encoded: [UInt8] {
    switch self {
    case .id(let id): Array("\(id)\n".utf8)
    case .symbolic(let name): Array("ref: ".utf8) + name.bytes + [0x0A]
    }
  }
}

/// An error in a ref, or in a change to one.
package enum RefError: Error, Hashable, Sendable {
  /// The file of the ref holds neither an id nor a name.
  case damaged(RefName, path: String)
  /// The ref does not have its expected value: another process was faster.
  case changed(RefName, expected: RefValue?, found: RefValue?)
  /// A ref of this name conflicts with the existing one: one would be a folder, the other a file.
  case inTheWay(RefName, existing: RefName)
  /// Symbolic refs that point to each other.
  case circle(RefName)
  /// The ref disagrees with the last value in its reflog; nil where the ref is gone.
  case setBack(RefName, found: ObjectID?, expected: ObjectID)
}

/// The refs of an archive, loose and packed.
package struct RefStore: Sendable {
  /// Where HEAD is.
  let folder: String
  /// The folder of all other files; differs from `folder` only in a linked work tree.
  let common: String
  let format: ObjectFormat
  let files: any FileSystem

  func path(_ name: RefName) -> String {
    Path.join(name.begins(with: "refs/") ? common : folder, name.text)
  }

  /// The ref's own value; nil when the ref does not exist.
  package func value(_ name: RefName) throws(StorageError) -> RefValue? {
    if let loose = try loose(name) { return loose }
    guard name.begins(with: "refs/") else { return nil }
    return try packed().first { $0.name == name }.map { .id($0.id) }
  }

  /// The id that a ref resolves to; nil for a branch without commits.
  package func id(_ name: RefName) throws(StorageError) -> ObjectID? {
    guard case .id(let id) = try end(of: name).value else { return nil }
    return id
  }

  /// The ref at the end of symbolic refs, which may not exist yet; the ref itself when it is not symbolic.
  package func target(_ name: RefName) throws(StorageError) -> RefName { try end(of: name).name }

  private func end(of name: RefName) throws(StorageError) -> (name: RefName, value: RefValue?) {
    var current = name
    for _ in 0..<6 {
      let value = try value(current)
      guard case .symbolic(let next) = value else { return (current, value) }
      current = next
    }
    throw .ref(.circle(name))
  }

  /// Every ref whose name begins with `prefix`, in order, with its id; refs that resolve to no id are left out.
  ///
  /// - Parameter prefix: ends in `/`.
  package func list(_ prefix: String = "refs/") throws(StorageError) -> [(name: RefName, id: ObjectID)] {
    var found: [RefName: ObjectID] = [:]
    // Read loose refs first, for git may pack refs during the read: it writes the packed file before it removes loose
    // ones.
    let loose = try looseNames(prefix)
    for ref in try packed() where ref.name.begins(with: prefix) { found[ref.name] = ref.id }
    for name in loose { found[name] = try id(name) }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The branch that HEAD names; nil when it names a commit.
  package func branch() throws(StorageError) -> RefName? {
    guard case .symbolic(let name) = try value(.head) else { return nil }
    return name
  }

  var packedPath: String { Path.join(common, "packed-refs") }

  func packed() throws(StorageError) -> [PackedRef] { try packedFile()?.refs ?? [] }

  /// The packed refs and the file as it is; nil where there is none.
  func packedFile() throws(StorageError) -> (refs: [PackedRef], bytes: [UInt8])? {
    let limit = ReadingBudget.Reader.refs.limit
    guard let bytes = try filing({ () throws(FileError) in try files.readIfPresent(packedPath, limit: limit) })
    else { return nil }
    do {
      return (try PackedRef.parse(bytes, format: format), bytes)
    } catch {
      throw .damagedFile(path: packedPath, error)
    }
  }

  func loose(_ name: RefName) throws(StorageError) -> RefValue? {
    let path = path(name)
    let bytes: [UInt8]?
    do {
      bytes = try files.readIfPresent(path, limit: ReadingBudget.Reader.ref.limit)
    } catch {
      // A folder: refs below have this name before theirs.
      if error.code == ErrorCode.isFolder { return nil }
      throw .file(error)
    }
    guard let bytes else { return nil }
    // Outside refs/ git writes more after the id, as in FETCH_HEAD.
    let isStrict = name == .head || name.begins(with: "refs/")
    let content = isStrict ? bytes[...] : bytes.prefix { $0 != 0x09 && $0 != 0x0A }
    guard let value = RefStore.parse(Array(content), format: format) else { throw .ref(.damaged(name, path: path)) }
    return value
  }

  private func looseNames(_ prefix: String) throws(StorageError) -> [RefName] { try names(prefix, in: common) }

  /// Refs that have a reflog.
  func loggedNames(_ prefix: String) throws(StorageError) -> [RefName] {
    try names(prefix, in: Path.join(common, "logs"))
  }

  /// The refs whose files are below a folder.
  private func names(_ prefix: String, in root: String) throws(StorageError) -> [RefName] {
    var names: [RefName] = []
    var folders = [String(prefix.dropLast())]
    while let folder = folders.popLast() {
      for name in try filing({ () throws(FileError) in try files.listIfPresent(Path.join(root, folder)) })
      where !name.hasPrefix(".") && !name.hasSuffix(".lock") {
        let path = "\(folder)/\(name)"
        if try filing({ () throws(FileError) in try files.isFolder(Path.join(root, path)) }) {
          folders.append(path)
        } else if let ref = RefName(path) {
          names.append(ref)
        }
      }
    }
    return names
  }

  /// Reads `ref: NAME` or an id, each with a line feed.
  package static func parse(_ bytes: [UInt8], format: ObjectFormat) -> RefValue? {
    let end = (bytes.lastIndex { $0 > 0x20 } ?? -1) + 1
    let text = FileName.text(bytes[..<end])
    if text.hasPrefix("ref:") {
      return RefName(String(text.dropFirst(4).drop { $0 == " " || $0 == "\t" })).map { .symbolic($0) }
    }
    return ObjectID(format, hex: text).map { .id($0) }
  }
}

/// A line of `packed-refs`, with the object that an annotated tag marks.
package struct PackedRef: Hashable, Sendable {
  let name: RefName
  let id: ObjectID
  var peeled: ObjectID?

  package init(name: RefName, id: ObjectID, peeled: ObjectID? = nil) {
    self.name = name
    self.id = id
    self.peeled = peeled
  }

  /// Throws: ``FormatError`` at the start of the line.
  static func parse(_ bytes: [UInt8], format: ObjectFormat) throws(FormatError) -> [PackedRef] {
    var refs: [PackedRef] = []
    guard !bytes.isEmpty else { throw FormatError(.endsEarly(needed: 1), at: 0) }
    for line in bytes.split(separator: 0x0A) where line.first != 0x23 {
      let text = FileName.text(line)
      if text.hasPrefix("^"), let peeled = ObjectID(format, hex: text.dropFirst()), !refs.isEmpty {
        refs[refs.count - 1].peeled = peeled
        continue
      }
      let fields = text.split(separator: " ", maxSplits: 1)
      guard fields.count == 2, let id = ObjectID(format, hex: fields[0]), let name = RefName(String(fields[1])) else {
        throw FormatError(.malformed("packed ref"), at: line.startIndex)
      }
      refs.append(PackedRef(name: name, id: id))
    }
    guard bytes.last == 0x0A else { throw FormatError(.endsEarly(needed: 1), at: bytes.count) }
    return refs
  }

  package static func encode(_ refs: [PackedRef]) -> [UInt8] {
    let lines = refs.map { ref in
      Array("\(ref.id) ".utf8) + ref.name.bytes + Array((ref.peeled.map { "\n^\($0)\n" } ?? "\n").utf8)
    }
    return Array("# pack-refs with: peeled fully-peeled sorted \n".utf8) + lines.joined()
  }

  /// The file without a ref; every other line stays as it is.
  static func removing(_ name: RefName, from bytes: [UInt8]) -> [UInt8] {
    var isGone = false
    let lines = bytes.split(separator: 0x0A).filter { line in
      // The line with a tag's target is removed with the tag.
      guard line.first != 0x5E else { return !isGone }
      isGone = line.first != 0x23 && line.drop { $0 != 0x20 }.dropFirst().elementsEqual(name.bytes)
      return !isGone
    }
    return lines.flatMap { $0 + [0x0A] }
  }
}
