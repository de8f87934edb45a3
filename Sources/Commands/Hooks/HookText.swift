internal import Operations
internal import Presentation

/// The output of a hook, a line at a time, escaped for a terminal and marked as the hook's.
struct HookText {
  private let moment: HookMoment
  private let output: Output
  private var line: [UInt8] = []
  private var lineCount = 0

  /// A hook that says more is not listened to any longer.
  private static let mostLines = 200
  private static let longestLine = 1000

  init(_ moment: HookMoment, _ output: Output) {
    self.moment = moment
    self.output = output
  }

  mutating func take(_ bytes: [UInt8]) {
    for byte in bytes {
      if byte == 0x0A {
        tell()
      } else if line.count < Self.longestLine {
        line.append(byte)
      }
    }
  }

  mutating func finish() {
    if !line.isEmpty { tell() }
    if lineCount > Self.mostLines { say("\(lineCount - Self.mostLines) more lines") }
  }

  private mutating func tell() {
    lineCount += 1
    if lineCount <= Self.mostLines { say(Escape.bytes(line)) }
    line = []
  }

  private func say(_ text: String) {
    if output.rules.json {
      output.writeNote(
        JSON.sorted([("version", 1), ("hook", .string(moment.rawValue)), ("says", .string(text))]).line)
    } else {
      output.writeNote("\(moment.rawValue): \(text)")
    }
  }
}
