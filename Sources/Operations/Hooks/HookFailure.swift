package import Files

/// Why a hook did not say yes.
package struct HookFailure: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// It ended with this status.
    case status(Int)
    /// It was ended by this signal.
    case signal(Int)
    case tooSlow(seconds: Int)
    /// The user interrupted it.
    case interrupted
    /// The system did not start it, by its error number.
    case notStarted(code: Int32)
    /// Neither a file nor a link to one.
    case noFile
    /// The hook, or the folder of hooks, is a link that leads nowhere.
    case deadLink(path: String)
    /// In the place of the folder of hooks is something else.
    case noFolder(path: String)
    case notExecutable
    /// The file, or the folder of the hooks, belongs to another user.
    case foreign(path: String, owner: UInt32)
    /// Others may write the file, the folder of the hooks, or one above.
    case writable(path: String)
    case unreadable(FileError)
    /// The time limit in the configuration is not a number of seconds.
    case badLimit(String)
  }

  package let moment: HookMoment
  package let path: String
  package let problem: Problem

  package init(_ moment: HookMoment, path: String, _ problem: Problem) {
    self.moment = moment
    self.path = path
    self.problem = problem
  }
}
