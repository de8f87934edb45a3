import Glibc
import Testing

@testable import Commands

@Suite("pages of memory")
struct PagesTests {
  private static let page = Int(getpagesize())

  @Test("that are prepared are there, from the page of the first byte to that of the last; what they hold stays")
  func prepared() throws {
    let pages = 8
    let memory = try #require(
      mmap(nil, pages * Self.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(memory, pages * Self.page) }
    try #require(memory != MAP_FAILED)
    memory.storeBytes(of: 0x5A, toByteOffset: 2 * Self.page + 7, as: UInt8.self)
    try #require(resident(memory, pages) == [2])
    let start = UInt(bitPattern: memory)
    Pages.prepare(from: start + UInt(2 * Self.page + 3), to: start + UInt(5 * Self.page + 1))
    // A system before Linux 5.14 refuses the advice, and its pages come when they are written.
    let known = madvise(memory, 0, 23) == 0
    #expect(resident(memory, pages) == (known ? [2, 3, 4, 5] : [2]))
    #expect(memory.load(fromByteOffset: 2 * Self.page + 7, as: UInt8.self) == 0x5A)
    for offset in [3 * Self.page, 5 * Self.page] { #expect(memory.load(fromByteOffset: offset, as: UInt8.self) == 0) }
  }

  @Test("that are nobody's, and none at all, change nothing")
  func refused() {
    Pages.prepare(from: 0, to: UInt(Self.page))
    Pages.prepare(from: 1 << 20, to: 1 << 20)
  }

  @Test("of variables keep their values")
  func variables() {
    let before = Self.counted
    Pages.prepareVariables()
    #expect(Self.counted == before && before == [1, 2, 3])
  }

  private static let counted = [1, 2, 3]

  /// Which of so many pages are in memory.
  private func resident(_ memory: UnsafeMutableRawPointer, _ count: Int) -> [Int] {
    var states = [UInt8](repeating: 0, count: count)
    guard mincore(memory, count * Self.page, &states) == 0 else { return [] }
    return (0..<count).filter { states[$0] & 1 != 0 }
  }
}
