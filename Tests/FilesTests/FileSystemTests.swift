import Files
import Glibc
import TestSupport
import Testing

/// What every file system must do; run on the real one and on the one in memory.
@Suite("file systems")
struct FileSystemTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () throws -> (files: any FileSystem, folder: String, keep: TemporaryFolder?)
  }

  static let cases = [
    Case(testDescription: "real") {
      let folder = try TemporaryFolder()
      return (RealFileSystem(), folder.path, folder)
    },
    Case(testDescription: "disk") {
      let files = FaultyFileSystem(DiskFileSystem())
      try files.makeFolder("/here")
      return (files, "/here", nil)
    },
    Case(testDescription: "memory") {
      let files = MemoryFileSystem()
      try files.makeFolder("/here")
      return (files, "/here", nil)
    },
  ]

  @Test("a file is moved only to a free name", arguments: cases)
  func moveToFree(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let (one, other, free) = (Path.join(folder, "1"), Path.join(folder, "2"), Path.join(folder, "3"))
    for path in [one, other] { try files.create(path, permissions: 0o644).close() }
    #expect(throws: FileError(.rename, one, code: ErrorCode.exists)) { try files.rename(one, toFree: other) }
    try files.rename(one, toFree: free)
    #expect(try files.list(folder) == ["2", "3"])
  }

  @Test("written bytes are read back, whole and in parts", arguments: cases)
  func readBack(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let path = Path.join(folder, "file")
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try files.create(path, permissions: 0o444)
    try file.write(Array(bytes[..<10]))
    try file.write(Array(bytes[10...]))
    try file.sync()
    try file.close()
    #expect(try files.read(path) == bytes)
    #expect(try files.open(path).read(at: 99_990, count: 100) == Array(bytes[99_990...]))
    #expect(try files.open(path).read(at: 200_000, count: 1) == [])
    #expect(try files.status(of: path)?.size == 100_000)
    #expect(throws: FileError(.read, path, code: ErrorCode.tooBig)) { try files.read(path, limit: 99_999) }
  }

  @Test("a file is created once, and a hard link needs a free name", arguments: cases)
  func exclusive(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let (one, two) = (Path.join(folder, "one"), Path.join(folder, "two"))
    try files.create(one, permissions: 0o644).close()
    #expect(throws: FileError(.create, one, code: ErrorCode.exists)) { try files.create(one, permissions: 0o644) }
    try files.link(one, to: two)
    #expect(throws: FileError(.link, two, code: ErrorCode.exists)) { try files.link(one, to: two) }
    #expect(try files.list(folder) == ["one", "two"])
    try files.remove(one)
    #expect(throws: FileError(.remove, one, code: ErrorCode.absent)) { try files.remove(one) }
    #expect(try files.list(folder) == ["two"])
  }

  @Test("a rename replaces an existing name", arguments: cases)
  func rename(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let (one, two) = (Path.join(folder, "one"), Path.join(folder, "two"))
    for (path, byte) in [(one, UInt8(1)), (two, UInt8(2))] {
      let file = try files.create(path, permissions: 0o644)
      try file.write([byte])
      try file.close()
    }
    try files.rename(one, to: two)
    #expect(try files.read(two) == [1])
    #expect(try files.status(of: one) == nil)
    #expect(throws: FileError(.rename, one, code: ErrorCode.absent)) { try files.rename(one, to: two) }
  }

  @Test("a missing file is nil or empty for lenient calls and an error for others", arguments: cases)
  func missing(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let path = Path.join(folder, "nothing")
    #expect(try files.status(of: path) == nil)
    #expect(try files.status(of: path + "/below") == nil)
    #expect(try files.readIfPresent(path) == nil)
    #expect(try files.listIfPresent(path) == [])
    #expect(throws: FileError(.open, path, code: ErrorCode.absent)) { try files.read(path) }
    #expect(throws: FileError(.list, path, code: ErrorCode.absent)) { try files.list(path) }
    #expect(throws: FileError(.open, folder, code: ErrorCode.isFolder)) { try files.read(folder) }
  }

  @Test("only an empty folder is removed", arguments: cases)
  func folders(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let path = Path.join(folder, "inner")
    try files.makeFolder(path)
    #expect(throws: FileError(.makeFolder, path, code: ErrorCode.exists)) { try files.makeFolder(path) }
    try files.create(path + "/file", permissions: 0o644).close()
    #expect(throws: FileError(.remove, path, code: ErrorCode.notEmpty)) { try files.removeFolder(path) }
    try files.remove(path + "/file")
    try files.syncFolder(path)
    try files.removeFolder(path)
    #expect(try files.status(of: path) == nil)
  }

  @Test("a line is appended after one that a crash truncated", arguments: cases)
  func appendLine(_ kind: Case) throws {
    let (files, folder, keep) = try kind.make()
    defer { withExtendedLifetime(keep) {} }
    let path = Path.join(folder, "deep/log")
    try files.appendDurably(line: Array("one".utf8), to: path) { _ in }
    let torn = try files.append(to: path)
    try torn.write(Array("tw".utf8))
    try torn.close()
    try files.appendDurably(line: Array("three".utf8), to: path) { _ in }
    #expect(try String(decoding: files.read(path), as: UTF8.self) == "one\ntw\nthree\n")
  }

  @Test("a file with a non-UTF-8 name is listed under an escaped name that opens and removes it")
  func strangeNames() throws {
    let folder = try TemporaryFolder()
    let files = RealFileSystem()
    let names: [[UInt8]] = [
      [0x61, 0xE9], [0xC3, 0x28, 0xC3, 0xA9], [0xF4, 0x8F, 0xBF, 0xA9, 0x62], [0xFF], [0xED, 0xA0, 0x80],
    ]
    for name in names {
      let path = (Array(folder("").utf8) + name + [0]).map { CChar(bitPattern: $0) }
      let file = try #require(fopen(path, "w"))
      fputs("\(name)", file)
      fclose(file)
    }
    let listed = try files.list(folder.path)
    #expect(Set(listed).count == names.count)
    let contents = try listed.map { String(decoding: try files.read(folder($0)), as: UTF8.self) }
    #expect(Set(contents) == Set(names.map { "\($0)" }))
    for name in listed {
      try files.rename(folder(name), to: folder(name + "x"))
      try files.remove(folder(name + "x"))
    }
    #expect(try files.list(folder.path) == [])
  }
}
