/// Numbers with their nouns.
package enum Count {
  static func fields(_ count: Int) -> String { "\(count) \(count == 1 ? "field" : "fields")" }
  package static func slots(_ count: Int) -> String { "\(count) \(count == 1 ? "slot" : "slots")" }
  package static func messages(_ count: Int) -> String { "\(count) \(count == 1 ? "message" : "messages")" }

  /// `642 bytes`, `1.4 kB`.
  package static func bytes(_ count: Int) -> String {
    guard count >= 1000 else { return "\(count) \(count == 1 ? "byte" : "bytes")" }
    return "\(count / 1000).\(count % 1000 / 100) kB"
  }

  /// `1 s`, `2 min 5 s`; never less than a second.
  package static func seconds(_ duration: Duration) -> String {
    let seconds = max(1, Int(duration.components.seconds) + (duration.components.attoseconds > 0 ? 1 : 0))
    return seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
