import Files
import Objects
import Repository

/// Finds the findings that can be repaired, and the steps for each.
struct RepairPlanner {
  let report: FsckReport
  /// Another archive that may have the missing objects.
  let other: ObjectStore?
  let textconv: String

  private(set) var repair = Repair()
  /// Objects that will be sound after they are written.
  private var gained: [ObjectID: StoredObject] = [:]

  init(_ report: FsckReport, other: ObjectStore?, textconv: String) {
    self.report = report
    self.other = other
    self.textconv = textconv
  }

  mutating func plan() throws(StorageError) {
    try planObjects()
    planIndexes()
    planAside()
    planRefs()
    planPackedRefs()
    planReflogs()
    planConfig()
    // The folder is made for its lock; without the log file, the log would seem lost.
    if report.inventory[Fsck.logFile] == nil, !isUnread(Fsck.logFile) {
      rewrite(Fsck.logFile, Array("\(OperationsLog.firstLine)\n".utf8))
    }
  }

  /// Whether a file, or a folder above it, was unreadable: its state is unknown, and it may be sound.
  private func isUnread(_ file: String) -> Bool {
    report.findings.contains { finding in
      guard finding.kind == .fileUnreadable, let name = finding.file else { return false }
      // A folder in the place of a file is not a file.
      guard finding.evidence.error?.code != ErrorCode.isFolder else { return false }
      return name.isEmpty || file == name || file.hasPrefix(name + "/")
    }
  }

  /// Packs that cannot be kept.
  private var badPacks: [PackScan] { report.scans.filter { !$0.problems.isEmpty } }

  private var wanted: Set<ObjectID> {
    let missing = report.findings.filter { $0.kind == .objectMissing || $0.kind == .danglingMissing }
    return report.table.lost.union(missing.compactMap(\.object))
  }

  /// Plans to write the sound objects of packs that are moved away, then missing objects that the other archive has.
  private mutating func planObjects() throws(StorageError) {
    let keeping = soundElsewhere()
    for pack in badPacks {
      for entry in pack.entries {
        guard let id = entry.id, let object = pack.objects[entry.offset], !keeping.contains(id) else { continue }
        gained[id] = object
      }
    }
    var spare: [ObjectID: StoredObject] = [:]
    for pack in report.scans {
      for entry in pack.entries { if let id = entry.id { spare[id] = pack.objects[entry.offset] } }
    }
    var waiting = Array(wanted)
    var seen = Set(waiting)
    while let id = waiting.popLast() {
      guard gained[id] == nil, report.table[id] == nil || !keeping.contains(id) else { continue }
      var object = spare[id]
      if object == nil { object = try fetch(id) }
      guard let object else { continue }
      gained[id] = object
      // A restored object may reference more missing ones. An unreadable object names none to restore.
      let named = (try? object.references(id.format).map(\.id)) ?? []
      for next in named where report.table[next] == nil && seen.insert(next).inserted { waiting.append(next) }
    }
    guard !gained.isEmpty else { return }
    let files = packFiles(gained.sorted { $0.key < $1.key })
    for file in files { repair.contents[below(file.path)] = file.bytes }
    repair.steps.append(.writeObjects(gained.keys.sorted(), pack: below(files[0].path)))
  }

  /// A pack whose name is not taken: another order gives another name.
  private func packFiles(_ objects: [(key: ObjectID, value: StoredObject)]) -> [DurableFile] {
    let list = objects.map { (id: $0.key, object: $0.value) }
    let folder = Path.join(report.place.common, "objects/pack")
    let files = PackWriter.files(list, in: folder, format: report.place.format)
    guard report.inventory[below(files[0].path)] != nil else { return files }
    return PackWriter.files(list.reversed(), in: folder, format: report.place.format)
  }

  private func below(_ path: String) -> String { String(path.dropFirst(report.place.common.count + 1)) }

  /// Ids with a sound copy in a file that stays.
  private func soundElsewhere() -> Set<ObjectID> {
    var sound: Set<ObjectID> = []
    for pack in report.scans where pack.problems.isEmpty {
      let hasIndex = report.inventory[pack.name.dropLast(4) + "idx"] != nil
      if hasIndex { sound.formUnion(pack.entries.compactMap(\.id)) }
    }
    for name in report.inventory.keys where Fsck.isLoose(name) {
      let hex = name.dropFirst("objects/".count).filter { $0 != "/" }
      guard let id = ObjectID(report.place.format, hex: hex) else { continue }
      if report.table[id] != nil, report.table.damaged[id]?.contains(name) != true { sound.insert(id) }
    }
    return sound
  }

  private mutating func fetch(_ id: ObjectID) throws(StorageError) -> StoredObject? {
    do {
      let found = try other?.find(id)?.object
      if found != nil { repair.fromOther.append(id) }
      return found
    } catch {
      switch error {
      // Damaged in the other archive too, or in one of its unreadable packs.
      case .damagedObject, .damagedFile, .file: return nil
      default: throw error
      }
    }
  }

