import Bytes
import Files
import Objects
import Repository

extension Fsck {
  /// Files that only help git, by the hash at their end; files that a crash left; locks.
  mutating func checkOtherFiles() {
    for name in inventory.keys.sorted() {
      let last = Path.name(name)
      if Fsck.isTemporary(last) {
        report(Finding(.temporaryFile, file: name))
      } else if name == Fsck.pendingFile {
        report(
          Finding(.pending, file: name) { $0.namedBy = "operation \(Fsck.excerpt(content(name) ?? []).dropLast())" })
      } else if last.hasSuffix(".lock") {
        checkLock(name)
      } else if Fsck.hasTrailer(name) {
        checkTrailer(name)
      } else if name.hasPrefix(Fsck.mapFolder) {
        checkMap(name)
      } else if name.hasPrefix("objects/"), !Fsck.isKnown(name) {
        report(Finding(.fileMisplaced, file: name))
      }
    }
  }

  private mutating func checkLock(_ name: String) {
    let holder = content(name, limit: 65536).flatMap { LockOwner(encoded: $0) }
    if holder == lockContext.holder { return }
    // Without it only less is known of the lock.
    let since = (try? files.status(of: Path.join(place.common, name)))??.modified
    report(
      Finding(.lockFile, file: name) {
        $0.found = holder.map { "\($0.process) \($0.command)" }
        $0.expected = holder.map { lockContext.isDead($0, since: since) ? "dead" : "alive" }
      })
  }

  private static let mapFolder = IDMap.folder + "/"

  /// A map of the ids that objects had before conversion, named after the old hash.
  private mutating func checkMap(_ name: String) {
    guard let old = ObjectFormat(rawValue: String(name.dropFirst(Fsck.mapFolder.count))) else {
      return report(Finding(.fileMisplaced, file: name))
    }
    guard let bytes = content(name) else { return }
    do {
      let map = try IDMap(parsing: bytes)
      if map.old != old { report(Finding(.fileMisplaced, .damage, file: name) { $0.found = map.old.rawValue }) }
    } catch {
      report(
        Finding(bytes.isEmpty ? .fileEmpty : .mapDamaged, file: name) {
          $0.offset = error.offset
          $0.damage = .format(error)
        })
    }
  }

  private mutating func checkTrailer(_ name: String) {
    guard let bytes = content(name) else { return }
    let end = bytes.count - place.format.size
    var isWhole = false
    if end >= 8, Fsck.magic.contains(where: { bytes.starts(with: Array($0.utf8)) && name.contains($1) }) {
      var digest = Digest(place.format)
      digest.update(bytes[..<end])
      isWhole = digest.finish().bytes.elementsEqual(bytes[end...])
    }
    if !isWhole { report(Finding(bytes.isEmpty ? .fileEmpty : .checksum, file: name)) }
  }

  /// Whether git ends the file with the hash of the preceding bytes.
  private static func hasTrailer(_ name: String) -> Bool {
    guard name.hasPrefix("objects/") else { return false }
    if name.hasPrefix("objects/info/commit-graph") { return !name.hasSuffix("-chain") }
    guard name.hasPrefix("objects/pack/") else { return false }
    return [".rev", ".bitmap", ".mtimes"].contains { name.hasSuffix($0) } || name.hasSuffix("multi-pack-index")
  }

  /// How each sort of these files begins.
  private static let magic = [
    ("RIDX", ".rev"), ("BITM", ".bitmap"), ("MTME", ".mtimes"), ("MIDX", "multi-pack-index"), ("CGPH", "commit-graph"),
    ("CGPH", "graph-"),
  ]

  private static func isKnown(_ name: String) -> Bool {
    if isLoose(name) || name.hasPrefix("objects/info/") { return true }
    let endings = [".pack", ".idx", ".keep", ".promisor"]
    return name.hasPrefix("objects/pack/") && endings.contains { name.hasSuffix($0) }
  }
}
