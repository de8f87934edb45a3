package import MIDI
package import Profiles
package import Transfer
package import Importers

extension Replay {
  /// - Parameter starts: when each message begins, where the file says so.
  package init(
    _ messages: [SysExMessage], starts: [Duration] = [], registry: ProfileRegistry
  ) throws(OperationError) {
    try self.init(messages, starts: starts) { message throws(OperationError) in
      guard let entry = registry.entries.first(where: { $0.begins(message) }) else { return nil }
      do throws(ProfileError) { return try registry.model(entry.id) } catch { throw .profile(error, id: entry.id) }
    }
  }

  package init(_ files: [ImportedFile], registry: ProfileRegistry) throws(OperationError) {
    var parts: [Replay] = []
    for file in files { parts.append(try Replay(file.messages, starts: file.starts, registry: registry)) }
    self.init(parts)
  }
}
