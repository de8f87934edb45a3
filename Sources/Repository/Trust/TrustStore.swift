package import Files
import Objects

/// The records of the archives that the user said something of, a file each.
package struct TrustStore: Sendable {
  private let folder: String
  private let files: any FileSystem

  private static let ending = ".trust"
  private static let longest = 1 << 20

  /// - Parameter folder: made with the first record; readable by its owner only.
  package init(_ folder: String, _ files: any FileSystem = RealFileSystem()) {
    self.folder = folder
    self.files = files
  }

  /// The name of the files that belong to an archive but are kept outside it.
  package static func name(of path: String) -> String {
    String(ObjectID(of: StoredObject(.blob, Array(path.utf8)), in: .sha256).hex.prefix(32))
  }

  /// The record of this very archive: another archive at the same path has none.
  package func record(of identity: ArchiveIdentity) throws(StorageError) -> TrustRecord? {
    let bytes = try filing { () throws(FileError) in try files.readIfPresent(file(identity.path), limit: Self.longest) }
    return bytes.flatMap { TrustRecord($0) }.flatMap { $0.identity == identity ? $0 : nil }
  }

  /// Keeps a record; it is on the disk on return.
  package func keep(_ record: TrustRecord) throws(StorageError) {
    let bytes: [UInt8]
    do { bytes = try record.bytes } catch { throw .config(error) }
    let file = DurableFile(file(record.identity.path), bytes, permissions: 0o600)
    try filing { () throws(FileError) in try files.writeDurably([file], report: { _ in }) }
  }

  /// Deletes the trust record of the archive at a path, whatever its identity; false where there was none.
  package func forget(_ path: String) throws(StorageError) -> Bool {
    try filing { () throws(FileError) in
      guard try files.status(of: file(path)) != nil else { return false }
      try files.remove(file(path))
      try files.syncNames(in: folder, report: { _ in })
      return true
    }
  }

  /// Every record, by path.
  package func all() throws(StorageError) -> [TrustRecord] {
    let records = try filing { () throws(FileError) in
      var records: [TrustRecord] = []
      for name in try files.listIfPresent(folder) where name.hasSuffix(Self.ending) {
        let bytes = try files.readIfPresent(Path.join(folder, name), limit: Self.longest)
        if let record = bytes.flatMap({ TrustRecord($0) }) { records.append(record) }
      }
      return records
    }
    return records.sorted { $0.identity.path < $1.identity.path }
  }

  private func file(_ path: String) -> String { Path.join(folder, Self.name(of: path) + Self.ending) }
}
