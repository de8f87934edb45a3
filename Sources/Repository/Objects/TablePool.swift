import Synchronization

/// Tables for inflating or deflating, one set for each concurrent thread, so that no thread waits for the tables of
/// another.
///
/// A class because it keeps the tables.
final class TablePool<Tables: ~Copyable>: Sendable {
  /// Tables that are taken out are used by one thread only.
  private final class Kept: @unchecked Sendable {
    var tables: Tables

    init(_ tables: consuming Tables) { self.tables = tables }
  }

  private let free = Mutex<[Kept]>([])
  private let make: @Sendable () -> Tables

  init(_ make: @escaping @Sendable () -> Tables) { self.make = make }

  func with<Value, Failure>(_ work: (inout Tables) throws(Failure) -> Value) throws(Failure) -> Value {
    let kept = free.withLock { $0.popLast() } ?? Kept(make())
    defer { free.withLock { $0.append(kept) } }
    return try work(&kept.tables)
  }
}
