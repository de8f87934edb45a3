package import MIDI

/// The available profiles. A text is read completely only when its model is needed; its header line identifies the
/// model.
package final class ProfileRegistry {
  /// A profile before it is read.
  package struct Entry: Sendable {
    package let id: String
    package let name: String
    package let header: BytePattern
    /// Where the text was found.
    package let origin: String
    let text: String
    let whenWrong: WhenWrong?

    /// Reads the text.
    package func profile() throws(ProfileError) -> Profile {
      guard let whenWrong else { return try Profile(text: text) }
      return try Profile(proved: text) { [id] in whenWrong($0, id) }
    }
  }

  /// Called with an error in the profile of an id.
  package typealias WhenWrong = @Sendable (ProfileError, String) -> Void

  package private(set) var entries: [Entry] = []
  private var read: [String: Profile] = [:]

  package init() {}

  /// Adds a profile to the registry; the first one of an id stays.
  ///
  /// - Parameter whenWrong: given where the text was validated as a whole, so that layouts are read on first use;
  ///   called with every error in them.
  /// - Returns: whether the text names an id, a name and a header; otherwise it is not added.
  @discardableResult
  package func add(_ text: String, from origin: String, whenWrong: WhenWrong? = nil) -> Bool {
    guard let entry = Self.entry(text, origin, whenWrong) else { return false }
    if !entries.contains(where: { $0.id == entry.id }) { entries.append(entry) }
    return true
  }

  package func profile(_ id: String) throws(ProfileError) -> Profile? {
    if let known = read[id] { return known }
    guard let entry = entries.first(where: { $0.id == id }) else { return nil }
    let profile = try entry.profile()
    read[id] = profile
    return profile
  }

  /// The profile of an id as it is today, else the copy kept with a snapshot.
  package func profile(_ id: String, orKept text: [UInt8]?) throws(ProfileError) -> Profile? {
    if let profile = try profile(id) { return profile }
    return try text.map { text throws(ProfileError) in try Profile(text: String(decoding: text, as: UTF8.self)) }
  }

  /// The models whose header these messages have, the most frequent first.
  package func candidates(for messages: [SysExMessage]) -> [String] {
    let counts = entries.map { entry in (entry.id, messages.count { entry.header.matchesPrefix(of: $0.bytes) }) }
    return counts.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
  }

  /// Reads the keys at the left edge alone.
  private static func entry(_ text: String, _ origin: String, _ whenWrong: WhenWrong?) -> Entry? {
    var values: [String: String] = [:]
    // Only the head of the text is looked at, and as bytes: a hundred profiles are gone through at every start.
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let bytes = rest.prefix { $0 != 0x0A }
      rest = rest[bytes.endIndex...].dropFirst()
      guard let first = bytes.first, "inh".utf8.contains(first) else { continue }
      let line = String(Substring(bytes))
      for key in ["id", "name", "header"] where values[key] == nil && line.hasPrefix(key + ":") {
        values[key] = line.dropFirst(key.count + 1).filter { $0 != "\"" }.trimmed
      }
      if values.count == 3 { break }
    }
    guard let id = values["id"], let name = values["name"],
      let header = values["header"].flatMap({ try? BytePattern($0) })
    else { return nil }
    return Entry(id: id, name: name, header: header, origin: origin, text: text, whenWrong: whenWrong)
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\r" }) else { return "" }
    return String(start[...last])
  }
}
