import Compression
import Synchronization

/// Tables for inflating, one set for each thread that reads at the same time: one that waits for another's would wait as
/// long as that one reads.
///
/// A class because it keeps them.
final class InflaterPool: Sendable {
  /// What is taken out is used by the one who took it.
  private final class Kept: @unchecked Sendable {
    var inflater = Inflater()
  }

  private let free = Mutex<[Kept]>([])

  func with<Value>(
    _ work: (inout Inflater) throws(StorageError) -> Value
  ) throws(StorageError) -> Value {
    let kept = free.withLock { $0.popLast() } ?? Kept()
    defer { free.withLock { $0.append(kept) } }
    return try work(&kept.inflater)
  }
}
