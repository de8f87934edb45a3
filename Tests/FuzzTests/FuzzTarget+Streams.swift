import Compression
import Foundation
import MIDI
import TestSupport

@testable import Profiles
import Importers
import Archive

extension FuzzTarget {
  private static let messages: [[UInt8]] = [
    [0xF0, 0x00, 0x20, 0x3C, 0x03, 0x00, 0x52, 1, 2, 3, 0xF8, 4, 0xF7], [0xF0, 0x7E, 0x7F, 6, 1, 0xF7],
    [0xF8, 1, 2, 0xF0, 5, 0x90, 0xF7, 0xFE, 0xF0, 0xF7, 0xF0, 1],
  ]

  /// A Standard MIDI File of one track with these messages.
  private static let song: [UInt8] = {
    var track: [UInt8] = []
    for message in messages[..<2] { track += [0, 0xF0, UInt8(message.count - 1)] + message.dropFirst() }
    track += [0x83, 0x60, 0x90, 60, 100, 0, 0xFF, 0x2F, 0]
    return Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, 1, 1, 0xE0] + Array("MTrk".utf8)
      + [0, 0, 0, UInt8(track.count)] + track
  }()

  /// A zip file of one stored member.
  private static let archive: [UInt8] = {
    let (name, content) = (Array("a.syx".utf8), messages[1])
    let check = checksum32(content)
    let sum = (0..<4).map { UInt8(truncatingIfNeeded: check >> UInt32($0 * 8)) }
    let size = [UInt8(content.count), 0, 0, 0]
    let shared: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sum + size + size + [UInt8(name.count), 0, 0, 0]
    let local: [UInt8] = [0x50, 0x4B, 3, 4] + shared + name + content
    let central: [UInt8] =
      [0x50, 0x4B, 1, 2, 20, 0] + shared + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + name
    return local + central + [
      0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0, 0, 0,
    ]
  }()

  private static let profile: Profile? = {
    let text = try? ShippedModels.profile("elektron-monomachine")
    return text.flatMap { try? Profile(text: $0) }
  }()

  /// Readers of what comes over the wire and from files of users.
  static let streams: [FuzzTarget] = [
    FuzzTarget(name: "framer", samples: messages + [messages.flatMap { $0 }]) { input in
      let whole = FramedStream(input)
      try must(whole.original() == input, "the framer loses bytes")
      for size in [1, 2, 7] {
        var framer = Framer()
        var pieces: [Piece] = []
        for start in stride(from: 0, to: input.count, by: size) {
          pieces += framer.feed(input[start..<min(start + size, input.count)])
        }
        try must(pieces + framer.finish() == whole.pieces, "the pieces depend on how the stream was cut")
      }
      let short = FramedStream(input, limit: 5)
      try must(short.original() == input, "the framer loses bytes of long messages")
      for message in whole.messages {
        try must(message.bytes.first == 0xF0 && message.bytes.last == 0xF7, "no message")
      }
    },
    FuzzTarget(name: "midi file", samples: [song]) { input in
      let file = try StandardMIDIFile(input)
      try must(file.original() == input, "a MIDI file is written otherwise")
      for offset in [0, 1, 1000] { _ = file.fileOffset(of: offset) }
    },
    FuzzTarget(name: "zip", samples: [archive]) { input in
      let file = try ZipFile(input)
      for member in file.members.prefix(20) { _ = try? file.content(of: member, limit: 1 << 20) }
    },
    FuzzTarget(name: "import", samples: messages + [song, archive]) { input in
      for file in try ImportedFile.read(input, name: "x") {
        guard file.container == nil, FileKind.recognise(input) != .zip else { continue }
        try must(file.pieces.flatMap(\.bytes) == input, "an imported file loses bytes")
      }
    },
    FuzzTarget(name: "dump", samples: dumps) { input in
      guard let profile, let message = try? SysExMessage(input), let known = profile.recognise(message) else { return }
      let (item, _) = known.kind.decode(message)
      _ = item
      _ = profile.place([message])
    },
  ]

  /// A message of every kind, as long as one may be without a unit that tells.
  private static let dumps: [[UInt8]] = [0x52, 0x67, 0x50, 0x69].map { type in
    [0xF0, 0x00, 0x20, 0x3C, 0x03, 0x00, type, 2, 1, 5] + [UInt8](repeating: 0x11, count: 600) + [
      0x10, 0x20, 0x05, 0x60, 0xF7,
    ]
  }
}
