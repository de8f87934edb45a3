import Files
import Objects
import Repository

extension ArchiveConverter {
  /// Reads the new archive as any command would, and compares all objects, refs and logs with the old one.
  ///
  /// - Throws: `.conversion(.differs)`, or the error of the failed read.
  func compare(_ source: ConversionSource, _ conversion: Conversion) throws(StorageError) {
    let new = try Repository(opening: folder, archive.context)
    let standIns = Set(conversion.standIns)
    let map = conversion.map
    var done = 0
    for (old, now) in map.ids where !standIns.contains(old) {
      try compare(archive.objects.read(old), new.objects.read(now), conversion, old)
      done += 1
      if done.isMultiple(of: 256) { progress(.comparing(done, of: map.ids.count)) }
    }
    for ref in source.refs {
      guard try new.refs.value(ref.name) == translated(ref.value, map) else { throw differs(ref.name.text) }
    }
    guard try new.refs.value(.head) == source.head.map({ translated($0, map) }) else { throw differs("HEAD") }
    let operations = try (archive.operations.read(), new.operations.read())
    guard operations.0.operations.count == operations.1.operations.count,
      operations.0.damaged.count == operations.1.damaged.count
    else { throw differs("operations/log") }
    for log in source.logs {
      guard
        try filing({ () throws(FileError) in try files.read(Path.join(folder, log.path)) })
          .split(separator: 0x0A).count == log.lines.count
      else { throw differs(log.path) }
    }
  }

  private func differs(_ what: String) -> StorageError { .conversion(.differs(what)) }

  private func translated(_ value: RefValue, _ map: IDMap) -> RefValue? {
    switch value {
    case .symbolic: value
    case .id(let id): map[id].map { .id($0) }
    }
  }

  private func compare(
    _ old: StoredObject, _ new: StoredObject, _ conversion: Conversion, _ id: ObjectID
  ) throws(StorageError) {
    let isSame: Bool
    do {
      switch old.kind {
      case .blob: isSame = new.bytes == old.bytes
      case .tree:
        let one = try Tree(parsing: old.bytes, format: archive.format)
        let other = try Tree(parsing: new.bytes, format: format)
        isSame = areSame(one, other, conversion)
      case .commit:
        let one = try Commit(parsing: old.bytes, format: archive.format)
        let other = try Commit(parsing: new.bytes, format: format)
        isSame = areSame(one, other, conversion)
      case .tag:
        let one = try Tag(parsing: old.bytes, format: archive.format)
        let other = try Tag(parsing: new.bytes, format: format)
        isSame =
          other.target == conversion.map[one.target] && other.kind == one.kind && other.name == one.name
          && other.tagger == one.tagger && other.headers == one.headers && other.message == one.message
      }
    } catch {
      throw .damagedObject(id, path: folder, .format(error))
    }
    guard isSame, new.kind == old.kind else { throw differs(id.hex) }
  }

  private func areSame(_ one: Tree, _ other: Tree, _ conversion: Conversion) -> Bool {
    one.entries.count == other.entries.count
      && zip(one.entries, other.entries).allSatisfy {
        $0.mode == $1.mode && $0.name == $1.name && conversion.map[$0.id] == $1.id
      }
  }

  /// A message may differ only where synvc itself wrote ids into it, which makes it as much longer as ids are.
  private func areSame(_ one: Commit, _ other: Commit, _ conversion: Conversion) -> Bool {
    let trees = [conversion.map[one.tree], conversion.notes[one.tree]]
    let growth = other.message.count - one.message.count
    let isRewritten = growth != 0 && growth.isMultiple(of: format.digits - archive.format.digits)
    return trees.contains(other.tree) && other.parents == one.parents.compactMap { conversion.map[$0] }
      && other.author == one.author && other.committer == one.committer
      && other.headers.map(\.name) == one.headers.map(\.name) && (other.message == one.message || isRewritten)
  }
}
