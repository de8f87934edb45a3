internal import Glibc

/// Dates as people read them.
package enum DateText {
  /// `2026-11-21 14:03`; the zone is in minutes east of Greenwich.
  package static func minutes(_ seconds: Int, zone: Int) -> String {
    let parts = civil(seconds, zone)
    return "\(date(parts)) \(two(parts.tm_hour)):\(two(parts.tm_min))"
  }

  /// `2026-11-21 14:03:05 +0100`.
  package static func full(_ seconds: Int, zone: Int) -> String {
    let size = abs(zone)
    let offset = "\(zone < 0 ? "-" : "+")\(two(Int32(size / 60)))\(two(Int32(size % 60)))"
    return "\(minutes(seconds, zone: zone)):\(two(civil(seconds, zone).tm_sec)) \(offset)"
  }

  private static func date(_ parts: tm) -> String {
    "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }

  private static func civil(_ seconds: Int, _ zone: Int) -> tm {
    // A year of more than four digits is another one's invention: it is shown as the last second that is none.
    var time = time_t(min(max(seconds, lowest), highest)) + min(max(zone, -6000), 6000) * 60
    var parts = tm()
    gmtime_r(&time, &parts)
    return parts
  }

  /// The years 1 to 9999, with a margin of a time zone at each end.
  private static let (lowest, highest) = (-62_135_000_000, 253_402_000_000)

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
