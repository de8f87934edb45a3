internal import CGlibc
internal import Glibc

/// A stay of a thread on the processor that it runs on.
///
/// Two threads that wait for each other again and again, for a microsecond each, are woken by each other: now and then
/// on the other's processor, where one of them then waits for as long as the system lets the other one run, four
/// milliseconds and more, with a processor idle beside them.
package struct ProcessorStay {
  private let before = ProcessorSet.here

  /// Begins the stay of this thread, where the system will have it.
  package init() { before?.onlyThis.applyHere() }

  /// This thread may go where it might before.
  package func end() { before?.applyHere() }
}

/// Processors that a thread may run on: the system's set of 1,024 bits.
struct ProcessorSet {
  private(set) var words = [UInt64](repeating: 0, count: 16)
  private let this: Int

  /// Those of this thread, with the one that it runs on; nil where the system does not say.
  static var here: ProcessorSet? {
    let current = Int(sched_getcpu())
    guard (0..<1024).contains(current) else { return nil }
    var set = ProcessorSet(this: current)
    let code = set.words.withUnsafeMutableBytes { sched_getaffinity(0, UInt($0.count), $0.baseAddress) }
    return code == 0 ? set : nil
  }

  private init(this: Int) { self.this = this }

  /// Nil where there is no other.
  var withoutThis: ProcessorSet? {
    var set = self
    set.words[this / 64] &= ~(1 << UInt64(this % 64))
    return set.words.contains { $0 != 0 } ? set : nil
  }

  var onlyThis: ProcessorSet {
    var set = ProcessorSet(this: this)
    set.words[this / 64] = 1 << UInt64(this % 64)
    return set
  }

  func apply(to attributes: inout pthread_attr_t) -> Bool {
    words.withUnsafeBytes { pthread_attr_setaffinity_np(&attributes, UInt($0.count), $0.baseAddress) } == 0
  }

  func applyHere() { _ = words.withUnsafeBytes { sched_setaffinity(0, UInt($0.count), $0.baseAddress) } }
}
