import Files
import Objects
import Storage
import TestSupport
import Testing
import Concurrency

@Suite("objects that two threads read together")
struct SharedReadingTests {
  private func stored(_ fixture: Fixture, _ count: Int) throws -> (ids: [ObjectID], objects: [StoredObject]) {
    let objects = (0..<count).map { StoredObject(.blob, Array("object number \($0)".utf8)) }
    var writer = fixture.archive.objectWriter()
    let ids = try objects.map { object throws(StorageError) in try writer.add(object) }
    try writer.finish()
    return (ids, objects)
  }

  @Test("all come in the order asked for, whoever read them", arguments: [0, 1, 15, 16, 17, 100])
  func order(count: Int) throws {
    let fixture = try Fixture()
    let (ids, objects) = try stored(fixture, count)
    let store = try fixture.reopened().objects
    for _ in 0..<20 {
      let (reading, queue, found) = (SharedReading(), SerialQueue(), Promise<[StoredObject]?>())
      queue.add { found.give(try? reading.read(ids, from: store)) }
      // Before it begins, while it is under way, or when it is done.
      for _ in 0..<3 { reading.help() }
      #expect(found.take() == objects)
    }
  }

  @Test("what one of them cannot read is an error of the one that wanted it, and the next reading is another")
  func failure() throws {
    let fixture = try Fixture()
    let (ids, objects) = try stored(fixture, 40)
    let missing = ObjectID(of: StoredObject(.blob, [9]), in: .sha1)
    let store = try fixture.reopened().objects
    for place in [0, 20, 40] {
      var wanted = ids
      wanted.insert(missing, at: place)
      let reading = SharedReading()
      #expect(throws: StorageError.missingObject(missing)) { try reading.read(wanted, from: store) }
      #expect(try reading.read(ids, from: store) == objects)
      reading.help()
    }
  }
}
