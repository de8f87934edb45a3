/// A moment, and its time zone.
package struct Timestamp: Hashable, Sendable {
  /// Since 1970, UTC.
  package let seconds: Int
  /// East of Greenwich.
  package let zoneMinutes: Int

  package init(seconds: Int, zoneMinutes: Int) {
    self.seconds = seconds
    self.zoneMinutes = zoneMinutes
  }

  /// The time that a date means, relative to this moment: `2026-11-20 18:30`, `yesterday`; nil where it is not
  /// understood.
  package func seconds(of text: String) -> Int? { DateExpression.seconds(text, now: self) }

  /// `20261121T030500Z`, for names of files.
  package static func compact(_ seconds: Int) -> String { CivilTime(seconds).compact }
}

/// Dates as people write them: `2026-11-20 18:30`, `yesterday`, `2 weeks ago`, `noon`.
///
/// As in git, a day without a time means that day at the present time of day.
package struct DateExpression {
  private var time: CivilTime
  private let zoneMinutes: Int
  private let now: Timestamp
  private var zone: Int?

  /// Nil for a text with an unknown word.
  package static func seconds(_ text: String, now: Timestamp) -> Int? {
    var words = text.lowercased().split { $0 == " " || $0 == "." || $0 == "_" || $0 == "," }.map(String.init)
    if let first = words.first, let stamp = Int(first), stamp > 100_000_000 {
      return words.count == 1 || words.count == 2 && minutes(zone: words[1]) != nil ? stamp : nil
    }
    guard !words.isEmpty else { return nil }
    // `2026-11-20T18:30` is two words.
    if let mark = words[0].firstIndex(of: "t"), words[0].hasPrefix("2") || words[0].hasPrefix("1") {
      words.insert(String(words[0][words[0].index(after: mark)...]), at: 1)
      words[0] = String(words[0][..<mark])
    }
    var expression = DateExpression(now)
    var rest = words[...]
    while let word = rest.popFirst() {
      guard expression.read(word, &rest) else { return nil }
    }
    return expression.result
  }

  private init(_ now: Timestamp) {
    self.now = now
    zoneMinutes = now.zoneMinutes
    time = CivilTime(now.seconds + now.zoneMinutes * 60)
  }

  private var result: Int { time.seconds - (zone ?? zoneMinutes) * 60 }

  private mutating func read(_ word: String, _ rest: inout ArraySlice<String>) -> Bool {
    switch word {
    case "now", "today", "ago", "at": return true
    case "yesterday": shift(days: 1)
    case "noon": setHour(12)
    case "midnight": setHour(0)
    case "tea": setHour(17)
    case "last":
      guard let unit = rest.popFirst() else { return false }
      return shift(1, unit)
    case "z", "utc", "gmt": zone = 0
    default:
      if let number = Int(word), number >= 0, number < 1_000_000, let unit = rest.first {
        rest.removeFirst()
        return shift(number, unit)
      }
      if word.contains(":") { return readTime(word) }
      if let minutes = DateExpression.minutes(zone: word) {
        zone = minutes
        return true
      }
      return readDay(word)
    }
    return true
  }

  private mutating func shift(days: Int) { time = CivilTime(time.seconds - days * 86400) }

  /// Sets the hour of today, or of yesterday when that hour is still to come; after an explicit day, of that day.
  private mutating func setHour(_ hour: Int) {
    let isToday = CivilTime(now.seconds + zoneMinutes * 60) == time
    if isToday, time.hour < hour { shift(days: 1) }
    (time.hour, time.minute, time.second) = (hour, 0, 0)
  }

  private mutating func shift(_ number: Int, _ unit: String) -> Bool {
    let name = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
    let sizes = ["second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 604_800]
    if let size = sizes[name] {
      time = CivilTime(time.seconds - number * size)
      return true
    }
    switch name {
    case "month":
      let months = time.year * 12 + time.month - 1 - number
      (time.year, time.month) = (months.dividedFloor(12), months.modulo(12) + 1)
    case "year": time.year -= number
    default: return false
    }
    // The 31st of a month of 30 days is the 1st of the next.
    time = CivilTime(time.seconds)
    return true
  }

  /// Reads `18:30`, `18:30:05`, each with a zone after it or not.
  private mutating func readTime(_ word: String) -> Bool {
    let end = word.firstIndex { $0 == "+" || $0 == "-" || $0 == "z" } ?? word.endIndex
    if end < word.endIndex {
      let name = word[end...] == "z" ? "+0000" : String(word[end...])
      guard let minutes = DateExpression.minutes(zone: name) else { return false }
      zone = minutes
    }
    let parts = word[..<end].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard (2...3).contains(parts.count), (0...23).contains(parts[0]), (0...59).contains(parts[1]) else { return false }
    let second = parts.count == 3 ? parts[2] : 0
    guard (0...60).contains(second) else { return false }
    (time.hour, time.minute, time.second) = (parts[0], parts[1], second)
    return true
  }

  /// Reads `2026-11-20` or `2026/11/20`.
  private mutating func readDay(_ word: String) -> Bool {
    let parts = word.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }.map { Int($0) ?? -1 }
    guard parts.count == 3, (1970...9999).contains(parts[0]), (1...12).contains(parts[1]), (1...31).contains(parts[2])
    else { return false }
    (time.year, time.month, time.day) = (parts[0], parts[1], parts[2])
    return true
  }

  /// Reads `+0100` or `-03:30`.
  private static func minutes(zone word: String) -> Int? {
    guard let sign = word.first, sign == "+" || sign == "-" else { return nil }
    let digits = word.dropFirst().filter { $0 != ":" }
    guard digits.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
      return nil
    }
    return (sign == "-" ? -1 : 1) * (number / 100 * 60 + number % 100)
  }
}
