package import Bytes

/// The author of a commit or tag, and the date.
package struct Signature: Hashable, Sendable {
  /// The text before the email: the name and a blank; bytes, because a commit may have another character set.
  private let prefix: [UInt8]
  package let emailBytes: [UInt8]
  /// Since 1970, UTC.
  package let seconds: Int
  /// Where it was: `+hhmm` or `-hhmm`, kept as spelled.
  package let zone: String

  /// Removes characters that would break the line: angle brackets, line feeds, zero bytes, and punctuation at both
  /// ends.
  package init(name: String, email: String, seconds: Int, zone: String) {
    prefix = Signature.clean(name) + [0x20]
    emailBytes = Signature.clean(email)
    self.seconds = max(0, seconds)
    self.zone = zone
  }

  package var nameBytes: [UInt8] { prefix.last == 0x20 ? prefix.dropLast() : prefix }
  package var name: String { String(decoding: nameBytes, as: UTF8.self) }
  package var email: String { String(decoding: emailBytes, as: UTF8.self) }

  /// Name and email as they are stored; bytes that are not UTF-8 are replaced.
  package var person: String { String(decoding: prefix + [0x3C] + emailBytes + [0x3E], as: UTF8.self) }

  /// East of Greenwich; 0 when the zone is not of four digits.
  package var zoneMinutes: Int {
    guard zone.utf8.count == 5, let number = Int(zone.dropFirst()) else { return 0 }
    return (zone.hasPrefix("-") ? -1 : 1) * (number / 100 * 60 + number % 100)
  }

  /// A zone as git spells it.
  package static func zone(minutes: Int) -> String {
    let size = abs(minutes) / 60 * 100 + abs(minutes) % 60
    let digits = String(size)
    return (minutes < 0 ? "-" : "+") + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// The same signature at another time.
  package func dated(_ seconds: Int) -> Signature {
    Signature(prefix, emailBytes, seconds, zone)
  }

  private init(_ prefix: [UInt8], _ email: [UInt8], _ seconds: Int, _ zone: String) {
    (self.prefix, emailBytes, self.seconds, self.zone) = (prefix, email, seconds, zone)
  }

  /// Reads `Name <email> seconds zone`.
  ///
  /// - Throws: ``FormatError`` `.malformed`, the offset counted from the start of the line.
  package init(parsing line: ArraySlice<UInt8>) throws(FormatError) {
    guard let close = line.lastIndex(of: 0x3E), let open = line[..<close].firstIndex(of: 0x3C) else {
      throw FormatError(.malformed("signature"), at: 0)
    }
    let rest = line[(close + 1)...]
    guard rest.first == 0x20, let blank = rest.dropFirst().firstIndex(of: 0x20) else {
      throw FormatError(.malformed("date"), at: close + 1 - line.startIndex)
    }
    let (date, zone) = (rest[(rest.startIndex + 1)..<blank], rest[(blank + 1)...])
    guard !date.isEmpty, !zone.contains(0x20), let seconds = number(date) else {
      throw FormatError(.malformed("date"), at: close + 1 - line.startIndex)
    }
    guard let sign = zone.first, sign == 0x2B || sign == 0x2D, (2...9).contains(zone.count),
      zone.dropFirst().allSatisfy(isDigit)
    else { throw FormatError(.malformed("zone"), at: zone.startIndex - line.startIndex) }
    // Leading zeros would be lost when the date is encoded again.
    guard date.first != 0x30 || date.count == 1 else { throw FormatError(.malformed("signature"), at: 0) }
    self.init(
      Array(line[..<open]), Array(line[(open + 1)..<close]), seconds, String(decoding: zone, as: UTF8.self))
  }

  package var encoded: [UInt8] {
    prefix + Array("<".utf8) + emailBytes + Array("> \(seconds) \(zone)".utf8)
  }

  private static func clean(_ text: String) -> [UInt8] {
    let isCrud = { (byte: UInt8) in byte <= 0x20 || ".,:;\"\\'".utf8.contains(byte) }
    let kept = text.utf8.filter { $0 != 0x3C && $0 != 0x3E && $0 != 0x0A && $0 != 0x0D && $0 != 0 }
    let end = (kept.lastIndex { !isCrud($0) } ?? -1) + 1
    return Array(kept[..<end].drop(while: isCrud))
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Parses digits alone; nil for other text, and for numbers that do not fit.
private func number(_ digits: ArraySlice<UInt8>) -> Int? {
  var number = 0
  for digit in digits {
    guard isDigit(digit) else { return nil }
    let (tens, isTooLong) = number.multipliedReportingOverflow(by: 10)
    let (sum, overflow) = tens.addingReportingOverflow(Int(digit - 0x30))
    if isTooLong || overflow { return nil }
    number = sum
  }
  return number
}
