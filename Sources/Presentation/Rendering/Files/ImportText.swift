internal import Objects
internal import MIDI
package import Operations
internal import Profiles
package import Importers
import Archive

/// The result of an import, in words.
package struct ImportText {
  private let result: ImportResult
  private let subject: String
  private let short: String?
  private let reading: InputReading

  package init(_ result: ImportResult, of reading: InputReading, subject: String, short: String?) {
    self.result = result
    self.reading = reading
    self.subject = subject.split(separator: "\n").first.map(String.init) ?? ""
    self.short = short
  }

  package var lines: [StyledText] {
    let last: StyledText = short.map { "[\(result.branch) \($0, .id)] \(subject)" } ?? "unchanged"
    return result.parts.map(line) + [last]
  }

  private func line(_ part: ImportResult.Part) -> StyledText {
    var words: [StyledText] = ["\(Count.messages(part.file.messages.count))"]
    if part.slots > 0 { words.append("\(Count.slots(part.slots))") }
    if part.unknown > 0 {
      words.append(part.profile == nil ? "kept as bytes" : "\(part.unknown) without a slot, kept as bytes")
    }
    if part.file.removed.total > 0 { words.append("\(part.file.removed.total) real-time bytes removed") }
    if part.file.strayCount > 0 {
      words.append("\(part.file.strayCount) stray \(part.file.strayCount == 1 ? "byte" : "bytes") kept")
    }
    if part.file.padding > 0 { words.append("\(Count.bytes(part.file.padding)) of padding after the last track") }
    return "\(part.folder, .heading)  \(part.profile?.name ?? "unknown model"): \(words.joined(separator: ", "))"
  }

  /// The problems in the files, with their places.
  package var warnings: [StyledText] { InputText.warnings(reading) + result.parts.flatMap(warnings) }

  private func warnings(_ part: ImportResult.Part) -> [StyledText] {
    let twice = part.sentTwice.map { slot -> StyledText in
      "\(quoted: part.file.name): \(part.profile?.name(slot) ?? "") appears twice with different content; the last one is used, both are kept"
    }
    return InputText.warnings(part.file, fate: "its bytes are kept and never sent")
      + InputText.warnings(part.problems, of: part.file) + twice.prefix(10)
      + (twice.count > 10 ? ["\(quoted: part.file.name): \(twice.count - 10) more slots appear twice"] : [])
  }

  package var json: JSON {
    let members: [(String, JSON)] = [
      ("commit", JSON(result.commit?.hex)), ("branch", .string(result.branch)),
      ("unchanged", .bool(result.commit == nil)), ("files", .array(result.parts.map(Self.json))),
    ]
    return .sorted(members + InputText.json(reading))
  }

  private static func json(_ part: ImportResult.Part) -> JSON {
    [
      "file": .string(part.file.name), "folder": .string(part.folder),
      "device": FolderName.isFile(part.folder) ? .null : .string(part.folder), "profile": JSON(part.profile?.id),
      "messages": JSON(part.file.messages.count), "slots": JSON(part.slots), "unknown": JSON(part.unknown),
      "strayBytes": JSON(part.file.strayCount), "realTimeBytesRemoved": JSON(part.file.removed.total),
      "damage": .array(part.file.damage.values.map { ["offset": JSON($0.offset), "count": JSON($0.count)] }),
      "damageCount": JSON(part.file.damage.count),
      "fileDamage": .array(part.file.trackDamage.values.map { .string($0.report.message.plain) }),
      "fileDamageCount": JSON(part.file.trackDamage.count), "strayPercent": JSON(part.file.strayPercent),
      "problems": .array(
        part.problems.values.map {
          [
            "message": JSON($0.number), "name": .string($0.slot ?? "message \($0.number)"),
            "problem": .string($0.problem.report.message.plain),
          ]
        }),
      "problemCount": JSON(part.problems.count),
      "sentTwice": JSON(part.sentTwice.compactMap { part.profile?.name($0) }),
    ]
  }
}
