import Dispatch
import Foundation
import Synchronization
import Glibc
import MIDI
@testable import Ports
import Testing

@Suite("ports on named pipes and device nodes")
struct NodePortTests {
  @Test("bytes pass in both directions")
  func bothWays() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    let far = try scratch.far.open()
    try near.write([0xF0, 0x7E, 0xF7])
    #expect(try far.read(within: .seconds(5)) == [0xF0, 0x7E, 0xF7])
    try far.write([1, 2])
    try far.write([3])
    #expect(try near.read(within: .seconds(5)) == [1, 2, 3])
    #expect(near.name == scratch.near.description)
  }

  @Test("a port without a peer opens at once, reads nothing, and is not unplugged")
  func farEndAbsent() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open(timeout: .milliseconds(50))
    let start = near.now
    #expect(try near.read(within: .milliseconds(30)).isEmpty)
    #expect(near.now - start >= .milliseconds(30))
    #expect(throws: PortError.io(name: near.name, errno: ENXIO)) { try near.write([1]) }
    try near.drain()
    let far = try scratch.far.open()
    try near.write([2])
    #expect(try far.read(within: .seconds(5)) == [2])
  }

  @Test("a read with zero timeout returns at once")
  func noTime() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    #expect(try near.read(within: .zero).isEmpty)
    #expect(try near.read(within: .seconds(-1)).isEmpty)
    let far = try scratch.far.open()
    try far.write([7])
    #expect(try near.read(within: .zero) == [7])
  }

  @Test("a peer that closes counts as unplugged after its last bytes are read")
  func unplugged() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    let far = try scratch.far.open()
    try near.write([9])
    try far.write([5, 6])
    far.close()
    #expect(try near.read(within: .seconds(5)) == [5, 6])
    let gone = PortError.unplugged(name: near.name)
    #expect(throws: gone) { try near.read(within: .seconds(5)) }
    #expect(throws: gone) { try near.write([1]) }
    #expect(throws: gone) { try near.drain() }
  }

  @Test("a message larger than the pipe arrives whole, and drain waits for its last byte")
  func large() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    let message = (0..<300_000).map { UInt8($0 % 127) }
    let far = Collector(message.count, from: scratch.far)
    try near.write(message)
    try near.drain()
    #expect(far.wait() == message)
  }

  /// Reads on a thread of its own: a task could wait for ever for a thread that the writer blocks.
  private final class Collector: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let done = DispatchSemaphore(value: 0)

    init(_ count: Int, from name: PortName) {
      Thread.detachNewThread { [self] in
        defer { done.signal() }
        guard let far = try? name.open() else { return }
        while bytes.withLock({ $0.count }) < count {
          // Silence or an error ends it; the bytes then tell what is missing.
          guard let chunk = try? far.read(within: .seconds(20)), !chunk.isEmpty else { return }
          bytes.withLock { $0 += chunk }
        }
      }
    }

    func wait() -> [UInt8] {
      done.wait()
      return bytes.withLock(\.self)
    }
  }

  @Test("a peer that stops reading makes write and drain time out")
  func stalled() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open(timeout: .milliseconds(40))
    let far = try scratch.far.open()
    let late = PortError.io(name: near.name, errno: ETIMEDOUT)
    #expect(throws: late) { try near.write([UInt8](repeating: 1, count: 4 << 20)) }
    #expect(throws: late) { try near.drain() }
    #expect(try !far.read(within: .zero).isEmpty)
  }

  @Test("a closed port reports that it is closed")
  func closed() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    near.close()
    near.close()
    let closed = PortError.closed(name: near.name)
    #expect(throws: closed) { try near.read(within: .zero) }
    #expect(throws: closed) { try near.write([1]) }
    #expect(throws: closed) { try near.write([]) }
    #expect(throws: closed) { try near.drain() }
  }

  @Test("a missing path is reported as not found, and a regular file is left alone")
  func wrongPaths() throws {
    let scratch = try Scratch()
    let name = scratch.near.description
    #expect(throws: PortOpenError.failed(.notFound(name: name))) { try scratch.near.open() }
    let file = scratch.path("file")
    let descriptor = creat(file, 0o600)
    try #require(descriptor >= 0)
    #expect(write(descriptor, "keep", 4) == 4)
    Glibc.close(descriptor)
    #expect(throws: PortOpenError.notADevice(path: file)) { try PortName.node(file).open() }
    #expect(throws: PortOpenError.notADevice(path: "/tmp")) { try PortName.node("/tmp").open() }
    var status = stat()
    #expect(stat(file, &status) == 0 && status.st_size == 4)
  }

  @Test("a device node passes every byte unchanged in both directions")
  func terminal() throws {
    // TIOCSPTLCK and TIOCGPTN of Linux: unlock the terminal behind this one, and give its number.
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var unlocked: Int32 = 0
    var number: Int32 = 0
    try #require(ioctl(master, 0x4004_5431, &unlocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let port = try PortName.node("/dev/pts/\(number)").open()
    let all = (0...255).map { UInt8($0) }
    #expect(write(master, all, 256) == 256)
    var read: [UInt8] = []
    while read.count < 256 { read += try port.read(within: .seconds(5)) }
    #expect(read == all)
    try port.write(all)
    var echoed = [UInt8](repeating: 0, count: 600)
    #expect(Glibc.read(master, &echoed, 600) == 256)
    #expect(Array(echoed.prefix(256)) == all)
    Glibc.close(master)
    #expect(throws: PortError.unplugged(name: port.name)) { try port.read(within: .seconds(5)) }
  }

  @Test("a device that cannot drain its buffer is an error; one without a buffer is not")
  func undrained() throws {
    #expect(throws: PortError.io(name: "p", errno: EIO)) { try Node.undrained(EIO).value(of: "p") }
    #expect(throws: PortError.unplugged(name: "p")) { try Node.undrained(ENODEV).value(of: "p") }
    #expect(try Node.undrained(EINTR).value(of: "p") == nil)
    for code in [ENOTTY, EINVAL] { #expect(try Node.undrained(code).value(of: "p") == 0) }
  }

  @Test("a pause advances the port's clock")
  func time() throws {
    let scratch = try Scratch()
    try scratch.makePipes()
    let near = try scratch.near.open()
    let start = near.now
    near.pause(.milliseconds(15))
    #expect(near.now - start >= .milliseconds(15))
    near.pause(.seconds(-1))
  }
}
