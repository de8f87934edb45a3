import Compression
import MIDI
package import Profiles

/// The result of reading files that a user names: those with messages, and the skipped ones.
package struct InputReading: Sendable {
  package private(set) var files: [ImportedFile] = []
  /// Unread files that may hold SysEx, each with the reason.
  package private(set) var leftOut = FirstTen<InputError>()
  /// Unread files without any sign of MIDI: pictures and texts in a folder or zip file.
  package private(set) var passedOver = FirstTen<InputError>()

  /// As many as one snapshot may hold.
  private static let mostFiles = 10_000
  /// Of all files together.
  private var messageCount = 0

  package init() {}

  package static func read(_ bytes: [UInt8], name: String) -> InputReading {
    var reading = InputReading()
    reading.read(bytes, name: name)
    return reading
  }

  /// Reads a file, by its content and not by its ending; of a zip file each member that can be SysEx.
  ///
  /// - Parameter isNamed: whether the user named the very file, not a folder that it is in.
  package mutating func read(_ bytes: [UInt8], name: String, isNamed: Bool = true) {
    if FileKind.isZip(bytes) {
      addZip(bytes, name)
    } else {
      add(bytes, name, isNamed: isNamed)
    }
  }

  /// The files, where there is one at least.
  func whole(_ name: String) throws(InputError) -> [ImportedFile] {
    guard files.isEmpty else { return files }
    if let only { throw only }
    throw InputError(name, .nothingInZip(members: leftOut.count + passedOver.count))
  }

  /// The error of the only input, where it is a file that could not be read.
  package var only: InputError? {
    guard files.isEmpty, leftOut.count + passedOver.count == 1 else { return nil }
    return (leftOut.values + passedOver.values).first.flatMap { $0.within == nil ? $0 : nil }
  }

  /// - Parameter isExpected: whether by its name it is MIDI.
  package mutating func leaveOut(_ error: InputError, isExpected: Bool) {
    if isExpected || error.problem.mayHoldSysEx { leftOut.append(error) } else { passedOver.append(error) }
  }

  /// Passes a file of a folder over by its beginning.
  package mutating func passOver(_ start: [UInt8], _ name: String) {
    leaveOut(InputError(name, Self.problem(of: start)), isExpected: false)
  }

  /// Whether a file that the user did not name can hold MIDI, judged by its first bytes and its name.
  package static func isWorthReading(_ start: [UInt8], _ name: String) -> Bool {
    isMIDIName(name) || FileKind.mayBeMIDI(start) || FileKind.isZip(start)
  }

  /// Endings by which files with MIDI go.
  package static func isMIDIName(_ name: String) -> Bool {
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? ""
    return ["syx", "sysex", "syex", "mid", "midi", "smf", "kar", "rmi", "mdf", "bin", "dmp", "dump"]
      .contains(ending.lowercased())
  }

  private mutating func add(_ bytes: [UInt8], _ name: String, within: String? = nil, isNamed: Bool) {
    do throws(InputError) {
      let file = try Formats.read(FileContent(bytes, name: name, within: within))
      messageCount += file.messages.count
      guard messageCount <= ImportedFile.mostMessages, files.count < Self.mostFiles else {
        throw InputError(name, .tooMany, within)
      }
      files.append(file)
    } catch {
      // A song among dumps lacks nothing.
      leaveOut(error, isExpected: isNamed || Self.isMIDIName(name) && !error.problem.isSong)
    }
  }

  /// The most that all members of a zip file may unpack to.
  private static let zipLimit = 64 << 20
  /// How much of a member is looked at before it is unpacked.
  package static let start = 300

  private mutating func addZip(_ bytes: [UInt8], _ name: String) {
    let zip: ZipFile
    do throws(ZipError) { zip = try ZipFile(bytes) } catch {
      return leaveOut(InputError(name, .zip(error)), isExpected: true)
    }
    // No byte of the file is unpacked twice: members that lie over each other are a trap.
    var (left, packed) = (Self.zipLimit, bytes.count)
    for member in zip.members where !member.isFolder {
      let title = String(decoding: member.name, as: UTF8.self)
      if member.size == 0 {
        leaveOut(InputError(title, .empty, name), isExpected: Self.isMIDIName(title))
        continue
      }
      do throws(ZipError) {
        let start = try zip.start(of: member, count: Self.start)
        guard Self.isMIDIName(title) || FileKind.mayBeMIDI(start) else {
          leaveOut(InputError(title, Self.problem(of: start), name), isExpected: false)
          continue
        }
        packed -= member.packedSize
        guard packed >= 0 else { throw .overlap(member: member.name) }
        let content = try zip.content(of: member, limit: left)
        left -= content.count
        add(content, title, within: name, isNamed: false)
      } catch {
        leaveOut(InputError(title, .zip(error), name), isExpected: Self.isMIDIName(title))
      }
    }
    if zip.members.allSatisfy(\.isFolder) { leaveOut(InputError(name, .nothingInZip(members: 0)), isExpected: true) }
  }

  private static func problem(of start: [UInt8]) -> InputError.Problem {
    if start.starts(with: [0x50, 0x4B, 3, 4]) { return .zipInside }
    return ForeignFormat.recognise(start).map { .foreign($0) } ?? .otherMember
  }
}
