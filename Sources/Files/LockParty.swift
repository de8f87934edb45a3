/// What is known of a process by its number.
package enum ProcessSight: Hashable, Sendable {
  /// It is there, since so many clock ticks after the boot.
  case started(String)
  /// The system says that there is none.
  case gone
  /// It may be there: it is hidden, or could not be asked for.
  case unknown
}

/// What a process must know of itself and of others to take locks.
package struct LockParty: Sendable {
  package let holder: LockHolder
  package let patience: Patience
  /// What is known of the process of this number on this machine.
  package let sight: @Sendable (Int32) -> ProcessSight

  package init(
    holder: LockHolder, patience: Patience = .none, sight: @escaping @Sendable (Int32) -> ProcessSight
  ) {
    self.holder = holder
    self.patience = patience
    self.sight = sight
  }

  /// The same with another patience: `.none` for a lock that is better left than waited for.
  package func with(_ patience: Patience) -> LockParty {
    LockParty(holder: holder, patience: patience, sight: sight)
  }

  /// Whether the holder of a lock is certainly gone: this machine, and an earlier boot or no such process.
  package func isDead(_ other: LockHolder) -> Bool {
    guard isSameMachine(other) else { return false }
    if other.boot != holder.boot { return true }
    guard canSee(other) else { return false }
    switch sight(other.process) {
    case .gone: return true
    case .unknown: return false
    case .started(let ticks): return !other.started.isEmpty && ticks != other.started
    }
  }

  /// Whether the processes that it is one of can be looked at from here.
  func canSee(_ other: LockHolder) -> Bool {
    isSameMachine(other) && (other.boot != holder.boot || other.space == holder.space)
  }

  private func isSameMachine(_ other: LockHolder) -> Bool {
    other.host == holder.host && !other.boot.isEmpty && !holder.boot.isEmpty
  }
}