  private mutating func planIndexes() {
    let bad: Set<FindingKind> = [
      .indexDamaged, .indexWrong, .packWithoutIndex, .fileUnreadable, .fileEmpty, .objectDamaged,
    ]
    for pack in report.scans where pack.problems.isEmpty && pack.entries.allSatisfy({ $0.id != nil }) {
      let index = String(pack.name.dropLast(4)) + "idx"
      let isBad = report.findings.contains { bad.contains($0.kind) && ($0.file == index || $0.file == pack.name) }
      guard isBad, !isUnread(index), let trailer = pack.trailer else { continue }
      let entries = pack.entries.compactMap { entry in
        entry.id.map { PackWriter.Entry(id: $0, offset: entry.offset, checksum: entry.checksum) }
      }
      repair.contents[index] = PackWriter.index(
        entries.sorted { $0.id < $1.id }, pack: trailer, format: report.place.format)
      repair.steps.append(.writeIndex(file: index))
    }
  }

  /// Moves away damaged loose objects, damaged packs with all their files, and misplaced files. Unreadable files stay:
  /// another user, or the next try, may read them.
  private mutating func planAside() {
    var aside: Set<String> = []
    for pack in badPacks {
      let stem = pack.name.dropLast(4)
      aside.formUnion(report.inventory.keys.filter { $0.hasPrefix(stem) })
    }
    for finding in report.findings {
      guard let file = finding.file, file.hasPrefix("objects/"), report.inventory[file] != nil, !isUnread(file) else {
        continue
      }
      switch finding.kind {
      case .objectDamaged, .fileEmpty, .fileUnreadable:
        if Fsck.isLoose(file) || !file.hasSuffix(".idx") && !file.hasSuffix(".pack") { aside.insert(file) }
      case .checksum, .fileMisplaced: aside.insert(file)
      case .indexWithoutPack: if !isUnread(file.dropLast(3) + "pack") { aside.insert(file) }
      default: break
      }
    }
    // A pack that is only misnamed, or an index made anew, stays.
    aside = aside.filter { repair.contents[$0] == nil && !isSoundPack($0) }
    repair.steps += aside.sorted().map { .setAside(file: $0) }
  }

  private func isSoundPack(_ file: String) -> Bool {
    report.scans.contains { $0.name == file && $0.problems.isEmpty }
  }

  /// Whether an object will be there, of a kind that fits.
  private func isSound(_ id: ObjectID, for name: RefName) -> Bool {
    guard let kind = gained[id]?.kind ?? report.table[id]?.kind else { return false }
    return !name.isBranch || kind == .commit
  }

  /// Refs with an invalid value, or one that disagrees with the logs: the logged value is restored, if it is sound.
  private mutating func planRefs() {
    let kinds: Set<FindingKind> = [
      .refDamaged, .refMoved, .refMissing, .refUntidy, .headUnborn, .fileEmpty, .fileMissing, .fileUnreadable,
      .objectMissing, .packedRefs,
    ]
    let history = MoveHistory(report.refs)
    var names = Set(
      report.findings.filter { kinds.contains($0.kind) }.compactMap { RefName($0.ref ?? $0.file ?? "") })
    names.formUnion(report.refs.damaged)
    for name in names.sorted() where name != .head && !isUnread(name.text) {
      guard let (value, source) = value(of: name, history), value != report.refs.value(name) || isUntidy(name) else {
        continue
      }
      add(name, value, source)
    }
    guard names.contains(.head), !isUnread("HEAD") else { return }
    let branches = report.refs.names.filter(\.isBranch)
    var target = history.head?.value
    if target == nil, branches.count == 1 { target = .symbolic(branches[0]) }
    if let target, target != report.refs.head || isUntidy(.head) { add(.head, target, .operationsLog) }
  }

  private func isUntidy(_ name: RefName) -> Bool {
    report.findings.contains { $0.ref == name.text && $0.kind == .refUntidy }
  }

  private func value(of name: RefName, _ history: MoveHistory) -> (RefValue, RepairStep.Source)? {
    let last = report.refs.reflogs[name]?.compactMap(\.entry).last
    let move = history.moves[name]?.last
    // A reflog with lines after the operations log was written by git; otherwise the log counts, which has a checksum.
    if let move,
      last == nil || move.isEntry(last, of: report.place.format) || last?.isOwn == true
    {
      guard case .id(let id)? = move.move.new, isSound(id, for: name) else { return nil }
      return (.id(id), .operationsLog)
    }
    guard let last, isSound(last.new, for: name) else { return nil }
    return (.id(last.new), .reflog)
  }

