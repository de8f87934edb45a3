import Bytes
import MIDI
package import Maintenance
import Objects
package import Profiles
import Repository
import Archive

/// Looks at an archive's snapshots as synvc's own: their devices, the order of their messages, the messages themselves.
package struct ArchiveCheck {
  private let profiles: KeptProfiles
  private let table: ObjectTable
  private let format: ObjectFormat
  private var report: FsckReport
  /// The outlines of device folders, by tree.
  private var devices: [ObjectID: DeviceOutline] = [:]
  /// The names below a tree, messages with their blobs.
  private var shapes: [ObjectID: TreeShape] = [:]
  private var seen: Set<ObjectID> = []
  private var orders: [OrderKey: OrderVerdict] = [:]

  private struct OrderKey: Hashable {
    let order: ObjectID
    let shape: Int
  }

  /// Adds the checks specific to synvc to a report.
  package static func run(_ report: FsckReport, registry: ProfileRegistry) -> FsckReport {
    var check = ArchiveCheck(report, registry)
    for commit in report.commits.reversed() { check.look(at: commit) }
    check.lookAtJournals()
    return AffectedPathNames(check.report, check.profiles).named()
  }

  private init(_ report: FsckReport, _ registry: ProfileRegistry) {
    self.report = report
    table = report.table
    profiles = KeptProfiles(registry, table)
    format = report.place.format
  }

  /// Checks sends in progress: only their journals hold their details.
  private mutating func lookAtJournals() {
    for (name, bytes) in report.journals {
      guard let journal = bytes.flatMap({ Journal(parsing: $0, format: format) }) else {
        report.findings.append(Finding(.journalDamaged, file: "journal/" + name))
        continue
      }
      for id in [journal.target, journal.safety].compactMap(\.self) where table[id] == nil {
        report.findings.append(
          Finding(.objectMissing, file: "journal/" + name, object: id) { $0.namedBy = "journal/" + name })
      }
    }
  }

  private mutating func look(at id: ObjectID) {
    guard let commit = table.commit(id), let root = table.tree(commit.tree) else { return }
    let snapshot = SnapshotCommit(id, commit)
    noteMerged(MergeCheck.paths(in: commit, table), in: id)
    var counts: [String: Int] = [:]
    for (name, tree) in folders(in: root) {
      let outline = outline(name, tree, in: id)
      if outline.isDevice { counts[name] = outline.count }
    }
    if let rig = root.first(where: { $0.text == Rig.path }), let bytes = table.blob(rig.id),
      seen.insert(rig.id).inserted
    {
      do throws(ArchiveError) { _ = try Rig(parsing: bytes) } catch { note(.snapshotFile, rig.id, Rig.path, id) }
    }
    for fact in snapshot.values("Synvc-Device") {
      let words = fact.split(separator: " ").map(String.init)
      guard words.count == 3, let wanted = Int(words[2]) else { continue }
      guard let found = counts[words[0]], found != wanted else {
        if counts[words[0]] == nil, !isLost(words[0], in: root) { miscounted(id, words[0], 0, wanted) }
        continue
      }
      // An order that is lost counts nothing.
      if found >= 0 { miscounted(id, words[0], found, wanted) }
    }
  }

  /// The folders that may be devices or imported files, with their trees.
  private func folders(in root: [FsckTreeEntry]) -> [(name: String, tree: ObjectID)] {
    func below(_ entries: [FsckTreeEntry]) -> [(name: String, tree: ObjectID)] {
      entries.filter { $0.isFolder && Device.isName($0.text) }.map { ($0.text, $0.id) }
    }
    let devices = below(root)
    let files = devices.first { $0.name == FolderName.files }.flatMap { table.tree($0.tree) } ?? []
    return devices + below(files).map { (FolderName.file($0.name), $0.tree) }
  }

  /// Whether a device's folder exists and cannot be read.
  private func isLost(_ name: String, in root: [FsckTreeEntry]) -> Bool {
    if FolderName.isFile(name), root.contains(where: { $0.text == FolderName.files && table.tree($0.id) == nil }) {
      return true
    }
    return folders(in: root).contains { $0.name == name && table[$0.tree] == nil }
  }

  private mutating func miscounted(_ commit: ObjectID, _ device: String, _ found: Int, _ wanted: Int) {
    var finding = Finding(.count, object: commit) {
      $0.name = device
      $0.found = String(found)
      $0.expected = String(wanted)
    }
    finding.affectedPaths = [AffectedPath(path: device + "/", commits: [commit])]
    report.findings.append(finding)
  }

  private mutating func noteMerged(_ paths: [String], in commit: ObjectID) {
    guard !paths.isEmpty else { return }
    var finding = Finding(.mergedAsText, object: commit) { $0.found = String(paths.count) }
    finding.affectedPaths = paths.map { AffectedPath(path: $0, commits: [commit]) }
    report.findings.append(finding)
  }

  private mutating func note(
    _ kind: FindingKind, _ object: ObjectID, _ path: String, _ commit: ObjectID,
    _ change: (inout Finding.Evidence) -> Void = { _ in }
  ) {
    var finding = Finding(kind, object: object) {
      $0.name = path
      change(&$0)
    }
    finding.affectedPaths = [AffectedPath(path: path, commits: [commit])]
    report.findings.append(finding)
  }
}

