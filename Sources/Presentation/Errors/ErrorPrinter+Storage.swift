internal import Bytes
internal import Files
internal import Objects
package import Repository

extension StorageError: Reportable {
  // One switch over all cases: the compiler demands words for every new one.
  package var report: Report {
    switch self {
    case .file(let error): error.report
    case .locked(let lock): lock.report
    case .lockLost(let path):
      Report(
        .locked, "another process removed the lock \(quoted: path): nothing was changed",
        hint: "call the command again", details: ["path": .string(path)])
    case .overtaken(let other):
      Report(
        .locked,
        "another command came in between: \(quoted: (["synvc"] + other.arguments).joined(separator: " ")); nothing was changed",
        hint: "call the command again", details: ["operation": JSON(other.number)])
    case .noArchive(let path):
      Report(
        .noArchive, "\(quoted: path) is not a synvc archive", hint: "make one with 'synvc init'",
        details: ["path": .string(path)])
    case .occupied(let path): .hasArchive(path)
    case .unsupported(let what, let path): what.report(path: path)
    case .damagedFile(let path, let cause):
      Report(
        .damaged, "\(quoted: path) is damaged: \(cause.report.message)", hint: Self.look,
        details: ["path": .string(path), "offset": JSON(cause.offset)])
    case .damagedObject(let id, let path, let damage):
      Report(
        .damaged, "object \(quoted: id) is damaged in \(quoted: path): \(damage.words)", hint: Self.look,
        details: ["id": .string(id.hex), "path": .string(path)])
    case .missingObject(let id):
      Report(
        .damaged, "object \(quoted: id) is missing", hint: Self.look, details: ["id": .string(id.hex)])
    case .collision(let id):
      Report(
        .damaged, "other bytes are already stored under the id \(quoted: id): the new bytes were not stored",
        hint: id.format == .sha1
          ? "keep the file or the sound, and call 'synvc convert --object-format sha256': its longer ids differ"
          : "keep the file or the sound, and a copy of the archive, and report this", details: ["id": .string(id.hex)])
    case .wrongKind(let id, let found, let expected):
      Report(
        .damaged, "object \(quoted: id) is a \(found.rawValue) instead of a \(expected.rawValue)", hint: Self.look,
        details: ["id": .string(id.hex)])
    case .ref(let error): error.report
    case .config(let error): error.report
    case .conversion(let problem): problem.report
    case .badPath(let path):
      Report(.damaged, "\(quoted: path) is not a valid path in an archive", details: ["path": .string(path)])
    case .tooMuch(let name, let reader):
      Report(
        .badInput, "\(quoted: name) exceeds a limit of synvc: at most \(reader.limit) \(reader.rawValue)",
        hint: "store it in parts, with a '--device' for each", details: ["limit": JSON(reader.limit)])
    case .tooLarge(let id, let reader):
      Report(
        .damaged, "object \(quoted: id) exceeds a limit of synvc: at most \(reader.limit) \(reader.rawValue)",
        hint: "show it with 'synvc git cat-file -p \(id)', list the snapshots with 'synvc log'",
        details: ["id": .string(id.hex), "limit": JSON(reader.limit)])
    }
  }

  private static let look: StyledText =
    "list the damage with 'synvc fsck', repair it from a clone or a copy with 'synvc fsck --repair --from DIR'"
}

extension HeldLock {
  var report: Report {
    guard let holder else {
      return Report(
        .locked, "the archive is locked by another program\(when)",
        hint: "remove \(quoted: path) once no git command is running", details: ["path": .string(path)])
    }
    let details: KeyValuePairs<String, JSON> = [
      "path": .string(path), "pid": JSON(Int(holder.process)), "command": .string(holder.command),
      "host": .string(holder.machine), "since": JSON(since),
    ]
    guard isElsewhere else {
      let subject: StyledText = device.map { "a send to \(quoted: $0) is under way in" } ?? "the archive is locked by"
      return Report(
        .locked, "\(subject) process \(holder.process): \(quoted: holder.command)\(when)",
        hint: "call the command again when it has ended, or with '--wait SECONDS'", details: details)
    }
    return Report(
      .locked,
      "the archive is locked by process \(holder.process) on \(quoted: holder.machine): \(quoted: holder.command)\(when)",
      hint: "once that process has ended, or \(quoted: holder.machine) was restarted, remove \(quoted: path)",
      details: details)
  }

