internal import Profiles

/// Values of fields as people read them.
enum ValueText {
  /// More bytes than these are shown as a count.
  static let shownBytes = 16
  /// Longer step grids have lines of their own.
  static let shortGrid = 32

  /// A value alone.
  static func line(_ value: Value?, _ meaning: TextStyle? = nil, withUnit: Bool = true) -> StyledText {
    guard let value else { return "\("–", meaning)" }
    switch value.kind {
    case .text: return "\("\"\(value.text)\"", meaning)"
    case .bytes:
      let count = bytes(value).count
      return count > shownBytes ? "\("\(count) bytes", meaning)" : "\(value.text, meaning)"
    default:
      let unit = withUnit ? value.unit.map { " \($0)" } ?? "" : ""
      return "\(value.text + unit, meaning)"
    }
  }

  /// Two values of one field; a grid that is too long for one line takes two.
  static func change(_ old: Value?, _ new: Value?) -> [StyledText] {
    if let old, let new, old.kind == .bytes, new.kind == .bytes, let line = bytesChange(old, new) { return [line] }
    let (before, after) = padded(old, new)
    let one: StyledText = "\(line(before, .old, withUnit: before?.unit != after?.unit)) → \(line(after, .new))"
    guard max(before?.text.count ?? 0, after?.text.count ?? 0) > shortGrid,
      before?.kind == .steps || after?.kind == .steps
    else { return [one] }
    return ["  \(line(before, .old))", "→ \(line(after, .new))"]
  }

  /// Both step grids as long as the longer one.
  private static func padded(_ old: Value?, _ new: Value?) -> (Value?, Value?) {
    guard let old, let new, old.kind == .steps, new.kind == .steps else { return (old, new) }
    let length = max(old.text.count, new.text.count)
    func fill(_ value: Value) -> Value {
      Value(.steps, value.text + String(repeating: ".", count: length - value.text.count), unit: value.unit)
    }
    return (fill(old), fill(new))
  }

  /// Nil where both are short enough to be shown.
  private static func bytesChange(_ old: Value, _ new: Value) -> StyledText? {
    let (before, after) = (bytes(old), bytes(new))
    guard max(before.count, after.count) > shownBytes else { return nil }
    let differing = zip(before, after).count { $0 != $1 } + abs(before.count - after.count)
    let size = before.count == after.count ? "\(after.count) bytes" : "\(before.count) → \(after.count) bytes"
    return "\(size), \(differing) differ"
  }

  private static func bytes(_ value: Value) -> [Substring] { value.text.split(separator: " ") }
}
