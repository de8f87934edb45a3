package import Objects
package import Repository
import History
import Archive

/// The effect of undo or redo.
package struct UndoPlan: Sendable {
  /// Each with the moves that take it back or make it again, in the order in which that is done.
  package let steps: [OperationHistory.Step]
  /// The old and new target of the branch that HEAD names; nil where the step does not move it.
  package let from: ObjectID?
  package let to: ObjectID?
  /// The number of the newest operation when the plan was made.
  let last: Int
  /// The branch that HEAD will name.
  let branch: RefName
  let isUndo: Bool

  package var operation: LoggedOperation { steps[0].operation }

  /// Branches and tags with their targets before and after all steps.
  package var moves: [RefMove] {
    var net: [RefName: RefMove] = [:]
    for move in steps.flatMap(\.moves) where move.name.isBranch || move.name.isTag {
      net[move.name] = RefMove(move.name, from: net[move.name].map(\.old) ?? move.old, to: move.new)
    }
    return net.values.filter { $0.old != $0.new }.sorted { $0.name < $1.name }
  }
}

extension Workspace {
  /// The last operations, taken back, the newest first.
  package func planUndo(_ count: Int = 1) throws -> UndoPlan {
    try plan(isUndo: true) { history, branch throws(UndoError) in try history.undo(count, branch: branch) }
  }

  /// The operations that were taken back last, done again.
  package func planRedo(_ count: Int = 1) throws -> UndoPlan {
    try plan(isUndo: false) { history, _ throws(UndoError) in try history.redo(count) }
  }

  private func plan(
    isUndo: Bool, _ steps: (OperationHistory, RefName) throws(UndoError) -> [OperationHistory.Step]
  ) throws -> UndoPlan {
    try repository.consistent { repository in
      Result {
        let branch = try repository.refs.target(.head)
        let history = try Self.history(of: branch, in: repository)
        let last = history.operations.last?.number ?? 0
        return try Self.plan(try steps(history, branch), branch, in: repository, last: last, isUndo: isUndo)
      }
    }.get()
  }

  /// The operations log, checked to contain the last operation on the branch.
  private static func history(of branch: RefName, in repository: Repository) throws -> OperationHistory {
    try repository.checkOperations(of: [branch])
    return try repository.operationHistory()
  }

  private static func plan(
    _ steps: [OperationHistory.Step], _ branch: RefName, in repository: Repository, last: Int, isUndo: Bool
  ) throws -> UndoPlan {
    try repository.checkOperations(of: Set(steps.flatMap(\.moves).map(\.name).filter { $0 != .head }))
    var values: [RefName: RefValue?] = [:]
    var left: [OperationHistory.Step] = []
    for step in steps {
      var moves: [RefMove] = []
      for move in step.moves {
        let now = try values[move.name] ?? repository.refs.value(move.name)
        // A command that crashed between two refs moved only the first of them.
        if now == move.new { continue }
        guard now == move.old else { throw UndoError.movedSince(step.operation, move.name) }
        values[move.name] = .some(move.new)
        moves.append(move)
      }
      left.append(OperationHistory.Step(operation: step.operation, moves: moves))
    }
    var target = branch
    if case .symbolic(let name)?? = values[.head] { target = name }
    var to = try repository.refs.id(target)
    if case .id(let id)?? = values[target] { to = id }
    return UndoPlan(
      steps: left, from: try repository.refs.id(branch), to: to, last: last, branch: target, isUndo: isUndo)
  }

