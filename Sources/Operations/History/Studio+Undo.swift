package import Objects
package import Storage

/// What undo or redo would do.
package struct UndoPlan: Sendable {
  package let operation: Operation
  /// What the branch that HEAD names held, and what it will hold; nil where the step does not move it.
  package let from: ObjectID?
  package let to: ObjectID?
  let changes: [RefChange]
  let kind: Operation.Kind
}

extension Studio {
  /// The last operation, taken back.
  package func planUndo() throws -> UndoPlan {
    let branch = try archive.refs.target(.head)
    let step = try archive.operationHistory().undo(branch: branch)
    return try plan(step, branch, .undo(step.operation.number))
  }

  /// The operation that was taken back last, done again.
  package func planRedo() throws -> UndoPlan {
    let step = try archive.operationHistory().redo()
    return try plan(step, try archive.refs.target(.head), .redo(step.operation.number))
  }

  private func plan(
    _ step: OperationHistory.Step, _ branch: RefName, _ kind: Operation.Kind
  ) throws(StorageError) -> UndoPlan {
    var target = branch
    if let moved = step.moves.last(where: { $0.name == .head }), case .symbolic(let name)? = moved.new { target = name }
    let moved = step.moves.last { $0.name == target }
    var to = try archive.refs.id(target)
    if let moved, case .id(let id)? = moved.new { to = id }
    return UndoPlan(
      operation: step.operation, from: try archive.refs.id(branch), to: to,
      changes: step.moves.map { RefChange($0) }, kind: kind)
  }

  /// Moves the refs; what the instrument holds is the caller's matter.
  package func apply(_ plan: UndoPlan, status: Int = 0) throws(StorageError) {
    let verb = if case .redo = plan.kind { "redo" } else { "undo" }
    try archive.update(
      plan.changes, message: "\(verb): \(plan.operation.arguments.first ?? "")", who: author,
      operation: OperationRecord(arguments: arguments, status: status, kind: plan.kind))
  }

  /// Lets HEAD name another branch.
  package func switchTo(_ branch: RefName, creatingAt start: ObjectID? = nil) throws(StorageError) {
    var changes: [RefChange] = []
    if let start { changes.append(RefChange(branch, expecting: .value(nil), to: .id(start))) }
    changes.append(RefChange(.head, expecting: .anything, to: .symbolic(branch)))
    try archive.update(
      changes, message: "switch: to \(branch.short)", who: author,
      operation: OperationRecord(arguments: arguments))
  }
}
