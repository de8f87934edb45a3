internal import CGlibc
internal import Glibc

/// How the C library hands out memory.
enum Heap {
  /// Lets the heap grow in larger steps, and keeps large pieces in it: given back to the system, their pages would be
  /// asked for again and cleared anew, a microsecond or two each.
  static func prepare() {
    // A library that takes none of these goes on as it is.
    _ = mallopt(Int32(heap_top_pad), 1 << 20)
    _ = mallopt(Int32(heap_trim_threshold), 1 << 24)
    _ = mallopt(Int32(heap_mmap_threshold), 1 << 22)
  }
}