  /// The device that a process sends to, where the lock is that of a send.
  private var device: String? {
    let name = Path.name(path)
    guard Path.name(Path.parent(path)) == "journal", name.hasSuffix(".lock") else { return nil }
    return String(name.dropLast(".lock".count))
  }

  private var when: StyledText { since.map { ", since \(DateText.minutes($0, zone: 0)) UTC" } ?? "" }
}

extension Unsupported {
  func report(path: String) -> Report {
    Report(
      .failed, "\(quoted: path) \(words)", hint: hint, details: ["path": .string(path)])
  }

  private var words: StyledText {
    switch self {
    case .refStorage(let name): "uses the ref storage \(quoted: name), which synvc does not support"
    case .alternates: "uses objects of another repository, which synvc does not support"
    case .shallow: "is a shallow clone, whose history is incomplete"
    case .partialClone: "is a partial clone, which lacks objects"
    case .replaceRefs: "has replace refs, which synvc does not support"
    case .extensionNamed(let name): "uses the extension \(quoted: name), which synvc does not support"
    case .formatVersion(let version): "has the repository format \(quoted: version), which synvc does not support"
    case .objectFormat(let name): "has the object format \(quoted: name), which synvc does not support"
    case .commonFolder: "has a file 'commondir' that names a folder outside its parent folders"
    }
  }

  private var hint: StyledText {
    switch self {
    case .refStorage: "convert the refs with 'git refs migrate --ref-format=files'"
    case .alternates: "copy the objects with 'git repack -a -d', then remove 'objects/info/alternates'"
    case .shallow: "fetch the rest with 'git fetch --unshallow'"
    case .partialClone: "clone it again without '--filter'"
    case .replaceRefs: "remove the replace refs with 'git replace -d'"
    case .commonFolder: "make work trees that share an archive with 'git worktree add'"
    case .extensionNamed, .formatVersion, .objectFormat: "try a later version of synvc"
    }
  }
}

extension ObjectDamage {
  /// The problem, without a subject.
  var words: StyledText {
    switch self {
    case .inflate(let error): error.words
    case .header: "it does not begin with a kind and a size"
    case .size(let found, let claimed): "it has \(found) bytes, but its header claims \(claimed)"
    case .tooLong(let claimed): "its header claims \(claimed) bytes, more than the limit of synvc"
    case .hash(let found): "its checksum is \(quoted: found)"
    case .format(let error): error.report.message
    case .packEntry(let offset): "the pack has no entry at byte \(offset)"
    case .delta(let offset): "the delta is invalid at byte \(offset)"
    case .base: "the base object of the delta is not in the pack"
    }
  }
}

extension RefError: Reportable {
  package var report: Report {
    switch self {
    case .damaged(let name, let path):
      Report(
        .damaged, "the ref \(quoted: name) is damaged in \(quoted: path)",
        hint: "list its earlier values with \(quoted: "synvc reflog \(name.short)")", details: ["path": .string(path)])
    case .changed(let name, _, _):
      Report(
        .locked, "\(quoted: name.short) was moved by another command in the meantime: nothing was changed",
        hint: "call the command again", details: ["ref": .string(name.text)])
    case .inTheWay(let name, let existing):
      Report(
        .failed, "cannot create ref \(quoted: name.short): it conflicts with \(quoted: existing.short)",
        hint: "choose another name")
    case .setBack(let name, let found, let expected):
      Report(
        .damaged, "ref \(quoted: name) disagrees with its reflog, which expects \(quoted: expected)",
        hint: "find the cause with 'synvc fsck', then repair it with 'synvc fsck --repair'",
        details: ["ref": .string(name.text), "found": JSON(found?.hex), "expected": .string(expected.hex)])
    case .circle(let name):
      Report(.damaged, "the ref \(quoted: name) refers to itself", details: ["ref": .string(name.text)])
    }
  }
}

extension ConfigError: Reportable {
  package var report: Report {
    switch self {
    case .syntax(let line):
      Report(
        .damaged, "line \(line) of the archive's 'config' cannot be read", hint: "correct it with a text editor",
        details: ["line": JSON(line)])
    case .badName(let name): Report(.failed, "\(quoted: name) is not a valid name for a setting")
    case .badValue(let name): Report(.failed, "the value of \(quoted: name) holds a zero byte")
    }
  }
}
