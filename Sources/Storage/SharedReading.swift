package import Bytes
package import Objects
import Synchronization
import Concurrency

/// Objects that one thread reads, and another one with it that would wait for them otherwise.
///
/// A class, for threads meet in it.
package final class SharedReading: Sendable {
  /// So many are taken at a time: few enough that neither thread waits long for the other in the end.
  private static let turn = 16

  private struct Work: Sendable {
    let store: ObjectStore
    let ids: [ObjectID]
    var next = 0
    /// How many are being read, or were not begun.
    var left: Int
    var found: [StoredObject?]
    /// Bytes that may still be read.
    var budget: ReadingBudget
    var failure: StorageError?
    let isDone = Promise<Void>()
  }

  private let work = Mutex<Work?>(nil)

  package init() {}

  /// Reads objects, with whoever helps meanwhile.
  ///
  /// - Parameter budget: of bytes; what is beyond it is not kept.
  /// - Returns: them in the order asked for.
  /// - Throws: `.tooLarge` with the object that is beyond the budget.
  package func read(
    _ ids: [ObjectID], from store: ObjectStore, within budget: ReadingBudget = ReadingBudget(.messages)
  ) throws(StorageError) -> [StoredObject] {
    guard !ids.isEmpty else { return [] }
    work.withLock {
      $0 = Work(
        store: store, ids: ids, left: ids.count, found: Array(repeating: nil, count: ids.count), budget: budget)
    }
    help()
    let isDone = work.withLock { $0?.isDone }
    isDone?.take()
    let done = work.withLock { work in
      defer { work = nil }
      return work
    }
    if let failure = done?.failure { throw failure }
    return done?.found.compactMap(\.self) ?? []
  }

  /// Reads what nobody reads yet; returns when there is nothing left to begin.
  package func help() {
    while let (store, ids, start) = begin() {
      var read: [StoredObject] = []
      var failure: StorageError?
      for id in ids where failure == nil {
        do throws(StorageError) { read.append(try take(store.read(id), id)) } catch { failure = error }
      }
      end(start, ids.count, read, failure)
    }
  }

  /// Takes the bytes of an object from the budget.
  private func take(_ object: StoredObject, _ id: ObjectID) throws(StorageError) -> StoredObject {
    let isWithin = work.withLock { $0?.budget.take(object.bytes.count) ?? true }
    guard isWithin else { throw .tooLarge(id, .messages) }
    return object
  }

  private func begin() -> (store: ObjectStore, ids: [ObjectID], start: Int)? {
    work.withLock { work in
      guard let all = work, all.next < all.ids.count else { return nil }
      let end = min(all.next + Self.turn, all.ids.count)
      work?.next = end
      return (all.store, Array(all.ids[all.next..<end]), all.next)
    }
  }

  private func end(_ start: Int, _ count: Int, _ read: [StoredObject], _ failure: StorageError?) {
    work.withLock { work in
      for (offset, object) in read.enumerated() { work?.found[start + offset] = object }
      if let failure { work?.failure = failure }
      work?.left -= count
      if work?.left == 0 { work?.isDone.give(()) }
    }
  }
}
