import Files
import Foundation
import TestSupport
import Testing

/// An archive of the built program, its files as they are when it is sound, and as they were earlier.
struct DamagedArchive {
  typealias Contents = [String: [UInt8]]

  let program: BuiltProgram
  let sound: Contents
  let earlier: Contents

  /// An archive with packs and loose objects, tags, branches, one of them deleted, undo and redo; the instrument was edited
  /// after the last snapshot.
  init() throws {
    program = try BuiltProgram()
    try program.expectDone("snapshot", "-m", "first")
    for edit in [["kit/1", "level=5"], ["kit/2", "name=ACID"]] {
      try program.expectDone("simulate", "edit", "sim:six", edit[0], edit[1])
    }
    try program.expectDone("tag", "gig")
    try program.expectDone("branch", "live")
    earlier = try Self.contents(program)
    try program.expectDone("snapshot", "-m", "second")
    try program.expectDone("tag", "-m", "as played", "played")
    try program.expectDone("tag", "--force", "gig")
    try program.expectDone("branch", "--force", "live")
    try program.expectDone("branch", "spare")
    try program.expectDone("branch", "--delete", "spare")
    try program.expectDone("simulate", "edit", "sim:six", "pattern/1", "length=7")
    try program.expectDone("snapshot", "-m", "third")
    try program.expectDone("undo")
    try program.expectDone("redo")
    try Data([0xF0, 0x7D, 0x7F, 1, 0xF7]).write(to: URL(filePath: program.home("x.syx")))
    try Data([0xF0, 0x7D, 0x7F, 2, 0xF7]).write(to: URL(filePath: program.home("y.syx")))
    try program.expectDone("import", "x.syx", "--device", "box", "-m", "box")
    try program.expectDone("simulate", "edit", "sim:six", "kit/1", "level=9")
    sound = try Self.contents(program)
  }

  /// Every file of the archive by its name there.
  func contents() throws -> Contents { try Self.contents(program) }

  private static func contents(_ program: BuiltProgram) throws -> Contents {
    var found: Contents = [:]
    var folders = [""]
    while let folder = folders.popLast() {
      for name in try RealFileSystem().list(program.archive + folder) {
        let path = folder + "/" + name
        if try RealFileSystem().isFolder(program.archive + path) {
          folders.append(path)
        } else {
          found[String(path.dropFirst())] = try RealFileSystem().read(program.archive + path)
        }
      }
    }
    return found
  }

  /// Makes the files of the archive those that are wanted; only what differs is written.
  func set(_ wanted: Contents) throws {
    let old = try contents()
    for name in Set(old.keys).union(wanted.keys).sorted() where old[name] != wanted[name] {
      let path = program.archive + "/" + name
      if old[name] != nil { try FileManager.default.removeItem(atPath: path) }
      if let bytes = wanted[name] { try Data(bytes).write(to: URL(filePath: path)) }
    }
  }

  struct Answer {
    let outcome: BuiltProgram.Outcome
    /// What it wrote.
    let file: Data?

    var isDone: Bool { outcome.status == 0 && !outcome.isKilled }
    func isSame(as other: Answer) -> Bool { outcome.results == other.outcome.results && file == other.file }
  }

  /// What a command prints, with the file that it wrote.
  func run(_ words: [String]) throws -> Answer {
    let path = program.home("out.syx")
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    let outcome = try program.run(words)
    return Answer(outcome: outcome, file: FileManager.default.contents(atPath: path))
  }

  /// Takes a damage away again from what a command left: bytes that it added stay, but for the last line of a reflog, which
  /// is written again where it was lost.
  func healed(_ after: Contents, _ damaged: Contents) -> Contents {
    var healed = after
    for name in Set(sound.keys).union(damaged.keys) where sound[name] != damaged[name] {
      if after[name] == damaged[name] {
        healed[name] = sound[name]
      } else if let whole = sound[name] {
        // With a ref its reflog goes to another name.
        let moved = after[name] == nil ? after.keys.filter { sound[$0] == nil && $0.hasPrefix("logs/") } : [name]
        for other in moved { healed[other] = mended(after[other] ?? [], damaged[name] ?? [], whole) }
      }
    }
    return healed
  }

  private func mended(_ left: [UInt8], _ before: [UInt8], _ whole: [UInt8]) -> [UInt8] {
    guard left.starts(with: before) else { return left }
    let known = Set(whole.split(separator: 0x0A))
    let added = left.dropFirst(before.count).split(separator: 0x0A).filter { !known.contains($0) }
    return whole + added.flatMap { $0 + [0x0A] }
  }
}
