package import MIDI

/// The available models. A profile's text is read completely only when its model is needed; its header line identifies
/// the model.
package final class ProfileRegistry {
  /// A model before it is needed.
  package struct Entry: Sendable {
    package let id: String
    package let name: String
    /// Where it was found.
    package let origin: String
    private let source: Source

    private enum Source: Sendable {
      case text(String, header: BytePattern, WhenWrong?)
      case model(any DeviceModel)
    }

    fileprivate init(
      _ id: String, _ name: String, _ origin: String, _ text: String, _ header: BytePattern, _ whenWrong: WhenWrong?
    ) {
      (self.id, self.name, self.origin) = (id, name, origin)
      source = .text(text, header: header, whenWrong)
    }

    fileprivate init(_ model: any DeviceModel, _ origin: String) {
      (id, name, self.origin) = (model.id, model.name, origin)
      source = .model(model)
    }

    /// Whether a message begins as those of the model do.
    package func begins(_ message: SysExMessage) -> Bool {
      switch source {
      case .text(_, let header, _): header.matchesPrefix(of: message.bytes)
      case .model(let model): model.begins(message)
      }
    }

    /// Reads the text.
    package func model() throws(ProfileError) -> any DeviceModel {
      switch source {
      case .model(let model): return model
      case .text(let text, _, nil): return try Profile(text: text)
      case .text(let text, _, let whenWrong?): return try Profile(proved: text) { [id] in whenWrong($0, id) }
      }
    }
  }

  /// Called with an error in the profile of an id.
  package typealias WhenWrong = @Sendable (ProfileError, String) -> Void

  package private(set) var entries: [Entry] = []
  private var read: [String: any DeviceModel] = [:]

  package init() {}

  /// Adds a profile to the registry; the first one of an id stays.
  ///
  /// - Parameter whenWrong: given where the text was validated as a whole, so that layouts are read on first use;
  ///   called with every error in them.
  /// - Returns: whether the text names an id, a name and a header; otherwise it is not added.
  @discardableResult
  package func add(_ text: String, from origin: String, whenWrong: WhenWrong? = nil) -> Bool {
    guard let entry = Self.entry(text, origin, whenWrong) else { return false }
    add(entry)
    return true
  }

  /// Adds a model that is no profile.
  package func add(_ model: any DeviceModel, from origin: String) { add(Entry(model, origin)) }

  private func add(_ entry: Entry) {
    if !entries.contains(where: { $0.id == entry.id }) { entries.append(entry) }
  }

  package func model(_ id: String) throws(ProfileError) -> (any DeviceModel)? {
    if let known = read[id] { return known }
    guard let entry = entries.first(where: { $0.id == id }) else { return nil }
    let model = try entry.model()
    read[id] = model
    return model
  }

  /// The profile of an id; nil where the model is none.
  package func profile(_ id: String) throws(ProfileError) -> Profile? { try model(id) as? Profile }

  /// The model of an id as it is today, else the profile kept with a snapshot.
  package func model(_ id: String, orKept text: [UInt8]?) throws(ProfileError) -> (any DeviceModel)? {
    if let model = try model(id) { return model }
    return try text.map { text throws(ProfileError) in try Profile(text: String(decoding: text, as: UTF8.self)) }
  }

  /// The models whose header these messages have, the most frequent first.
  package func candidates(for messages: [SysExMessage]) -> [String] {
    let counts = entries.map { entry in (entry.id, messages.count { entry.begins($0) }) }
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
    return Entry(id, name, origin, text, header, whenWrong)
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
