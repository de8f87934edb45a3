import Compression
import Files
package import Objects

/// Writes objects that are stored into one pack, as deltas of each other where that is shorter.
///
/// Searches bases among the last three versions of the same thing, and for its first version among some other things of
/// its kind. Where a chain has reached its depth, older versions less deep in their chain are tried. So few objects in
/// a long line of versions are stored whole. A delta builds on a newer version: the newest is read fastest.
package struct Repacker {
  struct Settings {
    /// How long a chain of deltas may be.
    var depth = 50
    /// Of zlib.
    var level = 9
    /// Whether undeltified entries are copied in compressed form.
    var copiesWhole = false
    /// How many other things of its kind are tried as a base for the first version of a thing.
    var things = 10
  }

  private static let versions = 3
  /// A delta this short is not worth looking for a shorter one.
  private static let short = 40

  let store: ObjectStore
  let settings: Settings
  /// Entries of packs that may be copied as they are.
  let stored: [ObjectID: PackMap.Entry]
  /// How many deltas of `stored` build on each, one on the other.
  private let heights: [ObjectID: Int]
  private var depths: [ObjectID: Int] = [:]
  private var encoders = DeltaBases()
  /// When each object was stored, in seconds since 1970; set where the pack gets a file that says so.
  package var times: [ObjectID: Int]?
  private let progress: () -> Void

  /// Searches every delta anew, and compresses as far as possible.
  ///
  /// - Parameter progress: called for every object that was written or read back.
  package init(_ store: ObjectStore, progress: @escaping () -> Void) {
    self.init(store, Settings(), progress: progress)
  }

  /// - Parameter progress: called for every object that was written or read back.
  init(
    _ store: ObjectStore, _ settings: Settings, reusing stored: [ObjectID: PackMap.Entry] = [:],
    progress: @escaping () -> Void = {}
  ) {
    self.progress = progress
    self.store = store
    self.settings = settings
    self.stored = stored
    var heights: [ObjectID: Int] = [:]
    for id in stored.keys {
      var (next, height) = (id, 0)
      while height <= settings.depth, case .delta(let base)? = stored[next]?.form {
        height += 1
        heights[base] = max(heights[base] ?? 0, height)
        next = base
      }
    }
    self.heights = heights
  }

  /// Writes the pack, durable on return, and reads every object back from it.
  ///
  /// - Returns: the path of the pack, and the size of pack and index in bytes.
  package mutating func run(
    _ order: PackOrder, _ context: RepositoryContext
  ) throws(StorageError) -> (path: String, size: Int) {
    let count = order.groups.reduce(0) { $0 + $1.ids.count }
    var builder = try PackBuilder(in: store.packFolder, count: count, format: store.format, files: context.files)
    var deflaters = Deflaters(level: settings.level)
    var heads: [ObjectID] = []
    var kind: ObjectKind?
    for group in order.groups {
      if kind != group.kind { heads = [] }
      kind = group.kind
      var line = Line(heads: heads)
      for id in group.ids {
        try add(id, group.kind, &line, to: &builder, &deflaters)
      }
      heads = Array((heads + line.latest.suffix(1)).suffix(settings.things))
    }
    let (path, isNew) = try builder.finish(times: times, report: context.note)
    do {
      let pack = try Pack(path, format: store.format, in: context.files, naming: store.naming)
      try check(pack, order)
      return (path, pack.size + pack.index.size)
    } catch {
      // The new pack is wrong: the old packs stay, and one of them may have the same name.
      guard isNew else { throw error }
      for ending in ["idx", "mtimes", "pack"] { try? context.files.remove(String(path.dropLast(4)) + ending) }
      throw error
    }
  }

  /// Versions of one thing, so far.
  private struct Line {
    /// Bases for the first one: other things.
    let heads: [ObjectID]
    var latest: [ObjectID] = []
    /// The latest version of each depth.
    var byDepth: [Int: ObjectID] = [:]

    mutating func add(_ id: ObjectID, depth: Int) {
      latest = latest.suffix(Repacker.versions - 1) + [id]
      byDepth[depth] = id
    }
  }

  private mutating func add(
    _ id: ObjectID, _ kind: ObjectKind, _ line: inout Line, to builder: inout PackBuilder,
    _ deflaters: inout Deflaters
  ) throws(StorageError) {
    if !builder.contains(id) {
      if try !copy(id, to: &builder, []) { try encode(id, kind, line, to: &builder, &deflaters) }
    }
    line.add(id, depth: depths[id] ?? 0)
    progress()
  }

  /// Copies a stored delta, after its base; false where there is none or its chain would get too long.
  private mutating func copy(
    _ id: ObjectID, to builder: inout PackBuilder, _ above: Set<ObjectID>
  ) throws(StorageError) -> Bool {
    guard let entry = stored[id], case .delta(let base) = entry.form, stored[base] != nil, !above.contains(base) else {
      return false
    }
    if !builder.contains(base), try !copy(base, to: &builder, above.union([id])) { try copyWhole(base, to: &builder) }
    let depth = (depths[base] ?? 0) + 1
    guard builder.contains(base), depth <= settings.depth else { return false }
    depths[id] = depth
    try builder.add(id, entry.form, size: entry.size, try entry.pack.bytes(entry.range))
    return true
  }

  private mutating func copyWhole(_ id: ObjectID, to builder: inout PackBuilder) throws(StorageError) {
    guard let entry = stored[id], case .whole = entry.form else { return }
    try builder.add(id, entry.form, size: entry.size, try entry.pack.bytes(entry.range))
  }

  private mutating func encode(
    _ id: ObjectID, _ kind: ObjectKind, _ line: Line, to builder: inout PackBuilder, _ deflaters: inout Deflaters
  ) throws(StorageError) {
    let object = try store.read(id)
    let copied = settings.copiesWhole ? stored[id].flatMap { if case .whole = $0.form { $0 } else { nil } } : nil
    if let delta = try delta(object.bytes, id, line) {
      let packed = deflaters.deflate(delta.bytes)
      // Only where the delta is not much shorter does it matter how well the whole object can be compressed.
      let isShort = packed.count + 4 < object.bytes.count / 8
      if isShort || packed.count + 4 < copied?.range.count ?? deflaters.deflate(object.bytes).count {
        depths[id] = (depths[delta.base] ?? 0) + 1
        return try builder.add(id, .delta(on: delta.base), size: delta.bytes.count, packed)
      }
    }
    if copied != nil { return try copyWhole(id, to: &builder) }
    try builder.add(id, .whole(object.kind), size: object.bytes.count, deflaters.deflate(object.bytes))
  }

  /// The delta that costs least, with its base.
  private mutating func delta(
    _ bytes: [UInt8], _ id: ObjectID, _ line: Line
  ) throws(StorageError) -> (base: ObjectID, bytes: [UInt8])? {
    guard bytes.count > 32, bytes.count <= DeltaEncoder.limit else { return nil }
    var best: (base: ObjectID, bytes: [UInt8], cost: Int)?
    let room = settings.depth - (heights[id] ?? 0)
    for base in candidates(line, room: room) where base != id {
      let depth = (depths[base] ?? 0) + 1
      guard depth <= room else { continue }
      let limit = (best?.bytes.count ?? bytes.count) - 1
      // A base deep in a chain allows few more deltas, so a delta on a base nearer the root may be longer.
      let isTight = line.latest.last.map { (depths[$0] ?? 0) >= room } ?? false
      guard let delta = try encoders.encode(bytes, on: base, limit: isTight ? bytes.count : limit, store) else {
        continue
      }
      let cost = isTight ? delta.count * 64 / (settings.depth + 1 - depth) : delta.count
      if best.map({ cost < $0.cost }) ?? true { best = (base, delta, cost) }
      if !isTight, delta.count <= Repacker.short { break }
    }
    return best.map { ($0.base, $0.bytes) }
  }

  private func candidates(_ line: Line, room: Int) -> [ObjectID] {
    guard let last = line.latest.last else { return line.heads.reversed() }
    if (depths[last] ?? 0) < room { return line.latest.reversed() }
    return [room - 1, room * 3 / 4, room / 2, room / 4, 0].compactMap { line.byDepth[$0] }
  }

  /// Reads every object from the new pack and compares it with every copy that was stored before. Fails if two contents
  /// have one id, or if a tree calls a folder a file: the folder's objects were not followed.
  private func check(_ pack: Pack, _ order: PackOrder) throws(StorageError) {
    var inflater = Inflater()
    for group in order.groups {
      for id in group.ids {
        guard let new = try pack.read(id, with: &inflater) else { throw .missingObject(id) }
        guard new.kind == group.kind else { throw .wrongKind(id, found: new.kind, expected: group.kind) }
        let copies = try store.copies(of: id)
        for copy in copies { try ObjectWriter.compare(copy, new, id) }
        if copies.isEmpty { throw .missingObject(id) }
        progress()
      }
    }
  }
}

/// The bases that were used last, ready to make deltas from.
private struct DeltaBases {
  private static let count = 24
  private static let size = 1 << 23

  private var encoders: [ObjectID: DeltaEncoder] = [:]
  private var order: [ObjectID] = []

  /// Nil where the delta would be longer than `limit`, or the base is too long to be one.
  mutating func encode(
    _ target: [UInt8], on base: ObjectID, limit: Int, _ store: ObjectStore
  ) throws(StorageError) -> [UInt8]? {
    if encoders[base] == nil {
      let bytes = try store.read(base).bytes
      guard bytes.count <= DeltaEncoder.limit else { return nil }
      // Long ones are few and take much memory: only one of them is kept.
      let isLong = bytes.count > DeltaBases.size / DeltaBases.count
      while order.count >= (isLong ? 1 : DeltaBases.count) { encoders[order.removeFirst()] = nil }
      order.append(base)
      encoders[base] = DeltaEncoder(bytes)
    }
    return encoders[base]?.encode(target, limit: limit)
  }
}
