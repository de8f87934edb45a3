import Files
import Objects
import Repository

extension Fsck {
  /// Reads HEAD, loose and packed refs, strictly: git and synvc write each value in one spelling.
  mutating func checkRefs() {
    readHead()
    for file in inventory.keys.sorted() where file.hasPrefix("refs/") { readLoose(file) }
    if inventory["packed-refs"] != nil { readPacked() }
    for name in refs.names {
      if let file = file(of: name) { check(name, file: file) }
    }
    checkHead()
  }

  /// The file that holds the value of a ref.
  func file(of name: RefName) -> String? {
    if name == .head || refs.loose[name] != nil || refs.damaged.contains(name) { return name.text }
    return refs.packed[name] == nil ? nil : "packed-refs"
  }

  private mutating func readHead() {
    guard let bytes = content("HEAD", limit: 65536) else {
      if !findings.contains(where: { $0.file == "HEAD" }) { report(Finding(.fileMissing, file: "HEAD", ref: "HEAD")) }
      return
    }
    refs.head = value(bytes, of: "HEAD", file: "HEAD")
  }

  private mutating func readLoose(_ file: String) {
    let last = Path.name(file)
    if Fsck.isTemporary(last) || last.hasSuffix(".lock") { return }
    guard let name = RefName(file) else {
      report(Finding(.refName, file: file, ref: file))
      return
    }
    if !name.isUTF8 { report(Finding(.refName, file: file, ref: file)) }
    guard let bytes = content(file, limit: 65536), let value = value(bytes, of: file, file: file) else {
      refs.damaged.insert(name)
      return
    }
    refs.loose[name] = value
  }

  /// The value in a ref's file; reports invalid values and other spellings than those of git and synvc.
  private mutating func value(_ bytes: [UInt8], of ref: String, file: String) -> RefValue? {
    if bytes.isEmpty {
      report(Finding(.fileEmpty, file: file, ref: ref))
      return nil
    }
    guard let value = RefStore.parse(bytes, format: place.format) else {
      report(Finding(.refDamaged, file: file, ref: ref) { $0.found = Fsck.excerpt(bytes) })
      return nil
    }
    if value.encoded != bytes {
      report(Finding(.refUntidy, file: file, ref: ref) { $0.found = Fsck.excerpt(bytes) })
    }
    return value
  }

  /// A little of a file's content, for people.
  static func excerpt(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes.prefix(80), as: UTF8.self)
  }

  /// Checks the target of a ref: the object must exist, and its kind must fit.
  private mutating func check(_ name: RefName, file: String) {
    switch refs.value(name) {
    case nil: break
    case .id(let id): root(id, named: name.text, file: file, kind: name.isBranch ? .commit : nil)
    case .symbolic(let next):
      if refs.id(name) == nil {
        report(Finding(.refMissing, .suspicious, file: file, ref: next.text) { $0.namedBy = name.text })
      }
    }
    // A packed value behind a loose one is not read, and still should be sound.
    if refs.loose[name] != nil, let hidden = refs.packed[name] {
      root(hidden, named: name.text, file: "packed-refs", kind: nil)
    }
  }

  /// Takes note of an id that a ref or a log names.
  mutating func root(_ id: ObjectID, named name: String, file: String, kind: ObjectKind?) {
    if id.isZero {
      report(Finding(.refDamaged, file: file, ref: name) { $0.found = id.hex })
    } else {
      roots.append(Root(id: id, kind: kind, name: name, file: file))
    }
  }

  private mutating func checkHead() {
    switch refs.head {
    case nil: return
    case .id(let id):
      report(Finding(.headDetached, file: "HEAD", ref: "HEAD") { $0.found = id.hex })
      root(id, named: "HEAD", file: "HEAD", kind: .commit)
    case .symbolic(let name):
      guard name.isBranch else {
        report(Finding(.refDamaged, file: "HEAD", ref: "HEAD") { $0.found = name.text })
        return
      }
      let hasHistory = inventory["logs/HEAD"] ?? 0 > 0 || refs.names.contains { $0.isBranch }
      if refs.value(name) == nil, !refs.damaged.contains(name), hasHistory {
        report(Finding(.headUnborn, file: "HEAD", ref: "HEAD") { $0.found = name.text })
      }
    }
  }
}
