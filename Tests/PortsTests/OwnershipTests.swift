import Glibc
import MIDI
import Testing

@testable import Ports

@Suite("holders and groups")
struct OwnershipTests {
  @Test("a process that has a pipe open is named")
  func holder() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    #expect(Ownership.holder(of: scratch.path("a")) == nil)
    let near = try scratch.near.open()
    #expect(Ownership.holder(of: scratch.path("a"))?.isEmpty == false)
    near.close()
    #expect(Ownership.holder(of: scratch.path("a")) == nil)
    #expect(Ownership.holder(of: scratch.path("none")) == nil)
  }

  @Test("the group that may open a path is named, where one may")
  func group() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    #expect(Ownership.permittedGroup(of: scratch.path("a")) == nil)
    try #require(chmod(scratch.path("a"), 0o660) == 0)
    try #require(chown(scratch.path("a"), getuid(), 0) == 0 || getuid() != 0)
    #expect(Ownership.permittedGroup(of: scratch.path("a"))?.isEmpty == false)
    #expect(Ownership.permittedGroup(of: scratch.path("none")) == nil)
  }
}
