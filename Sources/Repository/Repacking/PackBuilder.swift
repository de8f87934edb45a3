import Compression
import Files
import Objects

/// Writes a pack entry by entry, of any size, then its index; neither gets its final name before ``finish(report:)``.
struct PackBuilder: ~Copyable {
  /// The form of an entry.
  enum Form {
    case whole(ObjectKind)
    /// A delta on an entry that was added before.
    case delta(on: ObjectID)
  }

  private let folder: String
  private let format: ObjectFormat
  private let files: any FileSystem
  private let temporary: String
  private let output: any OutputFile
  private let count: Int
  /// Nil once the pack is finished.
  private var digest: Digest?
  private var buffer: [UInt8]
  private var size = 0
  private var entries: [PackWriter.Entry] = []
  private var offsets: [ObjectID: Int] = [:]
  private var isOpen = true

  /// - Parameter count: the number of entries to add; a pack begins with it.
  init(in folder: String, count: Int, format: ObjectFormat, files: any FileSystem) throws(StorageError) {
    (self.folder, self.count, self.format, self.files) = (folder, count, format, files)
    (temporary, output) = try filing { () throws(FileError) in
      try files.createTemporary(in: folder, "tmp_pack_#", 0o444)
    }
    digest = Digest(format)
    buffer = Array("PACK".utf8) + PackWriter.big(2, 4) + PackWriter.big(count, 4)
  }

  deinit {
    guard isOpen else { return }
    // After a failure, the remaining temporary file is harmless: nothing reads it.
    try? output.close()
    try? files.remove(temporary)
  }

  /// Whether the object is in the pack already.
  func contains(_ id: ObjectID) -> Bool { offsets[id] != nil }

  /// - Parameters:
  ///   - size: of the object, or of the delta.
  ///   - packed: the object or the delta, as a zlib stream.
  mutating func add(_ id: ObjectID, _ form: Form, size: Int, _ packed: [UInt8]) throws(StorageError) {
    let start = self.size + buffer.count
    let header =
      switch form {
      case .whole(let kind): PackEntry.Header.encode(kind, size: size)
      case .delta(let base): PackEntry.Header.encode(distance: start - place(of: base), size: size)
      }
    let first = buffer.count
    buffer += header
    buffer += packed
    entries.append(PackWriter.Entry(id: id, offset: start, checksum: checksum32(buffer[first...])))
    offsets[id] = start
    if buffer.count > 1 << 20 { try flush() }
  }

  private func place(of base: ObjectID) -> Int {
    guard let offset = offsets[base] else { preconditionFailure("a base is added before what builds on it") }
    return offset
  }

  private mutating func flush() throws(StorageError) {
    digest?.update(buffer)
    try filing { () throws(FileError) in try output.write(buffer) }
    size += buffer.count
    buffer = []
  }

  /// Syncs pack and index, gives them their names, syncs the folder.
  ///
  /// - Parameter times: makes it a pack of unreachable objects, each with its own time.
  /// - Returns: the path of the pack, and whether there was none of that name: equal packs have equal names.
  mutating func finish(
    times: [ObjectID: Int]? = nil, report: (FileNote) -> Void
  ) throws(StorageError) -> (path: String, isNew: Bool) {
    try flush()
    guard entries.count == count, let name = digest.take()?.finish() else {
      preconditionFailure("as many entries as the start of the pack says, and one end")
    }
    let path = "\(folder)/pack-\(name.hex)"
    let sorted = entries.sorted { $0.id < $1.id }
    let index = PackWriter.index(sorted, pack: name, format: format)
    var companions: [DurableFile] = []
    if let times {
      let bytes = CruftTimes.encode(sorted.map { times[$0.id] ?? 0 }, pack: name)
      companions.append(DurableFile(path + ".mtimes", bytes, temporary: "tmp_mtimes_#"))
    }
    companions.append(DurableFile(path + ".idx", index, temporary: "tmp_idx_#"))
    let isNew = try filing { () throws(FileError) in
      let isNew = try files.status(of: path + ".pack") == nil
      try output.write(name.bytes)
      try output.sync()
      isOpen = false
      do throws(FileError) {
        try output.close()
        // They appear first; without the pack they are not read.
        try files.writeDurably(companions, report: report)
        try files.rename(temporary, to: path + ".pack")
      } catch {
        try? files.remove(temporary)  // what stays is a temporary file, which nothing reads
        throw error
      }
      try files.syncNames(in: folder, report: report)
      return isNew
    }
    return (path + ".pack", isNew)
  }
}
