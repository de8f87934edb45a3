internal import CGlibc
internal import Glibc

/// Pages of memory, had from the system together: one by one, each would be given when it is first written, for a microsecond or two.
enum Pages {
  /// Has all pages from `start` to `end` ready to be written. What they hold stays as it is.
  static func prepare(from start: UInt, to end: UInt) {
    let first = start & ~UInt(getpagesize() - 1)
    guard first < end else { return }
    // A system that does not know this gives each page when it is written.
    _ = madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), Int32(populate_write))
  }

  /// Has those of the variables without a first value ready, before there is a second thread.
  ///
  /// The runtime keeps there what it knows of types. It looks first and writes then, and a page that was looked at is
  /// exchanged when it is written: with two threads running the other processor has to be told, ten microseconds each.
  static func prepareVariables() { prepare(from: UInt(bitPattern: bss_start()), to: UInt(bitPattern: bss_end())) }
}
