import Bytes

/// The traffic of a port, as text: `docs/formats/wire-log.md`.
package struct WireRecording: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package enum What: Hashable, Sendable {
      /// One write to the device.
      case sent([UInt8])
      /// One read from it.
      case received([UInt8])
      /// Another event, as text.
      case event(String)
    }

    /// Since the port was opened.
    package let time: Duration
    package let what: What
    /// Line of the text, from 1; 0 where it was never in one.
    package let line: Int

    package init(time: Duration, what: What, line: Int = 0) {
      self.time = time
      self.what = what
      self.line = line
    }
  }

  package static let title = "# synvc wire log 1"
  package var entries: [Entry]

  package init(_ entries: [Entry] = []) { self.entries = entries }

  /// Reads a log; empty lines and comments are passed over.
  ///
  /// - Throws: ``WireLogError`` at the first line that is none.
  package init(_ text: String) throws(WireLogError) {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    guard let first = lines.first, first == Self.title else { throw WireLogError(line: 1, problem: .notALog) }
    entries = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty && !line.hasPrefix("#") {
      let entry = try Self.entry(line, number: index + 1)
      if let last = entries.last, last.time > entry.time {
        throw WireLogError(line: index + 1, problem: .timeGoesBack)
      }
      entries.append(entry)
    }
  }

  private static func entry(_ line: Substring, number: Int) throws(WireLogError) -> Entry {
    let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard let time = time(words[0]) else { throw WireLogError(line: number, problem: .badTime) }
    guard words.count > 1, ["<", ">", "!"].contains(words[1]) else {
      throw WireLogError(line: number, problem: .badDirection)
    }
    let rest = words.count > 2 ? words[2] : ""
    if words[1] == "!" { return Entry(time: time, what: .event(String(rest)), line: number) }
    guard let bytes = bytes(rest) else { throw WireLogError(line: number, problem: .badBytes) }
    return Entry(time: time, what: words[1] == ">" ? .sent(bytes) : .received(bytes), line: number)
  }

  /// Seconds with up to nine decimals, a year at most.
  private static func time(_ text: Substring) -> Duration? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard isNumber, parts.count <= 2, let seconds = Int(parts[0]), seconds < 31_536_000 else { return nil }
    guard parts.count == 2 else { return .seconds(seconds) }
    guard parts[1].utf8.count <= 9,
      let nanoseconds = Int(parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count))
    else { return nil }
    return .seconds(seconds) + .nanoseconds(nanoseconds)
  }

  /// Pairs of hexadecimal digits, one at least.
  private static func bytes(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    for word in text.split(separator: " ") {
      let digits = word.utf8.map(Hex.digit)
      guard digits.count == 2, let high = digits[0], let low = digits[1] else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// The whole text.
  package var text: String { ([Self.title] + entries.map(\.text)).map { $0 + "\n" }.joined() }
}

extension WireRecording.Entry {
  /// The line without its end; line breaks in words become blanks.
  package var text: String {
    switch what {
    case .sent(let bytes): "\(seconds) > \(Hex.spaced(bytes))"
    case .received(let bytes): "\(seconds) < \(Hex.spaced(bytes))"
    case .event(let words): "\(seconds) ! \(String(words.map { $0.isNewline ? " " : $0 }))"
    }
  }

  /// With six decimals.
  private var seconds: String {
    let (whole, attoseconds) = time.components
    let decimals = String(attoseconds / 1_000_000_000_000)
    return "\(whole).\(String(repeating: "0", count: 6 - decimals.utf8.count))\(decimals)"
  }
}

/// The reason why a text is not a wire log.
package struct WireLogError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// It does not begin with the title.
    case notALog
    case badTime
    /// An entry is earlier than the one before.
    case timeGoesBack
    case badDirection
    case badBytes
  }

  /// From 1.
  package let line: Int
  package let problem: Problem
}
