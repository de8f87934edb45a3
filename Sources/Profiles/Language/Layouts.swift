internal import Synchronization

/// The layouts of a profile's kinds, each read on first use.
///
/// A class with a lock: all copies of a profile share the layouts read so far.
final class Layouts: Sendable {
  private struct State {
    var reader: ProfileReader
    let whenWrong: (@Sendable (ProfileError) -> Void)?
    var hasTables = false
    /// The results of reading, kept so that an invalid layout is not read again for every message.
    var layouts: [String: Result<BoundLayout, ProfileError>] = [:]

    mutating func layout(of kind: String) -> Result<BoundLayout, ProfileError> {
      if let known = layouts[kind] { return known }
      let layout: Result<BoundLayout, ProfileError>
      do throws(ProfileError) { layout = .success(try read(kind)) } catch {
        layout = .failure(error)
        whenWrong?(error)
      }
      layouts[kind] = layout
      return layout
    }

    mutating func readTables() throws(ProfileError) {
      if !hasTables { try reader.readTables() }
      hasTables = true
    }

    private mutating func read(_ kind: String) throws(ProfileError) -> BoundLayout {
      try readTables()
      return try reader.layout(of: kind)
    }
  }

  private let state: Mutex<State>

  /// - Parameter whenWrong: called with every error found.
  init(_ reader: ProfileReader, whenWrong: (@Sendable (ProfileError) -> Void)?) {
    state = Mutex(State(reader: reader, whenWrong: whenWrong))
  }

  func layout(of kind: String) throws(ProfileError) -> BoundLayout {
    try state.withLock { $0.layout(of: kind) }.get()
  }
}
