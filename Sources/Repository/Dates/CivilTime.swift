/// A second of the Gregorian calendar, without a zone.
package struct CivilTime: Hashable {
  var year: Int
  /// 1 to 12.
  var month: Int
  /// 1 to 31.
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int

  /// The calendar's name for a second counted from 1970.
  ///
  /// - Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  package init(_ seconds: Int) {
    // Beyond any real year, so that nothing below overflows.
    let seconds = min(max(seconds, -1 << 50), 1 << 50)
    let days = seconds.dividedFloor(86400)
    let rest = seconds - days * 86400
    let shifted = days + 719_468
    let era = shifted.dividedFloor(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
  }

  /// Counted from 1970.
  var seconds: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.dividedFloor(400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86400 + hour * 3600 + minute * 60 + second
  }

  /// `20261121T030500Z`.
  package var compact: String {
    let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    return "\(year)\(two(month))\(two(day))T\(two(hour))\(two(minute))\(two(second))Z"
  }
}

extension Int {
  func dividedFloor(_ divisor: Int) -> Int { self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor) }
  func modulo(_ divisor: Int) -> Int { self - dividedFloor(divisor) * divisor }
}

/// A second since 1970 as `2026-11-20T03:05:00Z`.
package func utcText(_ seconds: Int) -> String {
  let time = CivilTime(seconds)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(time.year)-\(two(time.month))-\(two(time.day))T\(two(time.hour)):\(two(time.minute)):\(two(time.second))Z"
}
