package import Bytes
package import Profiles
package import Repository

/// The reason why an archive, or something in it, could not be read.
package enum ArchiveError: Error, Sendable {
  case storage(StorageError)
  case profile(ProfileError, id: String)
  /// A file of the archive's tree that breaks its own format.
  case damagedFile(path: String, reason: FileProblem)
  case unknownProfile(String, near: [String])
  case unknownSlot(String, near: [String])
  /// Several sounds have the name.
  case ambiguousName(String, slots: [String])
  /// A slot was named without its device, and several have one like it.
  case ambiguousSlot(String, devices: [String])

  package enum FileProblem: Hashable, Sendable {
    case notYAML
    /// More than this reader takes.
    case tooLarge(ReadingBudget.Reader)
    case notKeysAndValues
    case badName(String)
    /// A later synvc wrote it, in a way that this one would misread.
    case laterVersion(String)
    /// `order` names a message that the tree does not hold.
    case missing(String)
    case notAMessage(String, offset: Int)
    /// The note of a send under way.
    case notAJournal
  }
}

/// Runs a call of the repository, its error made one of this layer.
package func storing<Value>(_ call: () throws(StorageError) -> Value) throws(ArchiveError) -> Value {
  do { return try call() } catch { throw .storage(error) }
}
