import Repository
import RepositoryFixtures
import Files
import Objects

/// What commands would read of an archive: each piece by a name, and nothing for what says that it cannot be read.
struct Reading: Equatable {
  private(set) var pieces: [String: [UInt8]] = [:]
  /// Why the first piece that is not there is not.
  private(set) var failures = 0

  /// - Parameter names: refs that are asked for.
  init(_ files: any FileSystem, _ names: [RefName]) {
    let archive: Repository
    do {
      archive = try Repository(opening: FsckSample.root, Fixture.context(files))
      try archive.checkRefConsistency()
    } catch {
      failures += 1
      return
    }
    var seen: Set<ObjectID> = []
    for name in [RefName.head] + names {
      do {
        guard let id = try archive.refs.id(name) else {
          failures += 1
          continue
        }
        let commit = try archive.objects.peel(id).id
        pieces["ref \(name)"] = id.bytes
        read(commit, archive, &seen)
      } catch {
        failures += 1
      }
    }
  }

  private mutating func read(_ start: ObjectID, _ archive: Repository, _ seen: inout Set<ObjectID>) {
    var waiting = [start]
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted else { continue }
      do {
        let commit = try archive.objects.commit(id)
        pieces["commit \(id)"] = commit.encoded
        waiting += commit.parents
        for (path, item) in try archive.objects.flatten(commit.tree) {
          pieces["\(id):\(path)"] = try archive.objects.blob(item.id)
        }
      } catch {
        failures += 1
      }
    }
  }

  /// What is read here and is not so there; what says that it cannot be read is no lie.
  func lies(beside sound: Reading) -> [String] {
    pieces.filter { sound.pieces[$0.key] != $0.value }.map(\.key).sorted()
  }
}
