internal import Objects
internal import MIDI
internal import Operations
internal import Profiles

/// What became of an import, in words.
struct ImportText {
  private let result: ImportResult
  private let subject: String
  private let short: String?

  init(_ result: ImportResult, subject: String, short: String?) {
    self.result = result
    self.subject = subject.split(separator: "\n").first.map(String.init) ?? ""
    self.short = short
  }

  var lines: [Line] {
    let last: Line = short.map { "[\(result.branch) \($0, .id)] \(subject)" } ?? "unchanged"
    return result.parts.map(line) + [last]
  }

  private func line(_ part: ImportResult.Part) -> Line {
    var words: [Line] = ["\(Count.messages(part.file.messages.count))"]
    if part.slots > 0 { words.append("\(Count.slots(part.slots))") }
    if part.unknown > 0 {
      words.append(part.profile == nil ? "kept as bytes" : "\(part.unknown) without a place, kept as bytes")
    }
    if part.file.removed.total > 0 { words.append("\(part.file.removed.total) real-time bytes taken out") }
    if part.file.strayCount > 0 {
      words.append("\(part.file.strayCount) stray \(part.file.strayCount == 1 ? "byte" : "bytes") kept")
    }
    return "\(part.device, .heading)  \(part.profile?.name ?? "unknown model"): \(words.joined(separator: ", "))"
  }

  /// What is wrong in the files, with its place.
  var warnings: [Line] { result.parts.flatMap(warnings) }

  private func warnings(_ part: ImportResult.Part) -> [Line] {
    let file = part.file
    var lines = file.damage.map { damage -> Line in
      "\(quoted: file.name): the message at byte \(damage.offset) is cut off after \(damage.count) bytes\(damage.reason.words); its bytes are kept and never sent"
    }
    lines += file.trackDamage.map { "\(quoted: file.name): \($0.report.message)" }
    lines += part.problems.map { problem in
      "\(quoted: file.name): message \(problem.number)\(Self.place(problem)): \(problem.problem.report.message); it is kept, and sent only with '--force'"
    }
    lines += part.sentTwice.map { slot in
      "\(quoted: file.name): \(part.profile?.name(slot) ?? "") stands twice with different content; the last one counts, both are kept"
    }
    return lines
  }

  /// The slot, where the message has one.
  private static func place(_ problem: (number: Int, name: String, problem: MessageProblem)) -> Line {
    problem.name == "message \(problem.number)" ? "" : ", \(problem.name)"
  }

  var json: JSON {
    [
      "commit": JSON(result.commit?.hex), "branch": .string(result.branch), "unchanged": .bool(result.commit == nil),
      "files": .array(result.parts.map(Self.json)),
    ]
  }

  private static func json(_ part: ImportResult.Part) -> JSON {
    [
      "file": .string(part.file.name), "device": .string(part.device), "profile": JSON(part.profile?.id),
      "messages": JSON(part.file.messages.count), "slots": JSON(part.slots), "unknown": JSON(part.unknown),
      "strayBytes": JSON(part.file.strayCount), "realTimeBytesRemoved": JSON(part.file.removed.total),
      "damage": .array(part.file.damage.map { ["offset": JSON($0.offset), "count": JSON($0.count)] }),
      "problems": .array(
        part.problems.map {
          [
            "message": JSON($0.number), "name": .string($0.name), "problem": .string($0.problem.report.message.plain),
          ]
        }),
      "sentTwice": JSON(part.sentTwice.compactMap { part.profile?.name($0) }),
    ]
  }
}
