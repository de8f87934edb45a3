package import Bytes
package import Compression
package import Files
package import Objects

/// The reason why an operation on the archive failed.
package enum StorageError: Error, Hashable, Sendable {
  case file(FileError)
  /// Another process is at work.
  case locked(HeldLock)
  /// A lock was lost to another process before the commit point; nothing was changed.
  case lockLost(path: String)
  /// Another command was logged since the log was read; nothing was changed.
  case overtaken(by: LoggedOperation)
  /// No git folder is here.
  case noArchive(path: String)
  /// Something is already where an archive was to be made.
  case occupied(path: String)
  /// The repository uses something of git's that synvc does not.
  case unsupported(Unsupported, path: String)
  /// A file of the archive breaks its own format.
  case damagedFile(path: String, FormatError)
  case damagedObject(ObjectID, path: String, ObjectDamage)
  case missingObject(ObjectID)
  /// Other bytes are stored under the id of the new object.
  case collision(ObjectID)
  case wrongKind(ObjectID, found: ObjectKind, expected: ObjectKind)
  case ref(RefError)
  case config(ConfigError)
  /// A path that a tree cannot contain, or that conflicts with another one.
  case badPath(String)
  /// This object references more data than synvc reads.
  case tooLarge(ObjectID, ReadingBudget.Reader)
  /// The new file or object of this name is larger than synvc reads back.
  case tooMuch(String, ReadingBudget.Reader)
  case conversion(ConversionProblem)
}

/// A part of git that synvc refuses by name.
package enum Unsupported: Hashable, Sendable {
  case refStorage(String)
  case alternates
  case shallow
  case partialClone
  case replaceRefs
  case extensionNamed(String)
  case formatVersion(String)
  case objectFormat(String)
  /// The folder shared with other work trees is not a parent of this one.
  case commonFolder
}

/// The damage of stored bytes.
package enum ObjectDamage: Error, Hashable, Sendable {
  case inflate(InflateError)
  /// The bytes do not begin with a kind and a size.
  case header
  case size(found: Int, claimed: Int)
  /// Longer than synvc reads.
  case tooLong(claimed: Int)
  /// The bytes have another id than the name they are stored under.
  case hash(found: ObjectID)
  /// The bytes break the rules of the object's kind.
  case format(FormatError)
  /// A pack entry that no pack can have.
  case packEntry(offset: Int)
  /// A delta that does not fit its base.
  case delta(offset: Int)
  /// A delta whose base is not in the pack, or an endless chain of deltas.
  case base
}

/// Something that does not stop the command but that the user should know.
package enum StorageNote: Hashable, Sendable {
  case file(FileNote)
  /// An object that was stored damaged was stored again.
  case replacedDamaged(ObjectID)
  /// An earlier command was interrupted between two refs; its ref changes were undone.
  case tookBack(LoggedOperation)
  /// Many small packs were to be made one, and are as they were; the command is done.
  case notRolled(StorageError)
  /// An archive here or above was found but rejected, and the search went on.
  case passedOver(PassedOver)
}

/// The outside services that an archive needs.
package struct RepositoryContext: Sendable {
  package let files: any FileSystem
  package let lockContext: LockContext
  package let naming: ObjectNaming
  package let report: @Sendable (StorageNote) -> Void

  package init(
    files: any FileSystem, lockContext: LockContext, naming: ObjectNaming = .hash,
    report: @escaping @Sendable (StorageNote) -> Void
  ) {
    self.files = files
    self.lockContext = lockContext
    self.naming = naming
    self.report = report
  }

  package func note(_ note: FileNote) { report(.file(note)) }

  /// Takes lock files, all or none; waits for locks of others until the context's timeout.
  package func locking(_ paths: [String]) throws(StorageError) -> LockFile {
    do {
      return try LockFile.acquire(paths, for: lockContext, in: files, report: note)
    } catch {
      switch error {
      case .held(let lock): throw .locked(lock)
      case .file(let error): throw .file(error)
      }
    }
  }
}

/// Calls into the file system, its errors made storage errors.
package func filing<Value>(_ call: () throws(FileError) -> Value) throws(StorageError) -> Value {
  do {
    return try call()
  } catch {
    throw .file(error)
  }
}
