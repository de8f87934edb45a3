import Files
import TestSupport
import Testing

/// The file systems of these tests find what they are made to find.
@Suite("simulated file systems that fail and lose data")
struct TwinTests {
  private static let every = PowerCut.Effort(all: 1 << 20, deviations: 2, sample: 0)

  /// What may be under `/x` after a power cut, at any instant, of bytes written by `write`.
  private func remains(_ write: (DiskFileSystem) throws -> Void) throws -> Set<[UInt8]?> {
    let files = DiskFileSystem()
    try write(files)
    var cut = PowerCut(files, Self.every, seed: 1)
    var found: Set<[UInt8]?> = []
    try cut.forEach(0..<PowerCut.instants(of: files)) { disk, _ in
      found.insert(try DiskFileSystem(disk).readIfPresent("/x"))
    }
    #expect(cut.counts.exhausted == cut.counts.instants)
    return found
  }

  @Test("after a power cut a file renamed before its sync may be empty, zeroed or torn")
  func unsynced() throws {
    let found = try remains { files in
      let file = try files.create("/tmp", permissions: 0o644)
      try file.write([1, 2, 3, 4])
      try file.close()
      try files.rename("/tmp", to: "/x")
      try files.syncFolder("/")
    }
    #expect(found == [nil, [], [1], [1, 2], [1, 2, 3], [0, 0, 0, 0], [1, 2, 3, 4]])
  }

  @Test("a synced and renamed file is whole or absent, and permanent once its folder is synced")
  func synced() throws {
    let write = { (files: DiskFileSystem) in
      let file = try files.create("/tmp", permissions: 0o644)
      try file.write([1, 2, 3, 4])
      try file.sync()
      try files.rename("/tmp", to: "/x")
    }
    #expect(try remains(write) == [nil, [1, 2, 3, 4]])
    let last = { (isSynced: Bool) in
      let files = DiskFileSystem()
      try write(files)
      if isSynced { try files.syncFolder("/") }
      var cut = PowerCut(files, Self.every, seed: 1)
      var found: Set<[UInt8]?> = []
      let end = PowerCut.instants(of: files) - 1
      try cut.forEach(end..<end + 1) { disk, _ in found.insert(try DiskFileSystem(disk).readIfPresent("/x")) }
      return found
    }
    #expect(try last(false) == [nil, [1, 2, 3, 4]])
    #expect(try last(true) == [[1, 2, 3, 4]])
  }

  @Test("a replaced file keeps old or new bytes; names in one folder appear in any order")
  func replaced() throws {
    let files = DiskFileSystem()
    try files.writeDurably([DurableFile("/x", [1])]) { _ in }
    for (name, byte) in [("/x", UInt8(2)), ("/y", 3)] {
      let file = try files.create("/tmp", permissions: 0o644)
      try file.write([byte])
      try file.sync()
      try files.rename("/tmp", to: name)
    }
    var cut = PowerCut(files, Self.every, seed: 1)
    var found: Set<[[UInt8]?]> = []
    let end = PowerCut.instants(of: files) - 1
    try cut.forEach(end..<end + 1) { disk, _ in
      let left = DiskFileSystem(disk)
      found.insert([try left.readIfPresent("/x"), try left.readIfPresent("/y")])
    }
    #expect(found == [[[1], nil], [[2], nil], [[1], [3]], [[2], [3]]])
  }

  @Test("a file in a folder whose name was not synced is lost with the folder")
  func folders() throws {
    let found = try remains { files in
      try files.makeFolder("/in")
      try files.writeDurably([DurableFile("/in/x", [1])]) { _ in }
      try files.link("/in/x", to: "/x")
      try files.remove("/x")
    }
    #expect(found == [nil, [1]])
    let files = DiskFileSystem()
    try files.makeFolder("/in")
    let file = try files.create("/in/x", permissions: 0o644)
    try file.sync()
    try files.syncFolder("/in")
    var cut = PowerCut(files, Self.every, seed: 1)
    var isLost = false
    let end = PowerCut.instants(of: files) - 1
    try cut.forEach(end..<end + 1) { disk, _ in
      if try DiskFileSystem(disk).status(of: "/in") == nil { isLost = true }
    }
    #expect(isLost)
  }

  @Test("a name moved between folders is in at least one of them")
  func moved() throws {
    let files = DiskFileSystem()
    for folder in ["/a", "/b"] { try files.makeFolder(folder) }
    try files.syncFolder("/")
    try files.writeDurably([DurableFile("/a/x", [1])]) { _ in }
    let from = PowerCut.instants(of: files)
    try files.rename("/a/x", to: "/b/x")
    try files.syncFolder("/b")
    try files.syncFolder("/a")
    var cut = PowerCut(files, Self.every, seed: 1)
    var found: Set<[Bool]> = []
    try cut.forEach(from..<PowerCut.instants(of: files)) { disk, _ in
      let left = DiskFileSystem(disk)
      found.insert(try ["/a/x", "/b/x"].map { try left.isFile($0) })
    }
    #expect(found == [[true, false], [true, true], [false, true]])
  }

  @Test("the n-th call fails, once or permanently, with the requested effect")
  func faults() throws {
    let fault = FileFault("ENOSPC", code: ErrorCode.noSpace, effect: .half)
    let disk = DiskFileSystem()
    let files = FaultyFileSystem(disk, failing: .init(call: 1, fault, isLasting: false))
    let file = try files.create("/x", permissions: 0o644)
    #expect(throws: FileError(.write, "/x", code: ErrorCode.noSpace)) { try file.write([1, 2, 3, 4]) }
    try file.write([5])
    #expect(try disk.read("/x") == [1, 2, 5])
    let dead = FaultyFileSystem(disk, failing: .init(call: 0, .kill, isLasting: true))
    for _ in 0..<3 { #expect(throws: FileError.self) { try dead.remove("/x") } }
    #expect(try disk.isFile("/x") && dead.calls.count == 3)
  }
}
