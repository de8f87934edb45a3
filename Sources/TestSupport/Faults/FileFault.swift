internal import Files

/// The injected failure of a call to the file system.
package struct FileFault: Hashable, Sendable, CustomStringConvertible {
  /// How much of the call happens before the error.
  package enum Effect: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// Half of the bytes are written.
    case half
    /// The whole effect: only the answer is lost, as over a network.
    case all
  }

  /// The value of `errno`.
  package let code: Int32
  package let name: String
  package let effect: Effect

  package init(_ name: String, code: Int32, effect: Effect = .none) {
    self.name = name
    self.code = code
    self.effect = effect
  }

  /// The process is killed: its later calls have no effect.
  package static let kill = FileFault("SIGKILL", code: ErrorCode.input)

  package var description: String { effect == .none ? name : "\(name) after \(effect.rawValue)" }

  /// Every fault that a call of this sort may meet.
  package static func possible(for call: FileCall) -> [FileFault] {
    var faults = [FileFault("EIO", code: ErrorCode.input), FileFault("EINTR", code: 4)]
    guard call.isChange else { return faults }
    faults += [
      FileFault("ENOSPC", code: ErrorCode.noSpace), FileFault("EDQUOT", code: 122),
      FileFault("EROFS", code: ErrorCode.readOnly),
      FileFault("EIO", code: ErrorCode.input, effect: .all),
    ]
    if call == .write { faults.append(FileFault("ENOSPC", code: ErrorCode.noSpace, effect: .half)) }
    return faults
  }
}

/// The calls that a ``FaultyFileSystem`` counts.
package enum FileCall: String, Hashable, Sendable, CaseIterable {
  case status, list, open, read, create, append, write, sync, close, rename, link, remove, removeFolder, makeFolder
  case syncFolder, exchange

  /// Whether it changes something, or makes a change durable.
  package var isChange: Bool {
    switch self {
    case .status, .list, .open, .read: false
    default: true
    }
  }

  /// The operation named in the error.
  var operation: FileError.Operation {
    switch self {
    case .removeFolder: .remove
    case .exchange: .rename
    default: FileError.Operation(rawValue: rawValue) ?? .status
    }
  }
}
