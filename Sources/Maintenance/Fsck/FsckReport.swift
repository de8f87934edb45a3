package import Objects
import Repository

/// The findings of fsck, and the data that it read.
package struct FsckReport: Sendable {
  package let place: ArchivePlace
  /// In the order in which they were found.
  package var findings: [Finding]
  package let table: ObjectTable
  /// Packs as they were read.
  let scans: [PackScan]
  /// The values of refs and logs.
  let refs: RefEvidence
  /// Every file, by its name below the archive.
  let inventory: FileTable<Int>
  /// The journals of sends, as they were before the objects were read; nil for one that cannot be read.
  package let journals: [(name: String, bytes: [UInt8]?)]
  /// Commits that refs, logs and HEAD reach, the newest first.
  package let commits: [ObjectID]
  /// The newest commit whose reachable objects are all sound, its history included; nil where there is none.
  package let newestGood: ObjectID?
  /// The newest commit whose own state is sound, whatever its history is.
  package let newestWhole: ObjectID?
  /// Objects that refs and logs reach.
  package let reachable: Set<ObjectID>

  /// How many packs were read.
  package var packs: Int { scans.count }

  /// The highest severity among the findings; nil where there are none.
  package var severity: Finding.Severity? { findings.map(\.severity).max() }

  /// Neither damage nor a suspicious finding.
  package var isClean: Bool { severity.map { $0 < .suspicious } ?? true }
}
