internal import Bytes
internal import Files
internal import Objects
package import Storage

extension StorageError: Reportable {
  package var report: Report {
    switch self {
    case .file(let error): return error.report
    case .locked(let lock): return lock.report
    case .lockLost(let path):
      return Report(
        .locked, "another process took the lock \(quoted: path) away: nothing was changed",
        hint: "call the command again", details: ["path": .string(path)])
    case .overtaken(let other):
      return Report(
        .locked,
        "another command came in between: \(quoted: (["synvc"] + other.arguments).joined(separator: " ")); nothing was changed",
        hint: "call the command again", details: ["operation": JSON(other.number)])
    case .noArchive(let path):
      return Report(
        .noArchive, "\(quoted: path) is no archive", hint: "'synvc init' makes one", details: ["path": .string(path)])
    case .occupied(let path): return OpeningError.exists(path).report
    case .unsupported(let what, let path): return what.report(path: path)
    case .damagedFile(let path, let cause):
      return Report(
        .damaged, "\(quoted: path) is damaged: \(cause.report.message)", hint: Self.look,
        details: ["path": .string(path), "offset": JSON(cause.offset)])
    case .damagedObject(let id, let path, let damage):
      return Report(
        .damaged, "object \(quoted: id) is damaged in \(quoted: path): \(damage.words)", hint: Self.look,
        details: ["id": .string(id.hex), "path": .string(path)])
    default: return other
    }
  }

  private static let look: StyledText =
    "'synvc fsck' lists what it hurts, 'synvc fsck --repair --from DIR' takes it from a clone or a copy of the archive"

  private var other: Report {
    switch self {
    case .missingObject(let id):
      Report(
        .damaged, "object \(quoted: id) is missing", hint: Self.look, details: ["id": .string(id.hex)])
    case .collision(let id):
      Report(
        .damaged, "other bytes are stored under the id \(quoted: id): they were kept, and these were not stored",
        hint: id.format == .sha1
          ? "keep the file or the sound, and call 'synvc convert --object-format sha256': longer ids tell the two apart"
          : "keep the file or the sound, and a copy of the archive, and report this", details: ["id": .string(id.hex)])
    case .wrongKind(let id, let found, let expected):
      Report(
        .damaged, "object \(quoted: id) is a \(found.rawValue) where a \(expected.rawValue) is needed", hint: Self.look,
        details: ["id": .string(id.hex)])
    case .ref(let error): error.report
    case .config(let error): error.report
    case .conversion(let problem): problem.report
    case .badPath(let path):
      Report(.damaged, "\(quoted: path) cannot stand in an archive", details: ["path": .string(path)])
    case .tooMuch(let name, let reader):
      Report(
        .badInput, "\(quoted: name) holds more than synvc stores: at most \(reader.limit) \(reader.rawValue)",
        hint: "store it in parts, with a '--device' for each", details: ["limit": JSON(reader.limit)])
    case .tooLarge(let id, let reader):
      Report(
        .damaged, "object \(quoted: id) leads to more than synvc reads: at most \(reader.limit) \(reader.rawValue)",
        hint: "'synvc git cat-file -p \(id)' shows it, 'synvc log' lists the snapshots",
        details: ["id": .string(id.hex), "limit": JSON(reader.limit)])
    default: Report(.failed, "\(quoted: "\(self)")")
    }
  }
}

extension HeldLock {
  var report: Report {
    guard let holder else {
      return Report(
        .locked, "the archive is locked by another program\(when)",
        hint: "when no git is at work there, remove \(quoted: path)", details: ["path": .string(path)])
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
      hint: "once that process has ended there, or if \(quoted: holder.machine) was restarted, remove \(quoted: path)",
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
    case .refStorage(let name): "keeps its refs as \(quoted: name), which synvc does not read"
    case .alternates: "takes objects from another repository, which synvc does not do"
    case .shallow: "is a shallow clone, which holds no whole history"
    case .partialClone: "is a partial clone, which does not hold every object"
    case .replaceRefs: "has replaced objects, which synvc does not follow"
    case .extensionNamed(let name): "uses the extension \(quoted: name), which synvc does not know"
    case .formatVersion(let version): "is of repository format \(quoted: version), which synvc does not know"
    case .objectFormat(let name): "has ids made by \(quoted: name), which synvc does not know"
    case .commonFolder: "has a file 'commondir' that names a folder outside of its parent folders"
    }
  }

  private var hint: StyledText {
    switch self {
    case .refStorage: "'git refs migrate --ref-format=files' turns them into files"
    case .alternates: "'git repack -a -d' copies the objects, then remove 'objects/info/alternates'"
    case .shallow: "'git fetch --unshallow' fetches the rest"
    case .partialClone: "clone it again without '--filter'"
    case .replaceRefs: "'git replace -d' removes them"
    case .commonFolder: "'git worktree add' makes work trees that share an archive"
    case .extensionNamed, .formatVersion, .objectFormat: "a later synvc may know it"
    }
  }
}

extension ObjectDamage {
  /// What is wrong, without a subject.
  var words: StyledText {
    switch self {
    case .inflate(let error): error.words
    case .header: "it does not begin with a kind and a size"
    case .size(let found, let claimed): "it has \(found) bytes and claims \(claimed)"
    case .tooLong(let claimed): "it claims \(claimed) bytes, more than synvc reads"
    case .hash(let found): "its bytes have the id \(quoted: found)"
    case .format(let error): error.report.message
    case .packEntry(let offset): "no entry of a pack is at byte \(offset)"
    case .delta(let offset): "the delta does not fit at byte \(offset)"
    case .base: "what it is a difference to is not in the pack"
    }
  }
}

extension RefError: Reportable {
  package var report: Report {
    switch self {
    case .damaged(let name, let path):
      Report(
        .damaged, "the ref \(quoted: name) is damaged in \(quoted: path)",
        hint: "\(quoted: "synvc reflog \(name.short)") shows what it held", details: ["path": .string(path)])
    case .changed(let name, _, _):
      Report(
        .locked, "\(quoted: name.short) was moved by another command in the meantime: nothing was changed",
        hint: "call the command again", details: ["ref": .string(name.text)])
    case .inTheWay(let name, let existing):
      Report(
        .failed, "\(quoted: name.short) cannot stand beside \(quoted: existing.short)", hint: "choose another name")
    case .setBack(let name, let found, let expected):
      Report(
        .damaged, "\(quoted: name) does not hold \(quoted: expected), to which it was moved last",
        hint: "'synvc fsck' tells what happened, 'synvc fsck --repair' puts it right",
        details: ["ref": .string(name.text), "found": JSON(found?.hex), "expected": .string(expected.hex)])
    case .circle(let name):
      Report(.damaged, "the ref \(quoted: name) leads back to itself", details: ["ref": .string(name.text)])
    }
  }
}

extension ConfigError: Reportable {
  package var report: Report {
    switch self {
    case .syntax(let line):
      Report(
        .damaged, "line \(line) of the archive's 'config' cannot be read", hint: "mend it with a text editor",
        details: ["line": JSON(line)])
    case .badName(let name): Report(.failed, "\(quoted: name) cannot be the name of a setting")
    case .badValue(let name): Report(.failed, "the value of \(quoted: name) holds a zero byte")
    }
  }
}