  private mutating func add(_ name: RefName, _ value: RefValue, _ source: RepairStep.Source) {
    let text =
      switch value {
      case .id(let id): id.hex
      case .symbolic(let target): "ref: \(target)"
      }
    repair.contents[name.text] = value.encoded
    repair.steps.append(.writeRef(name: name.text, value: text, by: source))
  }

  /// Keeps every valid line, even if its object is missing: a copy may supply that object one day. Drops a line only
  /// where the ref gets a value of its own.
  private mutating func planPackedRefs() {
    guard report.findings.contains(where: { $0.file == "packed-refs" && $0.severity >= .suspicious }) else { return }
    let path = Path.join(report.place.common, "packed-refs")
    // An unreadable file stays as it is; the finding remains.
    guard !isUnread("packed-refs"), let current = try? report.place.files.readIfPresent(path) else { return }
    var lines: [PackedRef] = []
    for (name, id) in report.refs.packed.sorted(by: { $0.key < $1.key }) {
      if repair.contents[name.text] != nil, !isSound(id, for: name) { continue }
      lines.append(PackedRef(name: name, id: id, peeled: peel(id, of: name)))
    }
    let bytes = PackedRef.encode(lines)
    // Equal bytes need no rewrite: the lines are right, and their objects are missing or damaged.
    if bytes != current { rewrite("packed-refs", bytes) }
  }

  /// The final target of a tag; nil for other objects. Where a tag is lost the value in `packed-refs` is used.
  private func peel(_ id: ObjectID, of name: RefName) -> ObjectID? {
    var current = id
    for _ in 0..<64 {
      guard let object = gained[current] ?? report.table.object(current) else {
        return current == id ? report.refs.peeled[name] : current
      }
      // A damaged tag references nothing: it is the final target itself.
      guard object.kind == .tag, let next = try? object.references(id.format).first?.id else { break }
      current = next
    }
    return current == id ? nil : current
  }

  private mutating func rewrite(_ file: String, _ bytes: [UInt8]) {
    repair.contents[file] = bytes
    repair.steps.append(.rewrite(file: file))
  }

  /// Reflogs get the lines that the operations log knows.
  private mutating func planReflogs() {
    let history = MoveHistory(report.refs)
    let kinds: Set<FindingKind> = [.reflogIncomplete, .reflogDamaged, .fileUnreadable]
    var files = FileTable<FindingKind>()
    for finding in report.findings where kinds.contains(finding.kind) {
      if let file = finding.file { files[file] = finding.kind }
    }
    for file in files.keys.sorted() where file.hasPrefix("logs/") && !isUnread(file) {
      guard let name = RefName(String(file.dropFirst("logs/".count))), let expected = history.expected[name] else {
        continue
      }
      var match = ReflogMatch(report.refs.reflogs[name] ?? [], expected)
      match.run()
      rewrite(file, match.merged.flatMap { $0 + [0x0A] })
    }
  }

  /// The configuration, and git's attributes for the files.
  private mutating func planConfig() {
    let findings = report.findings.filter {
      $0.file == "config" && ($0.severity >= .suspicious && $0.kind != .unsupported || $0.kind == .notPrepared)
    }
    if !findings.isEmpty, !isUnread("config") {
      let isWhole = findings.allSatisfy { $0.kind == .configSetting || $0.kind == .notPrepared }
      let bytes =
        isWhole ? mended(findings) : (try? Repository.initialConfig(report.place.format, textconv: textconv))?.bytes
      if let bytes { rewrite("config", bytes) }
    }
    if report.findings.contains(where: { $0.file == GitAttributes.file }), !isUnread(GitAttributes.file) {
      // An unreadable file was reported; the file is then written anew.
      let path = Path.join(report.place.common, GitAttributes.file)
      let bytes = (try? report.place.files.readIfPresent(path, limit: 1 << 20)) ?? nil
      rewrite(GitAttributes.file, GitAttributes.completing(bytes ?? []))
    }
  }

  /// The configuration with the missing settings added; the others stay.
  private func mended(_ findings: [Finding]) -> [UInt8]? {
    let path = Path.join(report.place.common, "config")
    // A file that cannot be read or changed stays as it is; the finding remains.
    guard let bytes = try? report.place.files.read(path), var config = try? Config(bytes) else { return nil }
    let prescribed = Dictionary(
      Repository.prescribedConfig(textconv: textconv).map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first })
    let isUnprepared = findings.contains { $0.kind == .notPrepared }
    let names = isUnprepared ? prescribed.keys.filter { ArchiveLayout.isGits(config[$0], $0) }.sorted() : []
    for name in names + findings.compactMap(\.evidence.name) {
      let value = prescribed[name] ?? (name == "core.bare" ? "true" : report.place.format == .sha1 ? "0" : "1")
      try? config.set(name, to: value)
    }
    return config.bytes
  }
}
