import FoundationEssentials
import MIDI
import Testing

/// The collection of real dumps beside the package, where there is one.
enum Corpus {
  struct File: Sendable, CustomTestStringConvertible {
    let path: String
    let messages: Int

    var testDescription: String { path }

    func bytes() throws -> [UInt8] {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(Corpus.folder)/\(path)")))
    }
  }

  static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    + "/shared/corpus"

  static var isThere: Bool { FileManager.default.fileExists(atPath: "\(folder)/MANIFEST.tsv") }

  static func files() throws -> [File] {
    let manifest = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/MANIFEST.tsv")), as: UTF8.self)
    return try manifest.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return File(path: String(fields[0]), messages: try #require(Int(fields[3])))
    }
  }
}

@Suite("real dumps", .enabled(if: Corpus.isThere, "skipped: no ../shared/corpus beside the package"))
struct CorpusTests {
  @Test("every file is recognised, yields the listed messages and loses no byte")
  func everyFile() throws {
    let files = try Corpus.files()
    try #require(files.count > 300)
    for file in files {
      let bytes = try file.bytes()
      switch FileKind.recognise(bytes) {
      case .standardMIDIFile:
        let midi = try StandardMIDIFile(bytes)
        #expect(midi.messages.count == file.messages, "\(file.path)")
        #expect(midi.original() == bytes, "\(file.path)")
        #expect(midi.damage.isEmpty, "\(file.path): \(midi.damage)")
      case .wrapped(let wrapping):
        #expect(FramedStream(Array(bytes[wrapping.content])).messages.count == file.messages, "\(file.path)")
      case .rawSysEx:
        let stream = FramedStream(bytes)
        #expect(stream.messages.count == file.messages, "\(file.path)")
        #expect(stream.original() == bytes, "\(file.path)")
      case let kind:
        Issue.record("\(file.path) is taken for \(kind)")
      }
    }
  }

  @Test("Monomachine bodies decode within bounds, have correct checksums, and encode back exactly")
  func monomachine() throws {
    let chain = CodecChain([.sevenBit(order: .firstByteHighest, emptyGroup: true), .elektronRLE])
    var checked = 0
    for file in try Corpus.files() where file.path.hasPrefix("elektron-monomachine/") {
      for message in FramedStream(try file.bytes()).messages {
        let bytes = message.bytes
        guard bytes.count > 15, [0x50, 0x52, 0x67, 0x69].contains(bytes[6]) else { continue }
        let body = bytes[10..<bytes.count - 5]
        #expect(try chain.encode(chain.decode(body, limit: 8192)).elementsEqual(body), "\(file.path)")
        #expect(body.count % 8 != 0, "a full last group without an empty one: \(file.path)")
        let tail = bytes.count - 5
        #expect(bytes[tail..<tail + 2].elementsEqual(Checksum.sum14.bytes(over: bytes[9..<tail])), "\(file.path)")
        checked += 1
      }
    }
    #expect(checked > 0)
  }

  @Test("Digitone and Korg bodies encode back exactly")
  func sevenBit() throws {
    let codecs: [(folder: String, header: [UInt8], start: Int, tail: Int, order: Codec.CarrierOrder)] = [
      ("elektron-digitone/", [0xF0, 0x00, 0x20, 0x3C, 0x0D], 10, 5, .firstByteHighest),
      ("korg-ms2000/", [0xF0, 0x42, 0x30, 0x58, 0x4C], 5, 1, .firstByteLowest),
    ]
    for (folder, header, start, tail, order) in codecs {
      var checked = 0
      for file in try Corpus.files() where file.path.hasPrefix(folder) {
        for message in FramedStream(try file.bytes()).messages where message.bytes.starts(with: header) {
          let body = message.bytes[start..<message.bytes.count - tail]
          let codec = Codec.sevenBit(order: order, emptyGroup: false)
          #expect(try codec.encode(codec.decode(body, limit: 1 << 20)).elementsEqual(body), "\(file.path)")
          checked += 1
        }
      }
      #expect(checked > 0, "\(folder)")
    }
  }
}
