package import Objects
package import Storage

/// What undo or redo would do.
package struct UndoPlan: Sendable {
  /// Each with the moves that take it back or make it again, in the order in which that is done.
  package let steps: [OperationHistory.Step]
  /// What the branch that HEAD names held, and what it will hold; nil where the step does not move it.
  package let from: ObjectID?
  package let to: ObjectID?
  let isUndo: Bool

  package var operation: Operation { steps[0].operation }

  /// Branches and tags with what they held before and will hold after all steps.
  package var moves: [RefMove] {
    var net: [RefName: RefMove] = [:]
    for move in steps.flatMap(\.moves) where move.name.isBranch || move.name.isTag {
      net[move.name] = RefMove(move.name, from: net[move.name].map(\.old) ?? move.old, to: move.new)
    }
    return net.values.filter { $0.old != $0.new }.sorted { $0.name < $1.name }
  }
}

extension Studio {
  /// The last operations, taken back, the newest first.
  package func planUndo(_ count: Int = 1) throws -> UndoPlan {
    let branch = try archive.refs.target(.head)
    return try plan(try history(of: branch).undo(count, branch: branch), branch, isUndo: true)
  }

  /// The operations that were taken back last, done again.
  package func planRedo(_ count: Int = 1) throws -> UndoPlan {
    let branch = try archive.refs.target(.head)
    return try plan(try history(of: branch).redo(count), branch, isUndo: false)
  }

  /// The operations log, which has to know what was done last on the branch.
  private func history(of branch: RefName) throws -> OperationHistory {
    try archive.checkOperations(of: [branch])
    return try archive.operationHistory()
  }

  private func plan(_ steps: [OperationHistory.Step], _ branch: RefName, isUndo: Bool) throws -> UndoPlan {
    try archive.checkOperations(of: Set(steps.flatMap(\.moves).map(\.name).filter { $0 != .head }))
    var values: [RefName: RefValue?] = [:]
    var left: [OperationHistory.Step] = []
    for step in steps {
      var moves: [RefMove] = []
      for move in step.moves {
        let now = try values[move.name] ?? archive.refs.value(move.name)
        // A command that a crash cut short between two refs moved only the first of them.
        if now == move.new { continue }
        guard now == move.old else { throw UndoError.movedSince(step.operation, move.name) }
        values[move.name] = .some(move.new)
        moves.append(move)
      }
      left.append(OperationHistory.Step(operation: step.operation, moves: moves))
    }
    var target = branch
    if case .symbolic(let name)?? = values[.head] { target = name }
    var to = try archive.refs.id(target)
    if case .id(let id)?? = values[target] { to = id }
    return UndoPlan(steps: left, from: try archive.refs.id(branch), to: to, isUndo: isUndo)
  }

  /// Moves the refs, step by step; what the instrument holds is the caller's matter.
  package func apply(_ plan: UndoPlan, status: Int = 0) throws(StorageError) {
    for step in plan.steps {
      let number = step.operation.number
      let kind: Operation.Kind = plan.isUndo ? .undo(number) : .redo(number)
      try archive.update(
        step.moves.map { RefChange($0) },
        message: "\(plan.isUndo ? "undo" : "redo"): \(step.operation.arguments.first ?? "")", who: author,
        operation: OperationRecord(arguments: arguments, status: status, kind: kind))
    }
  }

  /// Lets HEAD name another branch.
  package func switchTo(_ branch: RefName, creatingAt start: ObjectID? = nil) throws(StorageError) {
    var changes: [RefChange] = []
    if let start { changes.append(RefChange(branch, expecting: .value(nil), to: .id(start))) }
    let current = try archive.refs.value(.head)
    changes.append(RefChange(.head, expecting: .value(current), to: .symbolic(branch)))
    try archive.update(
      changes, message: "switch: to \(branch.short)", who: author,
      operation: OperationRecord(arguments: arguments))
  }
}
