package import Maintenance
package import Objects
import Repository

/// The result of a conversion.
package struct ConversionResult: Sendable {
  package let report: ConversionReport
  /// Where the new archive is.
  package let folder: String
  /// Where the old archive is now; nil where it stayed.
  package let replaced: String?
}

extension Workspace {
  /// Makes a copy of the archive whose object ids use another hash.
  ///
  /// - Parameters:
  ///   - folder: nil: next to the archive.
  ///   - isReplacing: whether the new archive takes the place of the old one, which is kept next to it.
  ///   - isRehearsal: whether nothing is written.
  package func convert(
    to format: ObjectFormat, into folder: String?, isReplacing: Bool, isRehearsal: Bool,
    progress: @escaping (ConversionProgress) -> Void
  ) throws(OperationError) -> ConversionResult {
    try storing { () throws(StorageError) in try repository.recover() }
    try refuseOpenSends { _ in true }
    let converter = ArchiveConverter(repository, to: format, into: folder, progress: progress)
    let kept = "\(repository.folder).\(repository.format.rawValue)-\(Timestamp.compact(author.seconds))"
    let report = try storing { () throws(StorageError) in
      try converter.run(isRehearsal: isRehearsal) { (_) throws(StorageError) in
        if isReplacing { try converter.replace(keeping: kept) }
      }
    }
    let isReplaced = isReplacing && !isRehearsal
    return ConversionResult(
      report: report, folder: isReplaced ? repository.folder : converter.folder, replaced: isReplaced ? kept : nil)
  }
}
