import Files
import Foundation
import Objects
import Repository
import TestSupport

/// A long history of a unit of 288 messages of 0.7 to 5 kB, five of them changed from one snapshot to the next, each in
/// a few bytes and its checksum.
struct HistoryScene {
  let archive: Repository
  private var numbers = SeededNumbers(seed: 2003)
  private var messages: [String: [UInt8]] = [:]
  private let names: [String]
  private var tree: ObjectID?
  private var parent: ObjectID?
  private(set) var count = 0

  init(_ archive: Repository) {
    self.archive = archive
    names =
      (1...128).map { "mono/kit/\(100 + $0).syx" } + (0..<128).map { "mono/pattern/\(100 + $0).syx" }
      + (1...24).map { "mono/song/\(100 + $0).syx" } + (1...8).map { "mono/global/\($0).syx" }
    let sizes = ["kit": 704, "pattern": 4300, "song": 1200, "global": 800]
    for name in names {
      let kind = name.split(separator: "/")[1]
      let size = (sizes[String(kind)] ?? 0) + (kind == "pattern" ? Int.random(in: -900...700, using: &numbers) : 0)
      messages[name] = message(kind: UInt8(kind.utf8.first ?? 0), size: size)
    }
  }

  /// Seven bits a byte: a header, a name, values of which most are what they are in other slots, long runs of zeros.
  private mutating func message(kind: UInt8, size: Int) -> [UInt8] {
    var common = SeededNumbers(seed: UInt64(kind))
    var bytes: [UInt8] = [0xF0, 0, 0x20, 0x3C, 3, 0, kind & 0x7F, 2, 1]
    while bytes.count < size - 5 {
      let run = Int.random(in: 1...40, using: &common)
      let shared = common.bytes(run).map { $0 & 0x7F }
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0..<3: bytes += [UInt8](repeating: 0, count: run)
      case 3..<7: bytes += shared
      default: bytes += numbers.bytes(run).map { $0 & 0x7F }
      }
    }
    return HistoryScene.closed(Array(bytes.prefix(size - 5)))
  }

  /// With checksum, length and F7.
  private static func closed(_ bytes: [UInt8]) -> [UInt8] {
    let sum = bytes.dropFirst(9).reduce(0) { $0 + Int($1) }
    return bytes + [
      UInt8(sum >> 7 & 0x7F), UInt8(sum & 0x7F), UInt8(bytes.count >> 7), UInt8(bytes.count & 0x7F), 0xF7,
    ]
  }

  /// Makes the next snapshot, and rolls packs as the command does.
  mutating func snapshot() throws {
    let changed = count == 0 ? names : (0..<5).compactMap { _ in names.randomElement(using: &numbers) }
    for name in changed where count > 0 {
      var bytes = Array((messages[name] ?? []).dropLast(5))
      for _ in 0..<Int.random(in: 1...5, using: &numbers) {
        bytes[Int.random(in: 9..<bytes.count, using: &numbers)] = UInt8.random(in: 0...127, using: &numbers)
      }
      messages[name] = HistoryScene.closed(bytes)
    }
    count += 1
    var writer = archive.objectWriter()
    var items: [String: TreeItem?] = [:]
    for name in changed { items[name] = TreeItem(.file, try writer.add(blob: messages[name] ?? [])) }
    if tree == nil {
      items["mono/order"] = TreeItem(.file, try writer.add(blob: Array(names.joined(separator: "\n").utf8)))
      items["rig.yaml"] = TreeItem(.file, try writer.add(blob: Array("mono: elektron-monomachine\n".utf8)))
    }
    let new = try writer.tree(tree, changing: items)
    let who = Signature(name: "A U Thor", email: "a@example.com", seconds: 1_700_000_000 + count * 977, zone: "+0100")
    let text = """
      take \(count)

      Synvc-Device: mono elektron-monomachine 288
      Synvc-Read: mono 288
      Synvc-Not-Included: mono digipro waveforms
      Synvc-Sequence: \(count)

      """
    let commit = try writer.add(
      Commit(tree: new, parents: parent.map { [$0] } ?? [], author: who, committer: who, message: Array(text.utf8)))
    _ = try writer.finish()
    let main = try archive.refs.target(.head)
    try archive.update(
      [RefChange(main, expecting: .value(parent.map { .id($0) }), to: .id(commit))], message: "snapshot: take \(count)",
      who: who, operation: OperationRecord(arguments: ["snapshot", "-m", "take \(count)"]))
    archive.repackGeometrically()
    (tree, parent) = (new, commit)
  }

  /// Bytes of the packs and their indexes in a git folder.
  static func size(_ folder: String) throws -> Int {
    let packs = folder + "/objects/pack"
    return try RealFileSystem().list(packs).filter { $0.hasSuffix(".pack") || $0.hasSuffix(".idx") }
      .reduce(0) { $0 + (try RealFileSystem().status(of: packs + "/" + $1)?.size ?? 0) }
  }

  static var isExhaustive: Bool { ProcessInfo.processInfo.environment["SYNVC_EXHAUSTIVE"] == "1" }
}
