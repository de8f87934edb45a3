internal import Files
internal import Maintenance
internal import Repository

extension CommandContext {
  /// The archive to be checked, found even where it is broken.
  func archivePlace() throws -> ArchivePlace {
    let context = archiveContext()
    let isNamed = discoveryRequest.given != nil || !(discoveryRequest.environment["SYNVC_DIR"] ?? "").isEmpty
    let broken = try ArchivePlace.find(discoveryRequest, context.files).flatMap { place in
      try isNamed || Discovery.isTaken(place.folder, context) ? place : nil
    }
    if let broken, discoveryRequest.given != nil { return broken }
    let found: Discovery
    do {
      found = try Discovery.run(discoveryRequest, context)
    } catch {
      guard let broken else { throw error }
      return broken
    }
    switch found {
    case .found(let folder, let way):
      // The nearer one counts: a broken archive here is not passed over for a sound one above.
      if let broken, way == .own || Path.parent(broken.folder).utf8.count > Path.parent(folder).utf8.count {
        return broken
      }
      guard let place = ArchivePlace(folder, in: context.files) else { throw StorageError.noArchive(path: folder) }
      return place
    case .foreign(let folder, let owner): throw OpeningError.foreign(folder, owner: owner)
    case .notThere(let folder, let way):
      guard let broken else { throw OpeningError.notThere(folder, by: way) }
      return broken
    case .none(let own):
      guard let broken else { throw OpeningError.noArchive(own: own) }
      return broken
    }
  }

  /// The archive or git repository from which a repair takes missing objects.
  func otherPlace(_ given: String) throws -> ArchivePlace {
    let path = Path.normal(process.absolute(given))
    guard let place = ArchivePlace.inside(path, RealFileSystem()) else { throw StorageError.noArchive(path: path) }
    return place
  }

  func repairing(_ place: ArchivePlace) -> Repairing {
    Repairing(
      place, archiveContext(), textconv: textconv, seconds: Int(process.clock.now().components.seconds))
  }
}
