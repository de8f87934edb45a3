/// Why a port could not be opened or used.
package enum PortError: Error, Hashable, Sendable {
  case notFound(name: String)
  /// Another program has the port open; `holder` is that program where the system reports it.
  case busy(name: String, holder: PortHolder?)
  /// This user may not open `node`; `group` is the group that may, where there is one.
  case permission(name: String, node: String, group: String?)
  /// The port existed and was unplugged.
  case unplugged(name: String)
  /// The system refused for another reason, by its error number.
  case io(name: String, errno: Int32)
  /// The port was closed before this call.
  case closed(name: String)
}

/// A program that has a port open.
package struct PortHolder: Hashable, Sendable {
  package let process: Int
  /// The command's name as the system shows it.
  package let command: String

  package init(process: Int, command: String) {
    self.process = process
    self.command = command
  }
}