/// The known facts of a device's folder.
private struct DeviceOutline {
  var isDevice = false
  /// Lines of `order`, or messages where there is none; below zero where they cannot be counted.
  var count = -1
}

/// Whether an order fits the names below its folder.
private struct OrderVerdict {
  let count: Int
  /// A path that is not there.
  let missing: String?
  /// A message that is not in the order.
  let extra: String?
}

/// The names below a tree.
private struct TreeShape {
  /// Equal for trees with equal names.
  let hash: Int
  /// Whether the folder is complete.
  let isWhole: Bool
  /// Entries at all levels, folders among them.
  var count = 0
  /// The read limit that the folder exceeds; nil where it exceeds none.
  var excess: ReadingBudget.Reader?
}

extension ArchiveCheck {
  private mutating func outline(_ name: String, _ tree: ObjectID, in commit: ObjectID) -> DeviceOutline {
    if let known = devices[tree] { return known }
    var outline = DeviceOutline()
    defer { devices[tree] = outline }
    guard let entries = table.tree(tree) else { return outline }
    guard let facts = entries.first(where: { $0.text == DeviceFacts.file }) else { return outline }
    outline.isDevice = true
    var profile: (any DeviceModel)?
    if let bytes = table.blob(facts.id) {
      do throws(ArchiveError) {
        let facts = try DeviceFacts(parsing: bytes, path: "\(name)/\(DeviceFacts.file)")
        profile = profiles.profile(facts.profile, in: entries)
      } catch {
        note(.snapshotFile, facts.id, "\(name)/\(DeviceFacts.file)", commit)
      }
    }
    let shape = shape(tree, below: name, profile, commit, depth: 0)
    outline.count = count(name, tree, entries, shape, commit)
    return outline
  }

  /// Counts the messages of a device and holds their order against the tree.
  private mutating func count(
    _ name: String, _ tree: ObjectID, _ entries: [FsckTreeEntry], _ shape: TreeShape, _ commit: ObjectID
  ) -> Int {
    if let excess = shape.excess {
      note(.tooLarge, tree, name + "/", commit) { $0.expected = "\(excess.limit) \(excess.rawValue)" }
      return -1
    }
    guard shape.isWhole else { return -1 }
    guard let order = entries.first(where: { $0.text == "order" }) else {
      return paths(below: tree).filter { $0.hasSuffix(".syx") || $0.hasPrefix("stray/") }.count
    }
    guard let bytes = table.blob(order.id) else { return -1 }
    let key = OrderKey(order: order.id, shape: shape.hash)
    if let known = orders[key] { return known.count }
    guard bytes.count(where: { $0 == 0x0A }) <= ReadingBudget.Reader.order.limit else {
      let limit = ReadingBudget.Reader.order
      note(.tooLarge, order.id, "\(name)/order", commit) { $0.expected = "\(limit.limit) \(limit.rawValue)" }
      return -1
    }
    let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    let there = Set(paths(below: tree))
    let wanted = Set(lines)
    // A device that an earlier version called 'files' has the imported files in its folder.
    let files = there.filter { $0.hasSuffix("/\(DeviceFacts.file)") }.map { $0.dropLast(DeviceFacts.file.utf8.count) }
    let extra = there.filter { path in
      (path.hasSuffix(".syx") || path.hasPrefix("stray/")) && !files.contains { path.hasPrefix($0) }
    }.subtracting(wanted).min()
    let verdict = OrderVerdict(count: lines.count, missing: lines.first { !there.contains($0) }, extra: extra)
    orders[key] = verdict
    if let missing = verdict.missing {
      note(.order, order.id, "\(name)/order", commit) { $0.found = "\(name)/\(missing)" }
    } else if bytes.last.map({ $0 != 0x0A }) ?? false {
      note(.order, order.id, "\(name)/order", commit)
    } else if let extra {
      var finding = Finding(.order, .suspicious, object: order.id) {
        $0.name = "\(name)/order"
        $0.expected = "\(name)/\(extra)"
      }
      finding.affectedPaths = [AffectedPath(path: "\(name)/\(extra)", commits: [commit])]
      report.findings.append(finding)
    }
    return lines.count
  }

