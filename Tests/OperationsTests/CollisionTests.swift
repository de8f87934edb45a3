import Bytes
import Objects
import Operations
import Repository
import Testing
import Importers
import Archive

/// Messages that begin so have one id in these tests.
private let lead: [UInt8] = [0xF0, 0x7D, 0x01]

/// Ids by a hash that sees only the beginning of some messages.
private let shortSighted = ObjectNaming { object, format in
  ObjectID(of: object.bytes.starts(with: lead) ? StoredObject(object.kind, lead) : object, in: format)
}

@Suite("two messages with one id")
struct CollisionTests {
  private func message(_ byte: UInt8) -> [UInt8] { lead + [byte, 0xF7] }
  private let id = { (format: ObjectFormat) in ObjectID(of: StoredObject(.blob, lead), in: format) }

  private func importing(_ bench: Bench, _ bytes: [UInt8], _ text: String) throws -> ObjectID? {
    var request = ImportRequest(text: text)
    request.device = "box"
    request.replace = true
    return try bench.workspace.importFiles(try ImportedFile.read(bytes, name: "box.syx"), request).commit
  }

  /// Whether the error says which id it is.
  private func collides(_ format: ObjectFormat, _ call: () throws -> ObjectID?) -> Bool {
    do {
      _ = try call()
      return false
    } catch OperationError.archive(.storage(.collision(let found))) {
      return found == id(format)
    } catch {
      return false
    }
  }

  private func exported(_ bench: Bench, _ commit: ObjectID) throws -> [UInt8] {
    try bench.workspace.export(commit, .all, raw: false).bytes
  }

  @Test(
    "an import with both messages, or the second one later, fails; every snapshot still exports",
    arguments: ObjectFormat.allCases)
  func imported(format: ObjectFormat) throws {
    let bench = try Bench(format: format, isMemoryNeeded: false, naming: shortSighted)
    let other: [UInt8] = [0xF0, 0x7D, 0x02, 0xF7]
    let base = try #require(try importing(bench, other, "base"))
    #expect(collides(format) { try importing(bench, other + message(1) + message(2), "both") })
    #expect(try bench.archive.refs.id(.head) == base)
    let first = try #require(try importing(bench, other + message(1), "the first"))
    for _ in 0..<2 {
      #expect(collides(format) { try importing(bench, other + message(2), "the second") })
      #expect(collides(format) { try importing(bench, message(2) + other + message(1), "both again") })
      #expect(try bench.archive.refs.id(.head) == first)
      #expect(try exported(bench, base) == other)
      #expect(try exported(bench, first) == other + message(1))
    }
    let next = try #require(try importing(bench, message(1) + other + [0xF0, 0x7D, 0x03, 0xF7], "one more"))
    #expect(try exported(bench, next) == message(1) + other + [0xF0, 0x7D, 0x03, 0xF7])
  }
}
