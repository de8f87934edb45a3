internal import Files
internal import Presentation
internal import Repository

/// A file that a user named for a result. It is written under a temporary name and renamed when complete.
///
/// Its path is checked before the command begins, and again before the rename. An existing file is replaced only where
/// the user allowed that.
final class ResultFile {
  private let name: String
  private let path: String
  private let isReplacing: Bool
  private let context: CommandContext
  private let temporary: String
  private var file: (any OutputFile)?
  private let files = RealFileSystem()

  /// - Throws: ``OutputPlaceError``; ``FileError``.
  init(_ name: String, isReplacing: Bool, permissions: UInt32 = 0o644, in context: CommandContext) throws {
    (self.name, self.isReplacing, self.context) = (name, isReplacing, context)
    path = try context.placeForFile(name, isReplacing: isReplacing)
    // The permissions of the replaced file are kept.
    let kept = try files.status(of: path)?.permissions
    (temporary, file) = try files.createTemporary(in: Path.parent(path), ".synvc-#.part", kept ?? permissions)
  }

  deinit { giveUp() }

  func write(_ bytes: [UInt8]) throws(FileError) { if !bytes.isEmpty { try file?.write(bytes) } }

  /// Puts it in place; it is on the disk on return.
  ///
  /// - Throws: ``OutputPlaceError`` `.exists`; ``FileError``.
  func finish() throws {
    try file?.sync()
    try file?.close()
    file = nil
    do { try place() } catch {
      discard()
      throw error
    }
    try files.syncNames(in: Path.parent(path)) { context.output.warning(StorageNote.file($0).words) }
  }

  func giveUp() {
    guard let file else { return }
    self.file = nil
    // A close that fails loses nothing: the file is not wanted.
    try? file.close()
    discard()
  }

  /// A failed removal leaves a hidden file whose extension shows its purpose.
  private func discard() { try? files.remove(temporary) }

  private func place() throws {
    if isReplacing { return try files.rename(temporary, to: path) }
    do { try placeFree() } catch  where error.code == ErrorCode.exists { throw OutputPlaceError.exists(name) }
  }

  /// Takes a free name, with no instant in which another could take it where the file system can do that.
  private func placeFree() throws(FileError) {
    do { return try files.rename(temporary, toFree: path) } catch {
      guard ErrorCode.meansUnknown(error.code) else { throw error }
    }
    do {
      try files.link(temporary, to: path)
      try files.remove(temporary)
    } catch {
      guard ErrorCode.meansUnlinkable(error.code) else { throw error }
      guard try files.status(of: path) == nil else { throw FileError(.rename, path, code: ErrorCode.exists) }
      try files.rename(temporary, to: path)
    }
  }
}
