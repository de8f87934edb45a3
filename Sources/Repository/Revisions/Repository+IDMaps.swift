import Files
import Objects

extension Repository {
  /// The maps of earlier conversions: from old ids to current ones.
  package func conversionMaps() throws(StorageError) -> [IDMap] {
    let folder = Path.join(common, IDMap.folder)
    var maps: [IDMap] = []
    for name in try filing({ () throws(FileError) in try context.files.listIfPresent(folder) })
    where ObjectFormat(rawValue: name) != nil {
      let path = Path.join(folder, name)
      let bytes = try filing { () throws(FileError) in try context.files.read(path) }
      do {
        maps.append(try IDMap(parsing: bytes))
      } catch {
        throw .damagedFile(path: path, error)
      }
    }
    return maps.filter { $0.new == format }
  }
}
