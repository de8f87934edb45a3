internal import Archive
internal import History
internal import Repository

extension Workspace {
  /// The newest branches of one device that are searched; a recurring state is among them.
  private static let mostSuspects = 16

  /// The branch of a device on which the same state of all these devices was put aside already; nil where none was.
  func suspectBranch(
    of device: String, holding state: RigState, _ devices: [String]
  ) throws(OperationError) -> RefName? {
    let refs = try storing { () throws(StorageError) in try repository.refs.list("refs/heads/suspect/\(device)/") }
    for ref in refs.sorted(by: { $0.name.text > $1.name.text }).prefix(Self.mostSuspects) {
      guard let id = try storing({ () throws(StorageError) in try repository.refs.id(ref.name) }) else { continue }
      if try holds(try self.state(id, devices: Set(devices)), state, devices) { return ref.name }
    }
    return nil
  }

  private func holds(_ known: RigState, _ state: RigState, _ devices: [String]) throws(OperationError) -> Bool {
    for name in devices {
      guard let one = known.device(name), let other = state.device(name) else { return false }
      let profile = try profile(for: other)
      guard DeviceComparison(one.content(profile), other.content(profile)).isEmpty else { return false }
    }
    return true
  }
}
