import Bytes
import Files
import Objects
import Profiles
import Repository
import Testing

@testable import Operations
import Archive

/// Archives as a clone could bring them, their objects written by hand.
@Suite("a snapshot from an untrusted source")
struct StrangerTests {
  private let archive: Repository
  private let message: [UInt8] = [0xF0, 0x7D, 1, 2, 0xF7]

  init() throws {
    archive = try Repository.create(
      at: "/archive", format: .sha1, textconv: "cat",
      RepositoryContext(files: MemoryFileSystem(), lockContext: .current(command: "test"), report: { _ in }))
  }

  /// A commit whose only device has these folders and this order.
  private func commit(
    _ writer: inout ObjectWriter, _ folders: [TreeEntry], order: String? = nil, devices: Int = 1, text: String = "x\n"
  ) throws -> ObjectID {
    var entries = folders
    entries.append(TreeEntry(.file, "device.yaml", try writer.add(blob: Array("profile: none\nname: x\n".utf8))))
    if let order { entries.append(TreeEntry(.file, "order", try writer.add(blob: Array(order.utf8)))) }
    let device = try writer.add(try Tree(entries))
    let rig = try writer.add(blob: Array("devices: {d0: {profile: none}}\n".utf8))
    let root = (0..<devices).map { TreeEntry(.folder, "d\($0)", device) } + [TreeEntry(.file, "rig.yaml", rig)]
    let who = Signature(name: "a", email: "b", seconds: 1_700_000_000, zone: "+0000")
    let id = try writer.add(
      Commit(tree: try writer.add(try Tree(root)), parents: [], author: who, committer: who, message: Array(text.utf8)))
    _ = try writer.finish()
    return id
  }

  /// Why a state is not read; nil where it is.
  private func refusal(_ commit: ObjectID) -> ReadingBudget.Reader? {
    do throws(ArchiveError) {
      _ = try RigState(reading: commit, from: archive)
      return nil
    } catch {
      if case .storage(.tooLarge(_, let reader)) = error { return reader }
      return nil
    }
  }

  @Test("trees that refer to each other into billions of paths are refused quickly")
  func bomb() throws {
    var writer = archive.objectWriter()
    let blob = try writer.add(blob: message)
    var tree = try writer.add(try Tree((0..<10).map { TreeEntry(.file, "\($0).syx", blob) }))
    for _ in 0..<12 { tree = try writer.add(try Tree((0..<10).map { TreeEntry(.folder, "\($0)", tree) })) }
    #expect(refusal(try commit(&writer, [TreeEntry(.folder, "x", tree)])) == .folder)
  }

  @Test("endlessly nested folders are refused")
  func deep() throws {
    var writer = archive.objectWriter()
    var tree = try writer.add(try Tree([TreeEntry(.file, "a.syx", try writer.add(blob: message))]))
    for _ in 0..<500 { tree = try writer.add(try Tree([TreeEntry(.folder, "d", tree)])) }
    #expect(refusal(try commit(&writer, [TreeEntry(.folder, "unknown", tree)])) == .depth)
  }

  @Test("an order file that repeats one message is refused by its lines or expanded bytes")
  func orders() throws {
    var writer = archive.objectWriter()
    let small = try writer.add(try Tree([TreeEntry(.file, "a.syx", try writer.add(blob: message))]))
    let lines = String(repeating: "unknown/a.syx\n", count: 300_000)
    #expect(refusal(try commit(&writer, [TreeEntry(.folder, "unknown", small)], order: lines)) == .order)
    let long = try writer.add(blob: [0xF0, 0x7D] + [UInt8](repeating: 1, count: 1 << 20) + [0xF7])
    let large = try writer.add(try Tree([TreeEntry(.file, "a.syx", long)]))
    let many = String(repeating: "unknown/a.syx\n", count: 4000)
    #expect(refusal(try commit(&writer, [TreeEntry(.folder, "unknown", large)], order: many)) == .messages)
    #expect(refusal(try commit(&writer, [TreeEntry(.folder, "unknown", large)], order: "unknown/a.syx\n")) == nil)
  }

  @Test("an excessive number of devices is refused")
  func devices() throws {
    var writer = archive.objectWriter()
    #expect(refusal(try commit(&writer, [], order: "", devices: 10_001)) == .devices)
  }

  @Test(
    "an impossible snapshot count is ignored",
    arguments: [
      ("9223372036854775807", nil), ("99999999999999999999", nil), ("-1", nil), ("0", nil), ("x", nil), ("", nil),
      ("41", 41),
    ] as [(String, Int?)])
  func sequence(text: String, number: Int?) throws {
    var writer = archive.objectWriter()
    let id = try commit(&writer, [], order: "", text: "x\n\nSynvc-Sequence: \(text)\n")
    #expect(SnapshotCommit(id, try archive.objects.commit(id)).sequence == number)
  }

  @Test("content too large to read back is never stored")
  func stored() throws {
    let entry = DeviceState.Entry(path: "unknown/a.syx", bytes: message)
    let many = DeviceState(
      name: "mono", facts: DeviceFacts(profile: nil, name: "x"), profileText: nil,
      entries: Array(repeating: entry, count: ReadingBudget.Reader.order.limit + 1))
    var writer = archive.objectWriter()
    #expect(throws: StorageError.tooMuch("mono", .order)) { try many.write(to: &writer) }
  }
}
