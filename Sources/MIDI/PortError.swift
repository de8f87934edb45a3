/// Why a port could not be opened or used.
package enum PortError: Error, Hashable, Sendable {
  case notFound(name: String)
  /// Another program has it; `holder` names that program where the system tells.
  case busy(name: String, holder: String?)
  /// This user may not open it; `group` is the group that may, where there is one.
  case permission(name: String, group: String?)
  /// It was there and is gone.
  case unplugged(name: String)
  /// The system refused for another reason, by its error number.
  case io(name: String, errno: Int32)
  /// The port was closed before this call.
  case closed(name: String)
}
