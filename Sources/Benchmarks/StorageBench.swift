import Files
import Foundation
import Maintenance
import Objects
import Repository

/// `benchmarks storage [COUNT]`: the archive alone, without instruments: the cost of a snapshot of ten objects as the
/// history grows, the cost of geometric repacking, then `gc` and reading.
struct StorageBench {
  private let folder: String
  private let archive: Repository
  private var state: UInt64 = 2003
  private var messages: [[UInt8]] = []
  private var tree: ObjectID?
  private var parent: ObjectID?

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("synvc-storage-\(getpid())").path
    archive = try Repository.create(at: folder, format: .sha1, textconv: "cat", Self.context)
    for number in 0..<288 {
      let size = number < 128 ? 704 : 3400 + number * 7 % 1600
      var message: [UInt8] = []
      for place in 0..<size { message.append(place % 5 < 2 ? 0 : place % 3 == 0 ? next(128) : UInt8(place & 0x7F)) }
      messages.append(message)
    }
  }

  private static let context = RepositoryContext(
    files: RealFileSystem(), lockContext: .current(command: "bench"), report: { Bench.say("\($0)") })

  /// A number below a limit (a linear congruence is random enough here).
  private mutating func next(_ limit: Int) -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: Int(state >> 33) % limit)
  }

  mutating func run(to last: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }  // what stays is in the temporary folder
    var (costs, rolls): ([Double], [Double]) = ([], [])
    for number in 0..<last {
      let changed = number == 0 ? Array(0..<288) : (0..<5).map { number * 5 + $0 }.map { $0 * 7 % 288 }
      for index in changed where number > 0 { messages[index][Int(next(200)) + 20] = next(128) }
      costs.append(try Bench.time { try store(changed, number) })
      rolls.append(Bench.time { archive.repackGeometrically() })
    }
    Bench.say("milliseconds          median of 99 around   mean with rolling so far   longest roll so far")
    for number in [1, 10, 100, 1000, 10_000] where number <= last {
      let around = costs[max(0, min(number - 50, last - 99))..<min(last, max(number + 49, 99))]
      let median = number == 1 ? costs[0] : Bench.median(Array(around))
      let mean = (costs[..<number].reduce(0, +) + rolls[..<number].reduce(0, +)) / Double(number)
      let longest = rolls[..<number].max() ?? 0
      Bench.say(
        Bench.row("snapshot \(number)", Bench.number(median), Bench.number(mean), Bench.number(longest)))
    }
    try read("rolled")
    let now = Int(Date().timeIntervalSince1970)
    let who = Signature(name: "bench", email: "bench@localhost", seconds: now, zone: "+0000")
    var report: CollectionReport?
    let time = try Bench.time {
      report = try archive.collect(
        CollectionRequest(now: now, cutoff: now), who: who, operation: OperationRecord(arguments: ["gc"]))
    }
    Bench.say(
      "gc: \(Bench.number(time)) ms, \(report?.reachable ?? 0) objects, \(report?.before ?? 0) bytes before, \(report?.after ?? 0) after"
    )
    try read("after gc")
  }

  private mutating func store(_ changed: [Int], _ number: Int) throws {
    var writer = archive.objectWriter()
    var items: [String: TreeItem?] = [:]
    for (index, message) in messages.enumerated() {
      // All objects are added, as a snapshot adds them; stored ones are read and compared.
      let id = try writer.add(blob: message)
      if changed.contains(index) {
        items["mono/\(index < 128 ? "kit" : "pattern")/\(100 + index).syx"] = TreeItem(.file, id)
      }
    }
    let new = try writer.tree(tree, changing: items)
    let who = Signature(name: "bench", email: "bench@localhost", seconds: 1_700_000_000 + number, zone: "+0000")
    let commit = try writer.add(
      Commit(
        tree: new, parents: parent.map { [$0] } ?? [], author: who, committer: who,
        message: Array("take \(number)\n\nSynvc-Read: mono 288\nSynvc-Sequence: \(number)\n".utf8)))
    _ = try writer.finish()
    let main = try archive.refs.target(.head)
    try archive.update(
      [RefChange(main, expecting: .value(parent.map { .id($0) }), to: .id(commit))], message: "snapshot", who: who,
      operation: OperationRecord(arguments: ["snapshot"]))
    (tree, parent) = (new, commit)
  }

  private func read(_ title: String) throws {
    let open = { try Repository(opening: folder, Self.context) }
    var (commits, changes) = (0, 0)
    let log = try Bench.time {
      let archive = try open()
      var walk = HistoryWalk(archive.objects, from: try archive.refs.id(.head).map { [$0] } ?? [])
      while try walk.next() != nil { commits += 1 }
    }
    let diff = try Bench.time {
      let archive = try open()
      var walk = HistoryWalk(archive.objects, from: try archive.refs.id(.head).map { [$0] } ?? [])
      var newer: ObjectID?
      while changes < 5000, let commit = try walk.next()?.commit {
        if let newer { changes += try archive.objects.changes(from: commit.tree, to: newer).count }
        newer = commit.tree
      }
    }
    let head = try Bench.time {
      let archive = try open()
      guard let head = try archive.refs.id(.head) else { return }
      let tree = try archive.objects.commit(head).tree
      _ = try archive.objects.read(try archive.objects.flatten(tree).map(\.item.id))
    }
    let packs = try FileManager.default.contentsOfDirectory(atPath: folder + "/objects/pack")
      .filter { $0.hasSuffix(".pack") }.count
    Bench.say(
      "\(title), \(packs) packs: walk of \(commits) commits \(Bench.number(log)) ms, "
        + "\(changes) changes between neighbours \(Bench.number(diff)) ms, all messages of HEAD \(Bench.number(head)) ms"
    )
  }
}
