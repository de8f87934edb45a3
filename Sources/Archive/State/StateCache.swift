import Objects

/// A cache of the files of one archive by id: reading many states reads each file once.
///
/// A class, so that all readers share it.
package final class StateCache {
  /// The paths of a device that are wanted, by all that decides which.
  struct Choice: Hashable {
    let device: String
    let facts: ObjectID
    let profile: ObjectID?
    let order: ObjectID
  }

  private static let limit = 64

  private var rigs: [ObjectID: Rig] = [:]
  private var facts: [ObjectID: DeviceFacts] = [:]
  private var texts: [ObjectID: [UInt8]] = [:]
  private var paths: [Choice: [String]] = [:]

  package init() {}

  func rig(_ id: ObjectID, read: () throws(ArchiveError) -> Rig) throws(ArchiveError) -> Rig {
    try Self.recall(id, in: &rigs, read)
  }

  func facts(
    _ id: ObjectID, read: () throws(ArchiveError) -> DeviceFacts
  ) throws(ArchiveError) -> DeviceFacts {
    try Self.recall(id, in: &facts, read)
  }

  func text(_ id: ObjectID, read: () throws(ArchiveError) -> [UInt8]) throws(ArchiveError) -> [UInt8] {
    try Self.recall(id, in: &texts, read)
  }

  func paths(
    _ choice: Choice, read: () throws(ArchiveError) -> [String]
  ) throws(ArchiveError) -> [String] {
    try Self.recall(choice, in: &paths, read)
  }

  private static func recall<Key: Hashable, Known>(
    _ key: Key, in known: inout [Key: Known], _ read: () throws(ArchiveError) -> Known
  ) throws(ArchiveError) -> Known {
    if let found = known[key] { return found }
    let new = try read()
    if known.count == limit { known = [:] }
    known[key] = new
    return new
  }
}
