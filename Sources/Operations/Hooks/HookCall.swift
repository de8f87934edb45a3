/// A moment of an operation at which a program of the user's own is asked or notified.
package enum HookMoment: String, CaseIterable, Sendable {
  /// Before anything is read; no port is open yet.
  case preSnapshot = "pre-snapshot"
  /// A snapshot or an import is stored.
  case postSnapshot = "post-snapshot"
  /// The plan is confirmed; nothing is sent or stored yet.
  case preSend = "pre-send"
  /// The sent data has been read back.
  case postSend = "post-send"
  /// The snapshot that holds the restored state is current.
  case postRestore = "post-restore"

  /// Whether the operation ends when the program refuses.
  package var mayRefuse: Bool { self == .preSnapshot || self == .preSend }
}

/// One call of a hook; `docs/formats/hooks.md` has the words.
package struct HookCall: Hashable, Sendable {
  package let moment: HookMoment
  package let arguments: [String]
  /// The lines of its standard input.
  package let lines: [String]

  package init(_ moment: HookMoment, arguments: [String] = [], lines: [String] = []) {
    self.moment = moment
    self.arguments = arguments
    self.lines = lines
  }
}
