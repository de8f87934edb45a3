import Files
import MIDI
import Objects
import TestSupport

@testable import Profiles
@testable import Repository
import Archive

/// Inputs made by the rules of what is read, rather than from samples: their numbers and shapes are at the edges.
extension FuzzTarget {
  static let structures: [FuzzTarget] = [
    FuzzTarget(name: "structured profile", samples: [], structured: { ProfileMaker().make(&$0) }) { input in
      let profile = try Profile(text: String(decoding: input, as: UTF8.self))
      for kind in profile.kinds {
        _ = PathProblem.find(in: kind)
        let layout = try kind.layout
        for leaf in layout.leaves { _ = leaf.display.allowed(leaf.type) }
        for byte: UInt8 in [0, 0x7F] {
          let body = [UInt8](repeating: byte, count: 600)
          let message = try SysExMessage([0xF0, 0x7D, 0x01, 0x20, 1] + body + [0xF7])
          let item = kind.decode(message).item
          for field in item.fields.prefix(50) { _ = Array(Alternatives(to: field).prefix(5)) }
        }
      }
    },
    FuzzTarget(name: "structured trailers", samples: [], structured: { trailers(&$0) }) { input in
      let who = Signature(name: "a", email: "b", seconds: 1, zone: "+0000")
      let id = ObjectFormat.sha1.zero
      let snapshot = SnapshotCommit(id, Commit(tree: id, parents: [], author: who, committer: who, message: input))
      try must((snapshot.sequence ?? 0) < .max, "a count that cannot go on")
      _ = SnapshotTrailer.sequence((snapshot.sequence ?? 0) + 1).trailer
      for value in snapshot.values("Synvc-Clock") { _ = Int(value).map { utcText($0) } }
      _ = snapshot.unconfirmedRanges(of: "mono")
    },
    FuzzTarget(name: "structured archive", samples: [], structured: { $0.bytes(Int.random(in: 6...24, using: &$0)) }) {
      input in
      let files = MemoryFileSystem()
      let archive = try Repository.create(
        at: "/a", format: .sha1, textconv: "cat",
        RepositoryContext(files: files, lockContext: .current(command: "fuzz"), report: { _ in }))
      let commit = try StrangeTree(input).write(to: archive)
      // A refusal is right, as long as it comes soon.
      do throws(ArchiveError) { _ = try RigState(reading: commit, from: archive) } catch {}
      do throws(StorageError) {
        _ = try archive.objects.changes(from: nil, to: try archive.objects.commit(commit).tree)
      } catch {}
    },
  ]

  /// Numbers that something is at the edge of.
  static let edges = [
    "0", "1", "-1", "2", "7", "8", "63", "64", "65", "127", "128", "255", "256", "4096", "4097", "65535", "65536",
    "65537", "1048576", "1048577", "2147483648", "4294967296", "1099511627777", "4611686018427387904",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "99999999999999999999", "0x7F",
    "0x7FFFFFFFFFFFFFFF", "1e9",
  ]

  private static func trailers(_ numbers: inout SeededNumbers) -> [UInt8] {
    let keys = ["Sequence", "Device", "Clock", "Read", "By-Hand", "Unconfirmed", "Carried", "Unverified", "Restores"]
    var text = "title\n\n"
    for _ in 0..<Int.random(in: 0...12, using: &numbers) {
      let words = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
        Bool.random(using: &numbers) ? edges.randomElement(using: &numbers) ?? "" : "mono"
      }
      text += "Synvc-\(keys.randomElement(using: &numbers) ?? ""): \(words.joined(separator: " "))\n"
    }
    return Array(text.utf8)
  }
}

/// Writes profiles that are well formed and ask for too much.
private struct ProfileMaker {
  func make(_ numbers: inout SeededNumbers) -> [UInt8] {
    var text = ToyProfile.head() + "\ndimensions:\n"
    for name in ["a", "b", "c"] {
      text += "  \(name): {count: \(count(&numbers)), first: \(edge(&numbers, rarely: "1"))}\n"
    }
    text += "types:\n  none: {seq: []}\n"
    for level in 0..<4 {
      text += "  t\(level): {seq: [\(members(&numbers, types: (0..<level).map { "t\($0)" } + ["none"]))]}\n"
    }
    let request = one(["F0 7D 01 10 {slot} F7", "F0 7D 01 F7 F0 F7", "F0 7D {slot:4096} F7", "{slot}"], &numbers)
    text += "kinds:\n  patch:\n    count: \(edge(&numbers, rarely: "8"))\n    numbers: {first: 1, digits: 1}\n"
    text += "    request: \"\(request)\"\n    dump: \"F0 7D 01 20 {slot} {body*} F7\"\n"
    text += "    seq: [\(members(&numbers, types: ["t0", "t1", "t2", "t3", "none"]))]\n"
    if Int.random(in: 0..<3, using: &numbers) == 0 {
      let (low, high) = (edge(&numbers, rarely: "0"), edge(&numbers, rarely: "9"))
      let scale =
        "{offset: \(edge(&numbers, rarely: "1")), divisor: \(edge(&numbers, rarely: "10")), range: [\(low), \(high)]}"
      text += "    view: {m0: {as: {number: \(scale)}, none: \(edge(&numbers, rarely: "3"))}}\n"
    }
    return Array(text.utf8)
  }

