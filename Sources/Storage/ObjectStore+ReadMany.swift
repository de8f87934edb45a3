import Compression
internal import Dispatch
package import Objects
import Synchronization

extension ObjectStore {
  /// Fewer objects than this are not worth a thread.
  private static let worthAThread = 64
  private static let mostThreads = 4

  /// The objects in the order asked for; many are read by several threads.
  ///
  /// - Throws: what the first that fails throws.
  package func read(_ ids: [ObjectID]) throws(StorageError) -> [StoredObject] {
    let parts = max(1, min(Self.mostThreads, ids.count / Self.worthAThread))
    guard parts > 1 else { return try readInTurn(ids[...]) }
    let read = Mutex<[Int: Result<[StoredObject], StorageError>]>([:])
    let bounds = (0...parts).map { $0 * ids.count / parts }
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let result = Result { () throws(StorageError) in try readInTurn(ids[bounds[part]..<bounds[part + 1]]) }
      read.withLock { $0[part] = result }
    }
    var objects: [StoredObject] = []
    for (_, result) in read.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { objects += try result.get() }
    return objects
  }

  private func readInTurn(_ ids: ArraySlice<ObjectID>) throws(StorageError) -> [StoredObject] {
    var inflater = Inflater()
    var objects: [StoredObject] = []
    for id in ids { objects.append(try read(id, with: &inflater)) }
    return objects
  }
}