  /// Moves the refs, step by step; the caller handles the instruments.
  ///
  /// - Parameter isShown: whether the user saw the plan and had time to agree. A shown plan is applied although
  ///   another command has run since, unless that command moved a ref of the plan.
  /// - Throws: `UndoError.overtaken`, ``StorageError``, ``OperationError`` `.workTree`.
  package func apply(_ plan: UndoPlan, status: Int = 0, isShown: Bool = false) throws {
    if workTree != nil, plan.to != plan.from { try checkWorkTree() }
    var failure: (any Error)?
    // Where it fails between two steps, index and files follow as far as HEAD has come.
    try moving(to: plan.to, on: plan.branch) { () throws(OperationError) in
      do { try move(plan, status: status, isShown: isShown) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func move(_ plan: UndoPlan, status: Int, isShown: Bool) throws {
    var last = plan.last
    for (done, step) in plan.steps.enumerated() {
      let number = step.operation.number
      let kind: LoggedOperation.Kind = plan.isUndo ? .undo(number) : .redo(number)
      do throws(StorageError) {
        last = try repository.update(
          step.moves.map { RefChange($0) },
          message: "\(plan.isUndo ? "undo" : "redo"): \(step.operation.arguments.first ?? "")", who: author,
          operation: OperationRecord(
            arguments: arguments, status: status, kind: kind, following: isShown ? nil : last)
        ).number
      } catch {
        guard case .overtaken(let other) = error else { throw error }
        throw UndoError.overtaken(by: other, done: done, isUndo: plan.isUndo)
      }
    }
  }

  /// Devices that the last undo, or redo, left alone and whose state in HEAD has changed by it.
  ///
  /// - Parameter isUndo: whether to look for an undo; returns none where the last operation was not an undo.
  package func devicesLeftBehind(byUndo isUndo: Bool) throws -> [String] {
    let history = try repository.operationHistory()
    var before: [RefName: RefValue?] = [:]
    var isLast = true
    for operation in history.operations.reversed()
    where !history.interrupted.contains(operation.number) && !operation.onlySavesCopies {
      guard operation.leavesDevicesAlone else { break }
      if isLast, operation.kind.isUndo != isUndo { return [] }
      isLast = false
      for move in operation.moves.reversed() { before[move.name] = .some(move.old) }
    }
    guard !isLast, let now = try head() else { return [] }
    var branch = try repository.refs.target(.head)
    if case .symbolic(let name)?? = before[.head] { branch = name }
    var then = try repository.refs.id(branch)
    if let value = before[branch] { if case .id(let id)? = value { then = id } else { then = nil } }
    guard let then, then != now else { return [] }
    let other = Set(try compare(then, now).differences.map(\.device))
    return try rig().devices.filter { device in
      try device.profile != nil && other.contains(device.name) && port(of: device.name) != nil
    }.map(\.name)
  }

  /// Records that the devices match HEAD again after an undo or redo that had left them alone.
  package func noteDevicesBrought() throws(StorageError) {
    try repository.update(
      [], message: "undo: devices brought along", who: author, operation: OperationRecord(arguments: arguments))
  }

  /// Lets HEAD name another branch.
  package func switchTo(_ branch: RefName, creatingAt start: ObjectID? = nil) throws(OperationError) {
    let existing = try storing { () throws(StorageError) in try repository.refs.id(branch) }
    let target = start ?? existing
    if workTree != nil, try head() != target { try checkWorkTree() }
    try moving(to: target, on: branch) { () throws(OperationError) in
      try storing { () throws(StorageError) in
        var changes: [RefChange] = []
        if let start { changes.append(RefChange(branch, expecting: .value(nil), to: .id(start))) }
        let current = try repository.refs.value(.head)
        changes.append(RefChange(.head, expecting: .value(current), to: .symbolic(branch)))
        _ = try repository.update(
          changes, message: "switch: to \(branch.short)", who: author,
          operation: OperationRecord(arguments: arguments))
      }
    }
  }
}

extension LoggedOperation {
  /// Whether it moved refs, and only such that keep copies.
  fileprivate var onlySavesCopies: Bool { !moves.isEmpty && onlySaves }
  /// Whether it is an undo or redo that sent nothing.
  fileprivate var leavesDevicesAlone: Bool { kind != .command && !arguments.contains("--send") }
}

extension LoggedOperation.Kind {
  fileprivate var isUndo: Bool { if case .undo = self { true } else { false } }
}
