import Files
import Objects
import Repository

/// All stored objects, their places and their ages.
struct Inventory {
  /// Loose objects and the times of their files, in seconds since 1970.
  let loose: [ObjectID: Int]
  let packs: [PackFiles.Listed]
  /// The latest time of a copy.
  private(set) var times: [ObjectID: Int] = [:]
  /// Objects in packs that are left as they are.
  private(set) var kept: Set<ObjectID> = []
  /// Objects in such a pack that have another copy elsewhere.
  private(set) var doubled: Set<ObjectID> = []
  /// Objects in the other packs, by the path of each pack.
  private(set) var members: [String: [ObjectID]] = [:]

  /// - Throws: `.damagedFile` for a pack that cannot be searched: it may hold objects that seem missing. `.file` for
  ///   one that git took away just now.
  ///   that git took away just now.
  init(_ store: ObjectStore) throws(StorageError) {
    // An object that git packs during this scan is seen twice, not missed; a pack that appears now is open, not lost.
    loose = try Inventory.looseTimes(store)
    packs = try store.packFiles.list()
    store.packsChanged()
    if let damage = try store.packList().damage { throw damage }
    times = loose
    for listed in packs {
      guard let pack = try store.pack(at: listed.path) else {
        throw .file(FileError(.open, listed.path, code: ErrorCode.absent))
      }
      let ids = try pack.index.ids()
      let ages = listed.isCruft ? try CruftTimes.read(beside: listed.path, count: ids.count, store) : nil
      for (number, id) in ids.enumerated() { times[id] = max(times[id] ?? .min, ages?[number] ?? listed.modified) }
      if listed.isKept { kept.formUnion(ids) } else { members[listed.path] = ids }
    }
    for ids in members.values + [Array(loose.keys)] { doubled.formUnion(kept.intersection(ids)) }
  }

  var stored: Set<ObjectID> { Set(times.keys) }

  /// Objects touched since, with all others in the same file: another program found them stored and needs them.
  func touched(by now: Inventory) -> Set<ObjectID> {
    var touched: Set<ObjectID> = []
    let modified = Dictionary(uniqueKeysWithValues: now.packs.map { ($0.path, $0.modified) })
    for pack in packs where modified[pack.path] != pack.modified { touched.formUnion(members[pack.path] ?? []) }
    for (id, time) in now.loose where loose[id] != time { touched.insert(id) }
    return touched
  }

  private static func looseTimes(_ store: ObjectStore) throws(StorageError) -> [ObjectID: Int] {
    var times: [ObjectID: Int] = [:]
    for id in try store.loose.ids() {
      let path = store.loose.path(id)
      times[id] = try filing { () throws(FileError) in try store.files.status(of: path)?.modified }
    }
    return times
  }
}
