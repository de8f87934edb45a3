import Bytes
import Compression
import Files
import Objects

@testable import Operations
@testable import Repository

extension FuzzTarget {
  private static let blobs = (0..<40).map { number in
    StoredObject(.blob, Array(String(repeating: "line \(number)\n", count: number * 3).utf8))
  }
  private static let packed = blobs.map { (id: ObjectID(of: $0, in: .sha1), object: $0) }
  private static let files = PackWriter.files(packed, in: "/a/objects/pack", format: .sha1)
  private static let id = ObjectID(of: blobs[0], in: .sha1)
  private static let who = Signature(name: "A", email: "a@b", seconds: 1_700_000_000, zone: "+0100")

  /// An archive in memory with this pack and index.
  private static func store(pack: [UInt8], index: [UInt8]) throws -> ObjectStore {
    let memory = MemoryFileSystem()
    for folder in ["/a", "/a/objects", "/a/objects/pack"] { try memory.makeFolder(folder) }
    try memory.writeDurably([
      DurableFile("/a/objects/pack/pack-1.pack", pack), DurableFile("/a/objects/pack/pack-1.idx", index),
    ]) { _ in }
    return ObjectStore(folder: "/a/objects", format: .sha1, files: memory)
  }

  private static func read(_ store: ObjectStore) throws {
    for (id, object) in packed {
      guard let found = try? store.read(id) else { continue }
      try must(found == object, "an object is read otherwise than it was stored")
    }
    for prefix in ["00", "7f", "ff", id.hex] { _ = try? store.ids(prefix: prefix) }
  }

  private static func bytes(_ ending: String) -> [UInt8] { files.first { $0.path.hasSuffix(ending) }?.bytes ?? [] }

  private static let operation = LoggedOperation(
    number: 12, seconds: 1_700_000_000, zone: "+0100", status: 0, kind: .undo(3), arguments: ["a \"b\"", "", "c"],
    moves: [RefMove(.head, from: nil, to: .id(id)), RefMove(.head, from: .symbolic(.head), to: nil)],
    note: OperationNote(head: .head, who: "A <a@b>", message: "undo: x"))

  /// Readers of the archive's files.
  static let stores: [FuzzTarget] = [
    FuzzTarget(name: "pack", samples: [bytes(".pack")]) { try read(store(pack: $0, index: bytes(".idx"))) },
    FuzzTarget(name: "index", samples: [bytes(".idx")]) { try read(store(pack: bytes(".pack"), index: $0)) },
    FuzzTarget(name: "ref", samples: [Array("\(id)\n".utf8), Array("ref: refs/heads/main\n".utf8)]) { input in
      _ = RefStore.parse(input, format: .sha1)
      let text = String(decoding: input, as: UTF8.self)
      if let name = RefName(text) { _ = (name.short, RefName(branch: name.short)) }
    },
    FuzzTarget(
      name: "packed-refs",
      samples: [
        PackedRef.encode([PackedRef(name: .head, id: id, peeled: id), PackedRef(name: .head, id: id)]),
        Array("# pack-refs with: peeled\n\(id) refs/heads/main\n".utf8),
      ]
    ) { input in
      let refs = try PackedRef.parse(input, format: .sha1)
      try must(try PackedRef.parse(PackedRef.encode(refs), format: .sha1) == refs, "packed refs are written otherwise")
    },
    FuzzTarget(name: "reflog", samples: [ReflogEntry(old: id, new: id, who: who, message: "snapshot: x").encoded]) {
      input in
      guard let entry = ReflogEntry(parsing: input[...], format: .sha1) else { return }
      let again = ReflogEntry(parsing: entry.encoded[...], format: .sha1)
      try must(again?.new == entry.new && again?.who == entry.who, "a reflog entry is written otherwise")
    },
    FuzzTarget(name: "operations", samples: [operation.encoded.dropLast(8), Array("synvc operations 1".utf8)]) {
      input in
      _ = LoggedOperation(parsing: input[...], format: .sha1)
      // With a checksum that fits, so that the fields are reached.
      let line = input.filter { $0 != 0x0A } + [0x09]
      let sealed = line + checked(line)
      let files = MemoryFileSystem()
      for folder in ["/a", "/a/operations"] { try files.makeFolder(folder) }
      let first = Array("synvc operations 1\n".utf8)
      try files.writeDurably([DurableFile("/a/operations/log", first + sealed + [0x0A])]) { _ in }
      let log = OperationsLog(folder: "/a", format: .sha1, files: files)
      let read = try log.read()
      _ = try log.nextNumber()
      _ = OperationHistory(read.operations) { _ in nil }
      for operation in read.operations {
        try must(
          LoggedOperation(parsing: operation.encoded[...], format: .sha1) == operation,
          "an operation is written otherwise")
      }
    },
    FuzzTarget(
      name: "config", samples: [Array("[core]\n\tbare = true\n[synvc \"a\\\\b\"] port = \"x # y\" ; z\n[a]\nb\n".utf8)]
    ) { input in
      var config = try Config(input)
      try must(config.bytes == input, "a configuration is kept otherwise")
      let before = config.all.filter { $0.name != "synvc.one.port" }.map { "\($0.name)=\($0.value ?? "")" }
      try config.set("synvc.one.port", to: "sim:\"one\" # x ")
      try must(config["synvc.one.port"] == "sim:\"one\" # x ", "a setting reads otherwise than it was set")
      let after = config.all.filter { $0.name != "synvc.one.port" }.map { "\($0.name)=\($0.value ?? "")" }
      try must(after == before, "setting one variable changes another")
      try config.unset("synvc.one.port")
      try must(config["synvc.one.port"] == nil, "a variable is there after it was unset")
    },
    FuzzTarget(
      name: "lock",
      samples: [LockOwner(process: 7, host: "a b", boot: "c", started: "5", command: "x", space: "y").encoded]
    ) { input in
      guard let holder = LockOwner(encoded: input) else { return }
      try must(LockOwner(encoded: holder.encoded)?.encoded == holder.encoded, "a lock is written otherwise")
    },
    FuzzTarget(
      name: "journal",
      samples: [Journal(device: "mono", target: id, safety: id, slots: ["kit/001", "kit/002"]).encoded]
    ) { input in
      guard let journal = Journal(parsing: input, format: .sha1) else { return }
      try must(Journal(parsing: journal.encoded, format: .sha1) == journal, "a journal is written otherwise")
    },
    FuzzTarget(name: "id map", samples: [IDMap(from: .sha1, to: .sha1, [id: id]).encoded]) { input in
      _ = try? IDMap(parsing: input)
      let body = Array((input.dropLast(9)) + [0x0A])
      let map = try IDMap(parsing: body + checked(body) + [0x0A])
      try must(try IDMap(parsing: map.encoded).ids == map.ids, "a map of ids is written otherwise")
    },
    FuzzTarget(
      name: "revision",
      samples: ["HEAD~2^{commit}", "main@{yesterday 12:30}", "@{-1}", "2026-11-20 18:30", "3 weeks ago"].map {
        Array($0.utf8)
      }
    ) { input in
      let text = String(decoding: input, as: UTF8.self)
      _ = try? RevisionStep.split(text)
      _ = DateExpression.seconds(text, now: Timestamp(seconds: 1_700_000_000, zoneMinutes: 60))
    },
  ]

  private static func checked(_ bytes: [UInt8]) -> [UInt8] {
    let value = checksum32(bytes)
    return Array(Hex.compact((0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) }).utf8)
  }
}
