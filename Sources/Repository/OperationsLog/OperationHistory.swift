/// The reason why undo or redo is impossible.
package enum UndoError: Error, Hashable, Sendable {
  case nothingToUndo
  case nothingToRedo
  /// Fewer commands than requested can be undone or redone.
  case fewer(Int, isUndo: Bool)
  /// It made the branch that HEAD names: without it the archive would have no commit.
  case wouldLeaveNothing(LoggedOperation)
  /// A ref no longer has the value that the operation gave it: git moved it, which the operations log does not record.
  case movedSince(LoggedOperation, RefName)
  /// Another command was run since the plan was made.
  ///
  /// - Parameter done: how many of the planned steps were made before it.
  case overtaken(by: LoggedOperation, done: Int, isUndo: Bool)
}

/// The undo state of the operations log: the operations that happened, and those undone since.
package struct OperationHistory: Sendable {
  /// An operation and the moves that take it back or make it again.
  package struct Step: Hashable, Sendable {
    package let operation: LoggedOperation
    /// In the order in which they are to be made.
    package let moves: [RefMove]

    package init(operation: LoggedOperation, moves: [RefMove]) {
      self.operation = operation
      self.moves = moves
    }
  }

  /// Oldest first.
  package let operations: [LoggedOperation]
  /// Numbers of operations that were logged and then interrupted by a crash: their refs never moved.
  package let interrupted: Set<Int>
  private let done: [LoggedOperation]
  private let undone: [LoggedOperation]

  /// Numbers of the operations that were undone and not redone.
  package let takenBack: Set<Int>

  /// - Parameter current: returns the current value of a ref.
  package init<Failure: Error>(
    _ operations: [LoggedOperation], current: (RefName) throws(Failure) -> RefValue?
  ) throws(Failure) {
    self.operations = operations
    interrupted = try OperationHistory.interrupted(operations, current)
    var (done, undone): ([LoggedOperation], [LoggedOperation]) = ([], [])
    var takenBack: Set<Int> = []
    for operation in operations where !operation.onlySaves && !interrupted.contains(operation.number) {
      switch operation.kind {
      case .command:
        done.append(operation)
        undone = []
      case .undo(let number):
        if let index = done.lastIndex(where: { $0.number == number }) { undone.append(done.remove(at: index)) }
        takenBack.insert(number)
      case .redo(let number):
        // An intervening command emptied the list of operations to redo; this one was redone all the same.
        let index = undone.lastIndex { $0.number == number }
        if let index { undone.remove(at: index) }
        if takenBack.remove(number) != nil, let again = operations.last(where: { $0.number == number }) {
          done.append(again)
        }
      }
    }
    (self.done, self.undone, self.takenBack) = (done, undone, takenBack)
  }

  /// The last operations that were not undone, the newest first, with the moves that undo each.
  ///
  /// - Parameter branch: the one that HEAD names.
  package func undo(_ count: Int = 1, branch: RefName?) throws(UndoError) -> [Step] {
    guard !done.isEmpty else { throw .nothingToUndo }
    guard done.count >= count else { throw .fewer(done.count, isUndo: true) }
    var branch = branch
    var steps: [Step] = []
    for operation in done.suffix(count).reversed() {
      let step = Step(operation: operation, moves: operation.moves.reversed().map(\.reversed))
      if case .symbolic(let name)? = step.moves.last(where: { $0.name == .head })?.new { branch = name }
      guard !step.moves.contains(where: { $0.name == branch && $0.new == nil }) else {
        throw .wouldLeaveNothing(operation)
      }
      steps.append(step)
    }
    return steps
  }

  /// The operations undone last, in the order in which they are redone; none after another operation.
  package func redo(_ count: Int = 1) throws(UndoError) -> [Step] {
    guard !undone.isEmpty else { throw .nothingToRedo }
    guard undone.count >= count else { throw .fewer(undone.count, isUndo: false) }
    return undone.suffix(count).reversed().map { Step(operation: $0, moves: $0.moves) }
  }

  /// An operation did not happen when every ref that it says it moved was later found where it was before.
  private static func interrupted<Failure: Error>(
    _ operations: [LoggedOperation], _ current: (RefName) throws(Failure) -> RefValue?
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

extension LoggedOperation {
  /// Whether the operation has no effect to undo: it saved a copy before a send, or moved no ref.
  package var onlySaves: Bool { moves.allSatisfy { $0.name.begins(with: RefName.safety) } }
}

extension Repository {
  /// The operations log, read for undo and redo.
  ///
  /// - Throws: `.ref` `.setBack`: a ref that went back would make an operation one that never happened.
  package func operationHistory() throws(StorageError) -> OperationHistory {
    try consistent { (archive) throws(StorageError) in
      let operations = try archive.operations.read().operations
      for name in Set(operations.flatMap(\.moves).map(\.name)).sorted() where name != .head {
        try archive.checkRefConsistency(of: name)
      }
      return try OperationHistory(operations) { (name) throws(StorageError) in try archive.refs.value(name) }
    }
  }
}
