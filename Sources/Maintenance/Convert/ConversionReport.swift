package import Objects

/// The result of a conversion, or of its dry run.
package struct ConversionReport: Sendable {
  package let old: ObjectFormat
  package let new: ObjectFormat
  /// The new archive.
  package let folder: String
  package let counts: [ObjectKind: Int]
  package let refs: Int
  /// Entries of reflogs.
  package let reflogEntries: Int
  package let operations: Int
  /// Unreachable objects: they stay behind in the old archive.
  package let unreachable: [ObjectID]
  /// Commits and tags whose signature is kept and no longer verifies.
  package let signed: [ObjectID]
  /// Ids in logs whose objects are gone: each gets a substitute id without an object.
  package let standIns: [ObjectID]
  /// Files and folders of the archive that are none of synvc's and stay behind.
  package let leftOut: [String]
  /// Repositories that the archive is pushed to or fetched from: they keep the ids of before.
  package let remotes: [String]
}

/// How far a conversion has got.
package enum ConversionProgress: Hashable, Sendable {
  /// Objects given new ids so far.
  case converting(Int)
  /// Objects read back and compared, of all.
  case comparing(Int, of: Int)
}