  private func members(_ numbers: inout SeededNumbers, types: [String]) -> String {
    (0..<Int.random(in: 1...4, using: &numbers)).map { index in
      var keys = ["id: m\(index)"]
      let scalars = ["u1", "s1", "b1", "b7", "b63", "b64", "s8", "u8", "u4le"]
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0: keys += ["type: bytes", "size: \(edge(&numbers, rarely: "4"))"]
      case 1: keys += ["type: str", "size: \(edge(&numbers, rarely: "4"))"]
      case 2: keys += ["type: mask", "size: \(edge(&numbers, rarely: "2"))", "over: \(one(["a", "b", "c"], &numbers))"]
      case 3:
        keys += ["type: list", "size: \(edge(&numbers, rarely: "4"))", "count: n"]
        keys.append(one(["parts: {a: 8, v: 8}", "parts: {a: 16, b: 16, v: 8}", "parts: {a: 1, b: 7, v: 8}"], &numbers))
      case 4, 5: keys.append("type: \(one(types, &numbers))")
      default: keys.append("type: \(one(scalars, &numbers))")
      }
      if Bool.random(using: &numbers) {
        let over = (0..<Int.random(in: 1...3, using: &numbers)).map { ["a", "b", "c"][$0] }
        keys.append("repeat: [\(over.joined(separator: ", "))]")
        if Int.random(in: 0..<4, using: &numbers) == 0 { keys.append("until: {m0: \(edge(&numbers, rarely: "0"))}") }
      }
      if Int.random(in: 0..<6, using: &numbers) == 0 { keys.append("pos: \(edge(&numbers, rarely: "9"))") }
      if Int.random(in: 0..<6, using: &numbers) == 0 { keys.append("initial: \(edge(&numbers, rarely: "1"))") }
      return "{\(keys.joined(separator: ", "))}"
    }.joined(separator: ", ")
  }

  private func one(_ words: [String], _ numbers: inout SeededNumbers) -> String {
    words.randomElement(using: &numbers) ?? ""
  }

  /// Small mostly, so that most profiles are read.
  private func count(_ numbers: inout SeededNumbers) -> String {
    one(["1", "2", "2", "3", "16", "65536", "65536", "0"], &numbers)
  }

  private func edge(_ numbers: inout SeededNumbers, rarely usual: String) -> String {
    Int.random(in: 0..<5, using: &numbers) == 0 ? one(FuzzTarget.edges, &numbers) : usual
  }
}

/// A device's folder of trees that name each other, with an order of its own.
private struct StrangeTree {
  private var input: ArraySlice<UInt8>

  init(_ input: [UInt8]) { self.input = input[...] }

  private mutating func next() -> Int { Int(input.popFirst() ?? 0) }

  consuming func write(to archive: Repository) throws -> ObjectID {
    var strange = self
    return try strange.make(archive)
  }

  private mutating func make(_ archive: Repository) throws -> ObjectID {
    var writer = archive.objectWriter()
    let message = try writer.add(blob: [0xF0, 0x7D] + [UInt8](repeating: 1, count: next() << (next() % 12)) + [0xF7])
    var tree = try writer.add(try Tree([TreeEntry(.file, "a.syx", message)]))
    var path = ""
    for _ in 0..<(next() % 80) {
      let width = 1 + next() % 10
      tree = try writer.add(try Tree((0..<width).map { TreeEntry(.folder, "\($0)", tree) }))
      path += "0/"
    }
    var entries = [TreeEntry(.folder, "unknown", tree)]
    entries.append(TreeEntry(.file, "device.yaml", try writer.add(blob: Array("profile: none\nname: x\n".utf8))))
    if next() % 3 > 0 {
      let line = Array("unknown/\(path)a.syx\n".utf8)
      let times = min(next() << (next() % 14), (1 << 22) / line.count)
      let order = (0..<times).flatMap { _ in line } + (next() % 4 == 0 ? Array("unknown/../x\n\n".utf8) : [])
      entries.append(TreeEntry(.file, "order", try writer.add(blob: order)))
    }
    let device = try writer.add(try Tree(entries))
    let rig = try writer.add(blob: Rig(devices: [Device(name: "dev", profile: nil)]).encoded)
    let devices = (0..<(1 + next() % 4)).map { TreeEntry(.folder, "dev\($0)", device) }
    let root = try writer.add(try Tree(devices + [TreeEntry(.file, Rig.path, rig)]))
    let who = Signature(name: "a", email: "b", seconds: 1, zone: "+0000")
    let id = try writer.add(Commit(tree: root, parents: [], author: who, committer: who, message: Array("x\n".utf8)))
    _ = try writer.finish()
    return id
  }
}
