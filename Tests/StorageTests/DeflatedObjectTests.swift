import Compression
import Files
import Objects
import Testing
import Concurrency

@testable import Storage

@Suite("objects that several threads deflate")
struct DeflatedObjectTests {
  @Test("whoever asks gets the same bytes, from either end at once")
  func shared() throws {
    let pool = TablePool { Deflaters() }
    let objects = (0..<200).map { number in
      DeflatedObject(
        StoredObject(.blob, (0..<(number * 37)).map { UInt8(truncatingIfNeeded: $0 &* 7 / 3) }), by: pool)
    }
    let found = Promise<[[UInt8]]>()
    let thread = try #require(WorkThread { found.give(objects.map(\.bytes)) })
    let mine = Array(objects.reversed().map(\.bytes).reversed())
    thread.join()
    #expect(found.take() == mine)
    var inflater = Inflater()
    for (object, bytes) in zip(objects, mine) {
      #expect(try inflater.inflate(bytes[...], limit: object.object.bytes.count) == object.object.bytes)
    }
  }

  @Test("a pack is the same whichever thread deflated what is in it")
  func packs() throws {
    let objects = (0..<20).map { StoredObject(.blob, Array("object number \($0)".utf8)) }
    let named = objects.map { (id: ObjectID(of: $0, in: .sha1), object: $0) }
    let alone = PackWriter.files(named, in: "pack", format: .sha1)
    let pool = TablePool { Deflaters() }
    let shared = named.map { (id: $0.id, object: DeflatedObject($0.object, by: pool)) }
    let queue = SerialQueue()
    for (_, object) in shared { queue.add { _ = object.bytes } }
    let beside = PackWriter.files(shared, in: "pack", format: .sha1)
    #expect(beside.map(\.path) == alone.map(\.path) && beside.map(\.bytes) == alone.map(\.bytes))
  }
}
