import TestSupport
import MIDI
import Objects
import Profiles
import Repository
import Testing

@testable import Operations
import Importers
import Archive

@Suite("imported files")
struct ImportedFileTests {
  private func file(_ name: String, _ messages: [SysExMessage]) throws -> ImportedFile {
    try #require(try ImportedFile.read(messages.flatMap(\.bytes), name: name).first)
  }

  private func imported(_ bench: ToyBench, _ files: ImportedFile..., device: String? = nil) throws -> ImportResult {
    var request = ImportRequest(text: "import")
    request.device = device
    return try bench.workspace.importFiles(files, request)
  }

  @Test("a file with a device's name does not change the device")
  func apart() throws {
    let bench = try ToyBench()
    let first = try #require(try bench.snapshot("first").commit)
    let result = try imported(bench, try file("small.syx", [try ToyProfile.message(3, [9, 9])]))
    #expect(result.parts.map(\.folder) == ["files/small"])
    let state = try bench.workspace.state(result.commit)
    #expect(state.device("small")?.entries == (try bench.workspace.state(first)).device("small")?.entries)
    #expect(state.device("files/small")?.entries.map(\.path) == ["patch/4.syx"])
    #expect(state.deviceNames == ["small"] && state.rig.devices.map(\.name) == ["small"])
    #expect(try bench.snapshot("again").commit == nil)
    try bench.put(0, [50, 50])
    let later = try bench.workspace.state(try bench.snapshot("later").commit)
    #expect(later.device("files/small")?.entries.count == 1)
  }

  @Test("another file with the same name gets a number; equal bytes keep their folder")
  func numbered() throws {
    let bench = try ToyBench()
    let (one, two) = (try ToyProfile.message(0, [1, 1]), try ToyProfile.message(0, [2, 2]))
    let both = try imported(bench, try file("a/bank.syx", [one]), try file("b/Bank.mid", [two]))
    #expect(both.parts.map(\.folder) == ["files/bank", "files/bank-2"])
    let again = try imported(bench, try file("c/bank.syx", [two]), try file("bänk.syx", [one]))
    #expect(again.parts.map(\.folder) == ["files/bank-2", "files/b-nk"])
    let same = try imported(bench, try file("bank.syx", [one]), try file("bank.syx", [one]))
    #expect(same.commit == nil && same.parts.map(\.folder) == ["files/bank", "files/bank"])
  }

  @Test(
    "every file name becomes a legal folder name",
    arguments: [
      ("ROM2A.SYX", "rom2a"), ("con.syx", "file-con"), ("---.syx", "file"), (".syx", "syx"), ("", "file"),
      (String(repeating: "x", count: 40), String(repeating: "x", count: 32)),
      ("-" + String(repeating: "ab-", count: 20), "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab"), ("files.syx", "files"),
    ])
  func names(name: String, folder: String) {
    #expect(ImportNames.name(for: name) == folder)
    #expect(Device.isName(ImportNames.name(for: name)))
  }

  @Test("numbered names respect the length limit, and many equal names take linear time")
  func manyNames() throws {
    var names = ImportNames(taken: []) { _ in nil }
    var folders: Set<String> = []
    for number in 0..<3000 {
      let message = try ToyProfile.message(0, [UInt8(number & 0x7F), UInt8(number >> 7)])
      let folder = try names.folder(for: try file(String(repeating: "y", count: 32) + ".syx", [message]))
      folders.insert(folder)
      #expect(Device.isName(String(folder.dropFirst(6))))
    }
    #expect(folders.count == 3000)
  }

  @Test("a slot without a device means the rig's, or a file's in an empty rig")
  func selection() throws {
    let bench = try ToyBench()
    try bench.snapshot("first")
    let commit = try imported(bench, try file("bank.syx", [try ToyProfile.message(3, [9, 9])])).commit
    let names = try bench.workspace.slotNames(of: try bench.workspace.state(commit))
    #expect(try names.select(["patch/4"]).parts.map(\.device) == ["small"])
    #expect(try names.select(["files/bank/patch/4"]).parts.map(\.device) == ["files/bank"])
    #expect(try names.select(["files/"]).parts.map(\.device) == ["files/bank"])
    #expect(try names.select(["files/bank"]).isWhole("files/bank"))
    #expect(throws: ArchiveError.self) { try names.select(["files/other"]) }
    #expect(throws: OperationError.self) {
      try bench.workspace.addDevice(Device(name: "files", profile: nil), port: nil)
    }
  }

  @Test("a device called 'files' is kept next to imported files")
  func earlierDevice() throws {
    let bench = try ToyBench()
    var state = RigState(rig: Rig(devices: [Device(name: "files", profile: "small")]))
    let entries = [DeviceState.Entry(path: "patch/1.syx", bytes: try ToyProfile.message(0, [1, 2]).bytes)]
    state.put(
      DeviceState(
        name: "files", facts: DeviceFacts(profile: "small", name: "Small"),
        profileText: Array(bench.profile.text.utf8), entries: entries))
    _ = try bench.workspace.commit(state, text: "earlier version", facts: [], reflog: "snapshot")
    let result = try imported(bench, try file("bank.syx", [try ToyProfile.message(3, [9, 9])]))
    let later = try bench.workspace.state(result.commit)
    #expect(later.devices.map(\.name) == ["files", "files/bank"])
    #expect(later.device("files")?.entries.map(\.path) == ["patch/1.syx"])
    let overlaid = try imported(bench, try file("x.syx", [try ToyProfile.message(1, [7, 7])]), device: "files")
    let last = try bench.workspace.state(overlaid.commit)
    #expect(last.device("files")?.entries.count == 2 && last.device("files/bank")?.entries.count == 1)
  }
}
