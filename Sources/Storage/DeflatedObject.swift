import Objects
import Synchronization

/// What an object is deflated to, found out once, by whichever thread comes to it first.
///
/// A class, for threads meet in it.
final class DeflatedObject: Sendable {
  let object: StoredObject
  private let deflaters: TablePool<Deflaters>
  private let found = Mutex<[UInt8]?>(nil)

  init(_ object: StoredObject, by deflaters: TablePool<Deflaters>) {
    (self.object, self.deflaters) = (object, deflaters)
  }

  /// Waits where another thread is at it.
  var bytes: [UInt8] {
    found.withLock { found in
      if let known = found { return known }
      let bytes = deflaters.with { $0.deflate(object.bytes) }
      found = bytes
      return bytes
    }
  }
}
