package import Profiles
package import Importers

/// The problems of the files that were read, in the same words for every command that reads files.
package enum InputText {
  /// The problems in a file, with their places.
  ///
  /// - Parameter fate: the treatment of bytes outside whole messages.
  package static func warnings(_ file: ImportedFile, fate: StyledText) -> [StyledText] {
    var lines = listing(file.damage, of: file, "messages are cut off") { damage in
      "the message at byte \(damage.offset) is cut off after \(damage.count) \(damage.count == 1 ? "byte" : "bytes")\(damage.reason.words); \(fate)"
    }
    if let percent = file.strayPercent {
      lines.append("\(title(file)): \(percent) % of the bytes are outside of complete messages; \(fate)")
    }
    return lines + listing(file.trackDamage, of: file, "places of the file are damaged") { $0.report.message }
  }

  /// The problems of complete messages.
  package static func warnings(_ problems: FirstTen<MessageFault>, of file: ImportedFile) -> [StyledText] {
    listing(problems, of: file, "messages are wrong") { fault in
      "message \(fault.number)\(fault.slot.map { ", \($0)" } ?? ""): \(fault.problem.report.message); it is sent only with '--force'"
    }
  }

  /// Skipped files that may hold messages.
  package static func warnings(_ reading: InputReading) -> [StyledText] { lines(reading.leftOut) }

  /// Skipped files without MIDI.
  package static func notes(_ reading: InputReading) -> [StyledText] { lines(reading.passedOver) }

  package static func json(_ reading: InputReading) -> [(String, JSON)] {
    [
      ("leftOut", json(reading.leftOut)), ("leftOutCount", JSON(reading.leftOut.count)),
      ("passedOver", json(reading.passedOver)), ("passedOverCount", JSON(reading.passedOver.count)),
    ]
  }

  private static func json(_ errors: FirstTen<InputError>) -> JSON {
    .array(
      errors.values.map { ["file": .string($0.title), "reason": .string($0.report.message.plain)] })
  }

  private static func lines(_ errors: FirstTen<InputError>) -> [StyledText] {
    errors.values.map { "\($0.report.message); it is left out" }
      + (errors.more > 0 ? ["and \(errors.more) more \(errors.more == 1 ? "file is" : "files are") left out"] : [])
  }

  /// The first ten, and the number of the others.
  private static func listing<Value>(
    _ all: FirstTen<Value>, of file: ImportedFile, _ what: StyledText, words: (Value) -> StyledText
  ) -> [StyledText] {
    all.values.map { "\(title(file)): \(words($0))" }
      + (all.more > 0 ? ["\(title(file)): \(all.more) more \(what)"] : [])
  }

  private static func title(_ file: ImportedFile) -> StyledText { named(file.name, file.within) }

  static func named(_ name: String, _ within: String?) -> StyledText {
    within.map { "\(quoted: name) in \(quoted: $0)" } ?? "\(quoted: name)"
  }
}

extension InputError {
  /// The file's name, behind that of the zip file that it is in.
  var title: String { within.map { "\($0): \(file)" } ?? file }
}
