import Files
import Objects

/// The packs of an archive, the ones with most objects first.
package struct PackList: Sendable {
  let packs: [Pack]
  /// The error that prevents searching one of the packs; its objects may seem missing.
  package let damage: StorageError?
  /// Which packs these are; another list of the same packs may have another one.
  let identity: Identity
  /// The names in the folder.
  private let names: [String]

  /// A class, because an object's identity is unique while the object exists.
  final class Identity: Sendable, Equatable {
    static func == (one: Identity, other: Identity) -> Bool { one === other }
  }

  /// The number of packs in the folder, unsearchable ones included.
  var count: Int { names.count { $0.hasSuffix(".pack") } }

  /// Opens every pack that has its index; those in `known` are open already.
  ///
  /// A pack that is removed between listing and opening was repacked into another one, which is found by listing again.
  init(
    in folder: String, format: ObjectFormat, files: any FileSystem, naming: ObjectNaming, known: PackList?
  ) throws(StorageError) {
    let open = Dictionary((known?.packs ?? []).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var (packs, damage): ([Pack], StorageError?) = ([], nil)
    var names: [String] = []
    for _ in 0..<10 {
      names = try filing { () throws(FileError) in try files.listIfPresent(folder) }
      if let known, known.names == names, known.damage == nil {
        self = known
        return
      }
      (packs, damage) = ([], nil)
      var hasGone = false
      for path in PackList.paths(of: names, in: folder) {
        do throws(StorageError) {
          if let pack = open[path] {
            packs.append(pack)
          } else {
            packs.append(try Pack(path, format: format, in: files, naming: naming))
          }
        } catch {
          if case .file(let error) = error, ErrorCode.meansAbsent(error.code) { hasGone = true }
          damage = error
        }
      }
      if !hasGone { break }
    }
    self.packs = packs.sorted { ($1.index.count, $0.path) < ($0.index.count, $1.path) }
    self.damage = damage
    self.names = names
    identity = Identity()
  }

  /// The packs that have an index; one without is not read, by git neither.
  private static func paths(of names: [String], in folder: String) -> [String] {
    let all = Set(names)
    return names.filter { $0.hasSuffix(".pack") && all.contains(String($0.dropLast(4)) + "idx") }
      .map { folder + "/" + $0 }
  }
}