  private func paths(below tree: ObjectID, _ prefix: String = "", depth: Int = 0) -> [String] {
    guard depth < ObjectStore.depthLimit else { return [] }
    return (table.tree(tree) ?? []).flatMap { entry in
      entry.isFolder ? paths(below: entry.id, prefix + entry.text + "/", depth: depth + 1) : [prefix + entry.text]
    }
  }

  /// Of a message's file.
  private static let ending = Array(".syx".utf8)

  /// The names below a tree; every message that was not seen before is looked at by the way.
  private mutating func shape(
    _ tree: ObjectID, below path: String, _ profile: (any DeviceModel)?, _ commit: ObjectID, depth: Int
  ) -> TreeShape {
    if let known = shapes[tree] { return known }
    guard depth < ObjectStore.depthLimit else { return TreeShape(hash: 0, isWhole: false, excess: .depth) }
    guard let entries = table.tree(tree) else { return TreeShape(hash: 0, isWhole: false) }
    var hasher = Hasher()
    var isWhole = true
    var count = entries.count
    var excess: ReadingBudget.Reader?
    for entry in entries {
      entry.name.withUnsafeBytes { hasher.combine(bytes: $0) }
      hasher.combine(UInt8(0))
      if entry.isFolder {
        let below = shape(entry.id, below: path + "/" + entry.text, profile, commit, depth: depth + 1)
        hasher.combine(below.hash)
        isWhole = isWhole && below.isWhole
        count = count.addingClamped(below.count)
        excess = excess ?? below.excess
      } else if entry.name.suffix(4).elementsEqual(Self.ending), seen.insert(entry.id).inserted,
        let bytes = table.blob(entry.id)
      {
        check(bytes, entry.id, path + "/" + entry.text, profile, commit)
      }
    }
    if count > ReadingBudget.Reader.folder.limit { excess = excess ?? .folder }
    let shape = TreeShape(hash: hasher.finalize(), isWhole: isWhole, count: count, excess: excess)
    shapes[tree] = shape
    return shape
  }

  /// Checks the messages of one file: their framing, then their checksums and lengths by the profile.
  private mutating func check(
    _ bytes: [UInt8], _ id: ObjectID, _ path: String, _ profile: (any DeviceModel)?, _ commit: ObjectID
  ) {
    guard let dump = SlotDump(bytes: bytes) else {
      do { _ = try SysExMessage(bytes) } catch { note(.framing, id, path, commit) { $0.damage = .format(error) } }
      return
    }
    if dump.messages.count > 1, profile?.place(dump.messages).homes.count != 1 {
      let first = dump.messages[0].bytes.count
      let error = FormatError(.trailing(count: bytes.count - first), at: first)
      return note(.framing, id, path, commit) { $0.damage = .format(error) }
    }
    for problem in profile?.problems(of: dump) ?? [] {
      note(.badMessage, id, path, commit) {
        switch problem {
        case .wrongChecksum(let found, let computed, let offset):
          ($0.namedBy, $0.found, $0.expected, $0.offset) = ("checksum", "\(found)", "\(computed)", offset)
        case .wrongLength(let found, let computed, let offset):
          ($0.namedBy, $0.found, $0.expected, $0.offset) = ("length", "\(found)", "\(computed)", offset)
        default: break
        }
      }
    }
  }
}
