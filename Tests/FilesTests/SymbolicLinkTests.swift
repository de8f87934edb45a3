import Files
import Glibc
import Testing

@Suite("symbolic links")
struct SymbolicLinkTests {
  @Test("one says where it leads, whether that is there or not; what is none says nothing")
  func targets() {
    #expect(SymbolicLink.target(of: "/proc/self") == String(getpid()))
    #expect(SymbolicLink.target(of: "/proc/self/exe")?.hasPrefix("/") == true)
    #expect(SymbolicLink.target(of: "/proc") == nil)
    #expect(SymbolicLink.target(of: "/proc/none") == nil)
  }
}
