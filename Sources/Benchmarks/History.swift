import Foundation
import MIDI

/// One archive growing to ten thousand snapshots, with five of 288 messages changed in each, compared with git.
///
/// "In process" is from the first byte available to the ref durable; git has no such number, so both are compared with
/// git's whole commands.
final class History {
  private let scene: BenchmarkDevice
  private let last: Int
  private let archive: String
  private var rounds: Rounds
  /// How many snapshots the archive holds.
  private var count = 0

  init(scene: BenchmarkDevice, last: Int) throws {
    self.scene = scene
    self.last = last
    archive = try scene.newArchive("archive")
    rounds = try Rounds(scene.factory, profile: scene.profile)
  }

  func run() throws {
    Bench.say("\nmilliseconds, medians of runs in turn, each from a disk at rest; 288 messages, 5 changed per snapshot")
    Bench.say(Bench.row("", "synvc", "git", "ratio"))
    try startUp()
    try first()
    for number in [10, 1000, last].uniqued() { try later(number) }
    try reading()
    try keeping()
  }

  private func startUp() throws {
    try Bench(runs: 9).compare("start-up: --version") { _ in
      try Bench.time { try scene.synvc.run(["--version"], in: archive) }
    } theirs: { _ in
      try Bench.time { try scene.git().run(["--version"], in: archive) }
    }
  }

  /// Against git that syncs every object, as synvc does.
  private func first() throws {
    let dump = scene.factory.flatMap(\.bytes)
    let file = "\(scene.folder)/dump.syx"
    try scene.write(dump: dump, to: file)
    let git = scene.git(["core.fsync=all"])
    let theirs = { [scene] (name: String) in
      let repository = try BenchRepository(name, scene, scene.factory)
      return try Bench.time { try git.commit(repository.folder) }
    }
    try Bench(runs: 9).compare("1st snapshot, in process / git core.fsync=all") { run in
      let workspace = try scene.workspace(try scene.newArchive("first-\(run)"))
      return try Bench.time { try scene.store(dump, in: workspace) }
    } theirs: { run in
      try theirs("first-\(run)")
    }
    try Bench(runs: 9).compare("1st snapshot, command / git core.fsync=all") { run in
      let folder = try scene.newArchive("first-command-\(run)")
      return try Bench.time { try scene.importFile(file, in: folder) }
    } theirs: { run in
      try theirs("first-command-\(run)")
    }
  }

  /// Against git as it comes, which syncs no loose object.
  private func later(_ number: Int) throws {
    try grow(to: number - 1)
    let repository = try BenchRepository("at-\(number)", scene, commits: number - 1)
    let file = "\(scene.folder)/dump.syx"
    let theirs = { [self] (isAnew: Bool) in
      try repository.write(try rounds.dump(count), isAnew: isAnew)
      return try Bench.time { try scene.git().commit(repository.folder) }
    }
    let title = "snapshot \(number.formatted(.number.grouping(.automatic)))"
    // So short a time wants more runs for a median that stays.
    let bench = Bench(runs: 21)
    try bench.compare("\(title), in process / git") { _ in
      let dump = try next().flatMap(\.bytes)
      let workspace = try scene.workspace(archive)
      return try Bench.time { try scene.store(dump, in: workspace) }
    } theirs: { _ in
      try theirs(false)
    }
    // For a dump git gets only the changed files; repeated splitting writes all of them.
    for (isAnew, words) in [(false, "5 files written"), (true, "all written")] {
      try bench.compare("\(title), command / git, \(words)") { _ in
        try scene.write(dump: try next().flatMap(\.bytes), to: file)
        return try Bench.time { try scene.importFile(file, in: archive) }
      } theirs: { _ in
        try theirs(isAnew)
      }
    }
  }

  /// Commands that read the whole history, compared with git on its own.
  private func reading() throws {
    let repository = try BenchRepository("reading", scene, commits: count)
    let bench = Bench(runs: 5)
    func both(_ title: String, _ ours: [String], _ theirs: [String]) throws {
      try bench.compare(title) { _ in
        try Bench.time { try scene.synvc.run(ours, in: archive) }
      } theirs: { _ in
        try Bench.time { try scene.git().run(theirs, in: repository.folder) }
      }
    }
    Bench.say("\nwhole commands on \(count) snapshots")
    try both("log", ["log"], ["log"])
    try both("log kit/005", ["log", "kit/005"], ["log", "-p", "--", "kit/005.syx"])
    try both("diff HEAD~1", ["diff", "HEAD~1"], ["diff", "HEAD~1"])
    try both("diff HEAD~500", ["diff", "HEAD~500"], ["diff", "HEAD~500"])
    try both("fsck / git fsck --strict", ["fsck"], ["fsck", "--strict", "--full"])
  }

  /// `gc` on copies, and git's own commands on the archive before and after it packed itself.
  private func keeping() throws {
    let packed = try scene.copy(archive, as: "packed")
    try scene.git().run(["--git-dir=.synvc", "gc", "--quiet"], in: packed)
    try Bench(runs: 5).compare("git log on the archive / after git gc") { _ in
      try Bench.time { try scene.git().run(["--git-dir=.synvc", "log"], in: archive) }
    } theirs: { _ in
      try Bench.time { try scene.git().run(["--git-dir=.synvc", "log"], in: packed) }
    }
    try Bench(runs: 3).compare("gc / git gc") { _ in
      let copy = try scene.copy(archive, as: "copy")
      return try Bench.time { try scene.synvc.run(["gc"], in: copy) }
    } theirs: { _ in
      let copy = try scene.copy(archive, as: "copy")
      return try Bench.time { try scene.git().run(["--git-dir=.synvc", "gc", "--quiet"], in: copy) }
    }
  }

  private func next() throws -> [SysExMessage] {
    count += 1
    return try rounds.dump(count)
  }

  private func grow(to wanted: Int) throws {
    while count < wanted { try scene.store(try next().flatMap(\.bytes), in: try scene.workspace(archive)) }
  }
}

extension [Int] {
  /// Each number once, in order.
  fileprivate func uniqued() -> [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
