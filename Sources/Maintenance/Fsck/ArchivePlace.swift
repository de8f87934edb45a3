package import Files
package import Objects
import Repository

/// The folders of an archive, found even if HEAD, refs or config are broken or missing.
package struct ArchivePlace: Sendable {
  /// The git folder.
  package let folder: String
  /// The folder of everything but HEAD; another folder only in a linked work tree.
  package let common: String
  package let format: ObjectFormat
  let files: any FileSystem

  /// Nil where the folder does not resemble a git folder: at least two parts of one must exist.
  package init?(_ folder: String, in files: any FileSystem) {
    guard ArchivePlace.looksLikeArchive(folder, in: files) else { return nil }
    self.folder = folder
    self.files = files
    var common = folder
    // A file that cannot be read is found again when every file is.
    if let bytes = try? files.readIfPresent(Path.join(folder, "commondir"), limit: 65536) {
      common = Path.normal(Path.join(folder, String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)))
    }
    self.common = common
    format = ArchivePlace.format(common, files)
  }

  /// Whether at least two of the parts of every git folder exist.
  package static func looksLikeArchive(_ folder: String, in files: any FileSystem) -> Bool {
    let parts = ["HEAD", "config", "objects", "refs", "operations/log", "packed-refs", "commondir"]
    // A file whose status is unavailable counts as absent: this check only decides whether to read more.
    return parts.count { (try? files.status(of: Path.join(folder, $0))) ?? nil != nil } >= 2
  }

  /// The hash that the configuration names; where that cannot be read, the one that names of files show.
  private static func format(_ folder: String, _ files: any FileSystem) -> ObjectFormat {
    let named = configured(folder, files)
    guard let shown = shown(folder, files) else { return named ?? .sha1 }
    // Names of loose objects cannot all be of another length by accident.
    return shown
  }

  private static func configured(_ folder: String, _ files: any FileSystem) -> ObjectFormat? {
    guard let bytes = (try? files.readIfPresent(Path.join(folder, "config"))) ?? nil, let config = try? Config(bytes)
    else { return nil }
    return config["extensions.objectformat"].flatMap { ObjectFormat(rawValue: $0) }
  }

  /// By how many names of each length there are: loose objects, packs, ids in refs and logs.
  private static func shown(_ folder: String, _ files: any FileSystem) -> ObjectFormat? {
    var votes: [ObjectFormat: Int] = [:]
    let objects = Path.join(folder, "objects")
    // An unreadable folder gives no vote; reading every file reports it later.
    for lead in (try? files.list(objects)) ?? [] where lead.utf8.count == 2 {
      for name in (try? files.list(Path.join(objects, lead))) ?? [] {
        for format in ObjectFormat.allCases where ObjectID(format, hex: lead + name) != nil {
          votes[format, default: 0] += 1
        }
      }
    }
    for name in (try? files.list(Path.join(objects, "pack"))) ?? [] where name.hasPrefix("pack-") {
      let hex = name.dropFirst(5).prefix { $0 != "." }
      for format in ObjectFormat.allCases where ObjectID(format, hex: hex) != nil { votes[format, default: 0] += 1 }
    }
    for name in ["operations/log", "packed-refs", "logs/HEAD"] {
      guard let bytes = (try? files.readIfPresent(Path.join(folder, name))) ?? nil else { continue }
      for word in bytes.split(whereSeparator: { $0 <= 0x20 }) {
        let text = String(decoding: word, as: UTF8.self)
        for format in ObjectFormat.allCases where ObjectID(format, hex: text) != nil { votes[format, default: 0] += 1 }
      }
    }
    return votes.max { $0.value < $1.value }?.key
  }
}
