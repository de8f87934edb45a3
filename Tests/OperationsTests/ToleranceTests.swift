import Bytes
import Foundation
import Glibc
import MIDI
import Profiles
import Simulation
import TestSupport
import Testing

@testable import Operations
import Importers
import Archive

@Suite("imperfect files")
struct ToleranceTests {
  static let message: [UInt8] = [0xF0, 0x43, 0x10, 0x04, 0x10, 0x00, 0x00, 0xF7]

  private static func names(_ errors: FirstTen<InputError>) -> [String] { errors.values.map(\.file) }

  @Test("an unreadable member does not block the others, and non-MIDI members are not unpacked")
  func zip() throws {
    var maker = ZipMaker()
    maker.add("good.syx", Self.message)
    maker.add("readme.txt", Array("read me".utf8), checksum: 1)
    maker.add("damaged.syx", Self.message, checksum: 1)
    maker.add("secret.syx", Self.message, flags: 1)
    maker.add("empty.syx", [])
    maker.add("strange.mid", Self.message, method: 99)
    maker.add("without ending", Self.message)
    maker.add("__MACOSX/._good.syx", [0, 5, 0x16, 7, 0, 2, 0, 0])
    var inner = ZipMaker()
    inner.add("more.syx", Self.message)
    maker.add("inner.zip", inner.finish())
    maker.add("later.syx", Self.message)
    let reading = InputReading.read(maker.finish(), name: "all.zip")
    #expect(reading.files.map(\.name) == ["good.syx", "without ending", "later.syx"])
    #expect(reading.files.allSatisfy { $0.within == "all.zip" })
    #expect(
      Self.names(reading.leftOut) == [
        "damaged.syx", "secret.syx", "empty.syx", "strange.mid", "__MACOSX/._good.syx", "inner.zip",
      ])
    // Its checksum is wrong: it was not even looked at.
    #expect(Self.names(reading.passedOver) == ["readme.txt"])
  }

  @Test("overlapping members are extracted once")
  func overlap() throws {
    let content = [0xF0] + [UInt8](repeating: 1, count: 2000) + [0xF7]
    var maker = ZipMaker()
    maker.add("a0000.syx", content)
    for number in 1..<5000 { maker.addAgain("a\(String(10000 + number).dropFirst()).syx", content, at: 0) }
    let reading = InputReading.read(maker.finish(), name: "trap.zip")
    #expect(reading.files.count < 150 && reading.files.count + reading.leftOut.count == 5000)
    #expect(reading.leftOut.values.allSatisfy { "\($0.problem)".contains("overlap") })
  }

  @Test("a file with mostly foreign bytes reports their number; text and padding are not reported")
  func chunked() throws {
    let data = (0..<2000).map { UInt8($0 % 0x60) }
    let chunked = try #require(try ImportedFile.read(Self.message + data, name: "x").first)
    #expect(chunked.strayPercent == 99 && chunked.damage.isEmpty)
    for beside in [
      Array("a text that stands in front of it, as librarians put it there".utf8), [UInt8](repeating: 0xFF, count: 900),
    ] {
      #expect(try ImportedFile.read(Self.message + beside, name: "x").first?.strayPercent == nil)
    }
  }

  @Test("faults are summarised after ten, and adjacent stray bytes count as one piece")
  func summed() throws {
    let stumps = [UInt8](repeating: 0xF0, count: 3_000_000)
    let long = [0xF0] + [UInt8](repeating: 1, count: 3_000_000) + [0xF7]
    let file = try #require(try ImportedFile.read(stumps + long, name: "x").first)
    #expect(file.damage.count == 3_000_000 && file.damage.values.count == 10)
    #expect(file.damage.values[9].offset == 9)
    #expect(file.pieces.count == 4)
    #expect(file.pieces.flatMap(\.bytes).elementsEqual(stumps + long))
    #expect(file.container == nil)
  }

  @Test("more messages than any dump holds are refused")
  func tooMany() {
    let bytes = Array([[UInt8]](repeating: [0xF0, 0x01, 0xF7], count: ImportedFile.mostMessages + 1).joined())
    let error = #expect(throws: InputError.self) { try ImportedFile.read(bytes, name: "x") }
    if case .tooMany? = error?.problem {} else { Issue.record("\(String(describing: error))") }
  }

  @Test("a MIDI file inside a container is read and kept whole")
  func wrapped() throws {
    let track: [UInt8] = [0x00, 0xF0, 0x07] + Self.message.dropFirst() + [0x00, 0xFF, 0x2F, 0x00]
    let midi =
      Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 0, 96] + Array("MTrk".utf8) + [0, 0, 0, UInt8(track.count)] + track
    let riff = Array("RIFF".utf8) + [90, 0, 0, 0] + Array("RMIDdata".utf8) + [UInt8(midi.count), 0, 0, 0] + midi
    var binary = [UInt8](repeating: 0, count: 128)
    (binary[1], binary[2], binary[86]) = (1, 0x61, UInt8(Self.message.count))
    for bytes in [riff, binary + Self.message] {
      let file = try #require(try ImportedFile.read(bytes, name: "x").first)
      #expect(file.messages.map(\.bytes) == [Self.message] && file.damage.isEmpty)
      #expect(file.strayCount == 0 && file.container == bytes)
    }
  }

  @Test("a damaged MIDI file without messages reports the damage, not missing SysEx")
  func damaged() {
    let midi = Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 0, 96] + Array("MTrk".utf8) + [0, 0, 0, 4, 0, 0xF4, 0, 0]
    let error = #expect(throws: InputError.self) { try ImportedFile.read(midi, name: "x") }
    guard case .midiFile(let problem)? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.offset == 23)
  }

  /// Seconds of this thread's own work.
  private func work(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try body()
    return now() - start
  }

  private static func header(_ number: Int) -> [UInt8] {
    [0xF0, 0x7D] + [14, 7, 0].map { UInt8(number >> $0 & 0x7F) } + [0x01, 0x02, 0xF7]
  }

  @Test("import time is linear in content: folders, equal slots and equal prefixes in any number")
  func linear() throws {
    let ways: [(String, (Int) -> [UInt8])] = [
      ("headers", Self.header), ("one header", { [0xF0, 0x7D, 1, 2, 3, 4, 5] + Self.header($0).dropFirst(2) }),
    ]
    for (name, make) in ways {
      func seconds(_ count: Int) throws -> Double {
        let bytes = (0..<count).flatMap(make)
        let bench = try Bench(isMemoryNeeded: false)
        let files = try ImportedFile.read(bytes, name: "many.syx")
        return try work { _ = try bench.workspace.importFiles(files, ImportRequest(text: "x")) }
      }
      _ = try seconds(100)
      let (few, many) = (try seconds(1000), try seconds(8000))
      #expect(many < few * 24, "\(name): \(few) s for 1,000, \(many) s for 8,000")
    }
  }

  @Test("different messages for one slot are numbered in one pass")
  func oneSlot() throws {
    let bench = try Bench()
    let slot = try #require(bench.profile.slot("kit/005"))
    let message = try #require(bench.unit.message(in: slot)).bytes
    func file(_ count: Int) -> Double {
      let pieces = (0..<count).map { number -> MessagePaths.Piece in
        var bytes = message
        for place in 0..<3 { bytes[bytes.count - 6 - place] = UInt8(number >> (7 * place) & 0x7F) }
        return .message(SysExMessage(framing: bytes))
      }
      return work { _ = MessagePaths.file(pieces, profile: bench.profile, slots: pieces.map { _ in slot }) }
    }
    let (few, many) = (file(500), file(4000))
    #expect(many < few * 24, "\(few) s for 500, \(many) s for 4,000")
  }
}

extension SysExMessage {
  /// Of bytes that a test has made right.
  fileprivate init(framing bytes: [UInt8]) {
    do { self = try SysExMessage(bytes) } catch { preconditionFailure("\(error)") }
  }
}
