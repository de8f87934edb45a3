/// Why nothing can be taken back or done again.
package enum UndoError: Error, Hashable, Sendable {
  case nothingToUndo
  case nothingToRedo
  /// It made the branch that HEAD names: without it the archive would have no commit.
  case wouldLeaveNothing(Operation)
}

/// What the operations log says about undoing: which operations happened, and which were taken back since.
package struct OperationHistory: Sendable {
  /// An operation and the moves that take it back or make it again.
  package struct Step: Hashable, Sendable {
    package let operation: Operation
    /// In the order in which they are to be made.
    package let moves: [RefMove]
  }

  /// Oldest first.
  package let operations: [Operation]
  /// Numbers of operations that were logged and then cut off by a crash: their refs never moved.
  package let interrupted: Set<Int>
  private let done: [Operation]
  private let undone: [Operation]

  /// - Parameter current: what a ref holds now.
  package init<Failure: Error>(
    _ operations: [Operation], current: (RefName) throws(Failure) -> RefValue?
  ) throws(Failure) {
    self.operations = operations
    interrupted = try OperationHistory.interrupted(operations, current)
    var (done, undone): ([Operation], [Operation]) = ([], [])
    for operation in operations where !operation.moves.isEmpty && !interrupted.contains(operation.number) {
      switch operation.kind {
      case .command:
        done.append(operation)
        undone = []
      case .undo(let number):
        if let index = done.lastIndex(where: { $0.number == number }) { undone.append(done.remove(at: index)) }
      case .redo(let number):
        if let index = undone.lastIndex(where: { $0.number == number }) { done.append(undone.remove(at: index)) }
      }
    }
    (self.done, self.undone) = (done, undone)
  }

  /// The last operation that was not taken back, with the moves that do so.
  ///
  /// - Parameter branch: the one that HEAD names.
  package func undo(branch: RefName?) throws(UndoError) -> Step {
    guard let operation = done.last else { throw .nothingToUndo }
    guard !operation.moves.contains(where: { $0.name == branch && $0.old == nil }) else {
      throw .wouldLeaveNothing(operation)
    }
    return Step(operation: operation, moves: operation.moves.reversed().map(\.reversed))
  }

  /// The operation that was taken back last, with its moves; none once something else was done.
  package func redo() throws(UndoError) -> Step {
    guard let operation = undone.last else { throw .nothingToRedo }
    return Step(operation: operation, moves: operation.moves)
  }

  /// An operation did not happen when every ref that it says it moved was later found where it was before.
  private static func interrupted<Failure: Error>(
    _ operations: [Operation], _ current: (RefName) throws(Failure) -> RefValue?
  ) throws(Failure) -> Set<Int> {
    var later: [RefName: RefValue?] = [:]
    var numbers: Set<Int> = []
    for operation in operations.reversed() {
      var stayed = !operation.moves.isEmpty
      for move in operation.moves {
        let next: RefValue?
        if let known = later[move.name] { next = known } else { next = try current(move.name) }
        if next != move.old || move.old == move.new { stayed = false }
        later[move.name] = .some(move.old)
      }
      if stayed { numbers.insert(operation.number) }
    }
    return numbers
  }
}

extension Archive {
  /// The operations log, read for undo and redo.
  package func operationHistory() throws(StorageError) -> OperationHistory {
    try OperationHistory(operations.read().operations) { (name) throws(StorageError) in try refs.value(name) }
  }
}
