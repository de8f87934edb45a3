/// Formats without plain MIDI data, recognised by the first bytes of their files.
package enum ForeignFormat: String, CaseIterable, Sendable {
  case gzip, compress, bzip2, xz, sevenZip, rar, zstandard, lha, stuffIt, cabinet, tar
  case appleDouble
  case wave, aiff, flac, ogg, mp3, png, jpeg, gif, pdf, ole, elf

  /// Whether the format packs one or more other files.
  package var isPacked: Bool {
    switch self {
    case .gzip, .compress, .bzip2, .xz, .sevenZip, .rar, .zstandard, .lha, .stuffIt, .cabinet, .tar: true
    default: false
    }
  }

  /// The bytes at fixed offsets that mark the format.
  private var marks: [(offset: Int, bytes: [UInt8])] {
    switch self {
    case .gzip: [(0, [0x1F, 0x8B])]
    case .compress: [(0, [0x1F, 0x9D])]
    case .bzip2: [(0, Array("BZh".utf8))]
    case .xz: [(0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0])]
    case .sevenZip: [(0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C])]
    case .rar: [(0, Array("Rar!".utf8) + [0x1A, 7])]
    case .zstandard: [(0, [0x28, 0xB5, 0x2F, 0xFD])]
    case .lha: [(2, Array("-lh".utf8))]
    case .stuffIt: [(0, Array("SIT!".utf8)), (0, Array("StuffIt".utf8))]
    case .cabinet: [(0, Array("MSCF".utf8))]
    case .tar: [(257, Array("ustar".utf8))]
    case .appleDouble: [(0, [0, 5, 0x16, 7])]
    case .wave: [(0, Array("RIFF".utf8))]
    case .aiff: [(0, Array("FORM".utf8))]
    case .flac: [(0, Array("fLaC".utf8))]
    case .ogg: [(0, Array("OggS".utf8))]
    case .mp3: [(0, Array("ID3".utf8))]
    case .png: [(0, [0x89, 0x50, 0x4E, 0x47])]
    case .jpeg: [(0, [0xFF, 0xD8, 0xFF])]
    case .gif: [(0, Array("GIF8".utf8))]
    case .pdf: [(0, Array("%PDF".utf8))]
    case .ole: [(0, [0xD0, 0xCF, 0x11, 0xE0])]
    case .elf: [(0, [0x7F, 0x45, 0x4C, 0x46])]
    }
  }

  /// - Parameter start: the file, or its first 300 bytes.
  package static func recognise(_ start: [UInt8]) -> ForeignFormat? {
    allCases.first { format in
      format.marks.contains { start.dropFirst($0.offset).starts(with: $0.bytes) }
    }
  }
}
