internal import MIDI
import Importers

extension InputError: Reportable {
  package var report: Report {
    if case .unreadable(let error) = problem {
      var report = error.report
      (report.status, report.message) = (.badInput, "cannot read \(InputText.named(file, within)): \(report.message)")
      report.details.insert(Report.Detail(name: "file", value: .string(title)), at: 0)
      return report
    }
    return Report(
      .badInput, "\(InputText.named(file, within)) \(words)", hint: hint, details: ["file": .string(title)])
  }

  private var words: StyledText {
    switch problem {
    case .empty: "is empty"
    case .text: "is text, not MIDI"
    case .notSysEx: "holds no SysEx message"
    case .song: "is a MIDI file without a SysEx message"
    case .broken(let damage):
      "holds no whole SysEx message: the one at byte \(damage.offset) is cut off after \(damage.count) bytes\(damage.reason.words)"
    case .midiFile(let error): "is a damaged MIDI file: \(error.report.message)"
    case .zip(let error): "cannot be unpacked: \(error.report.message)"
    case .nothingInZip(let members): "holds no file with SysEx messages among its \(members)"
    case .noise: "is neither SysEx nor a MIDI file: its bytes look like messages by chance only"
    case .foreign(let format): "is \(format.name), not SysEx or a MIDI file"
    case .headerlessBank: "holds no SysEx message, but 4,096 bytes of data as a bank of a DX7 does"
    case .zipInside: "is a zip file in a zip file"
    case .otherMember: "is not MIDI, by its name and first bytes"
    case .unreadable(let error): error.report.message
    case .tooMany: "exceeds the limit of \(ImportedFile.mostMessages) messages per import"
    }
  }

  private var hint: StyledText? {
    switch problem {
    case .text: "look for a file that ends in '.syx' or '.mid'; some sites pack it into a page or an archive"
    case .zip(let error): error.report.hint
    case .foreign(.gzip): "unpack it with 'gunzip' and import the unpacked file"
    case .foreign(.appleDouble): "import the file of the same name without '._' in front"
    case .foreign(let format) where format.isPacked: "unpack it and import the files that it holds"
    case .zipInside: "unpack it and import the files that it holds"
    case .headerlessBank: "put F0 43 00 09 20 00 in front of the data, its checksum and F7 behind it"
    case .foreign, .empty, .notSysEx, .song, .broken, .midiFile, .nothingInZip, .noise, .otherMember, .unreadable,
      .tooMany:
      nil
    }
  }
}

extension ForeignFormat {
  /// The description of such a file, after "is".
  fileprivate var name: StyledText {
    switch self {
    case .gzip: "a gzip file"
    case .compress: "a file packed by 'compress'"
    case .bzip2: "a bzip2 file"
    case .xz: "an xz file"
    case .sevenZip: "a 7-Zip file"
    case .rar: "a RAR file"
    case .zstandard: "a Zstandard file"
    case .lha: "an LHA file"
    case .stuffIt: "a StuffIt file"
    case .cabinet: "a cabinet file"
    case .tar: "a tar file"
    case .appleDouble: "the AppleDouble part of a file, which holds none of its data"
    case .wave: "a RIFF file with sound or pictures"
    case .aiff: "an IFF file, as AIFF is"
    case .flac: "a FLAC file"
    case .ogg: "an Ogg file"
    case .mp3: "an MP3 file"
    case .png: "a PNG picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF picture"
    case .pdf: "a PDF document"
    case .ole: "an Office document"
    case .elf: "a program"
    }
  }
}
