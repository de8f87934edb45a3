import Compression
import Synchronization

/// Tables for inflating or deflating, one set for each thread that does it at the same time: one that waits for
/// another's would wait as long as that one works.
///
/// A class because it keeps them.
final class TablePool<Tables: ~Copyable>: Sendable {
  /// What is taken out is used by the one who took it.
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
