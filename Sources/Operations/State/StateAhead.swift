package import Objects
package import Storage
package import Concurrency

/// The state that HEAD leads to, which another thread reads while this one does something else.
package final class StateAhead: Sendable {
  package let devices: Set<String>
  private let reading = SharedReading()
  private let found = Promise<(archive: Archive, state: RigState)?>()

  /// - Parameters:
  ///   - archive: waits for it where it must, in that thread; nil: nothing is read.
  ///   - devices: those whose messages are read.
  package init(
    of archive: @escaping @Sendable () -> Archive?, devices: Set<String>, by queue: SerialQueue
  ) {
    self.devices = devices
    let (found, reading) = (found, reading)
    queue.add {
      found.give(archive().flatMap { archive in Self.read(archive, devices, reading).map { (archive, $0) } })
    }
  }

  /// What cannot be read is read once more by the one who wants it, who is told why.
  private static func read(_ archive: Archive, _ devices: Set<String>, _ reading: SharedReading) -> RigState? {
    guard let head = try? archive.refs.id(.head) else { return nil }
    return try? RigState(reading: head, from: archive, wanted: devices, with: reading)
  }

  /// Waits until it is read; nil where it is not this state, of this very archive.
  package func state(of commit: ObjectID, in archive: Archive, devices: Set<String>?) -> RigState? {
    guard devices == self.devices else { return nil }
    // Rather than to wait.
    reading.help()
    guard let found = found.take(), found.archive.objects === archive.objects,
      found.state.base == commit
    else { return nil }
    return found.state
  }
}
