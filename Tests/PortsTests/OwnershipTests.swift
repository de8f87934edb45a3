import Glibc
import MIDI
import Testing

@testable import Ports

@Suite("port users and groups")
struct OwnershipTests {
  @Test("a process with an open pipe is named")
  func holder() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let ownership = Ownership(system: SystemFiles())
    #expect(ownership.holder(ofNode: scratch.path("a")) == nil)
    let near = try scratch.near.open()
    let holder = try #require(ownership.holder(ofNode: scratch.path("a")))
    #expect(holder.process == Int(getpid()) && !holder.command.isEmpty)
    near.close()
    #expect(ownership.holder(ofNode: scratch.path("a")) == nil)
    #expect(ownership.holder(ofNode: scratch.path("none")) == nil)
  }

  @Test("the group with access to a path is named, if any")
  func group() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    #expect(Ownership(system: SystemFiles()).permittedGroup(of: scratch.path("a")) == nil)
    try #require(chmod(scratch.path("a"), 0o660) == 0)
    try #require(chown(scratch.path("a"), getuid(), 0) == 0 || getuid() != 0)
    #expect(Ownership(system: SystemFiles()).permittedGroup(of: scratch.path("a"))?.isEmpty == false)
    #expect(Ownership(system: SystemFiles()).permittedGroup(of: scratch.path("none")) == nil)
  }
}
