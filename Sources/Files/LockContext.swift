/// What is known of a process by its number.
package enum ProcessState: Hashable, Sendable {
  /// It is there, since so many clock ticks after the boot.
  case started(String)
  /// The system says that there is none.
  case gone
  /// It may be there: it is hidden, or could not be asked for.
  case unknown
}

/// What a process must know of itself and of others to take locks.
package struct LockContext: Sendable {
  private let asked: @Sendable () -> LockOwner
  package let timeout: LockTimeout
  /// What is known of the process of this number on this machine.
  package let sight: @Sendable (Int32) -> ProcessState
  /// When this machine was started, seconds since 1970 by its own clock; nil when that is not known.
  package let booted: @Sendable () -> Int?

  /// - Parameter holder: asked for when a lock is looked at: most commands take none.
  package init(
    holder: @autoclosure @escaping @Sendable () -> LockOwner, timeout: LockTimeout = .none,
    booted: @escaping @Sendable () -> Int? = { nil },
    sight: @escaping @Sendable (Int32) -> ProcessState
  ) {
    asked = holder
    self.timeout = timeout
    self.booted = booted
    self.sight = sight
  }

  package var holder: LockOwner { asked() }

  /// The same with another patience: `.none` for a lock that is better left than waited for.
  package func with(_ timeout: LockTimeout) -> LockContext {
    LockContext(holder: holder, timeout: timeout, booted: booted, sight: sight)
  }

  /// Whether the holder of a lock is certainly gone (decision 0031): it was this machine, and no such process is there,
  /// or it was before this boot.
  ///
  /// - Parameter made: the time of the lock file, seconds since 1970; nil when it is not known.
  package func isDead(_ other: LockOwner, since made: Int?) -> Bool {
    guard isSameMachine(other) else { return false }
    if other.boot != holder.boot { return isEarlierBoot(other, since: made) }
    guard canSee(other) else { return false }
    switch sight(other.process) {
    case .gone: return true
    case .unknown: return false
    case .started(let ticks): return !other.started.isEmpty && ticks != other.started
    }
  }

  /// Whether the processes that it is one of can be looked at from here.
  func canSee(_ other: LockOwner) -> Bool {
    isSameMachine(other) && other.boot == holder.boot && other.space == holder.space
  }

  /// What was built in tells for certain; without it the lock must be older than this boot.
  private func isEarlierBoot(_ other: LockOwner, since made: Int?) -> Bool {
    if hasSameHardware(other) == true { return true }
    guard let made, let booted = booted() else { return false }
    return made < booted
  }

  private func isSameMachine(_ other: LockOwner) -> Bool {
    guard other.host == holder.host, !other.boot.isEmpty, !holder.boot.isEmpty else { return false }
    return other.boot == holder.boot || hasSameHardware(other) != false
  }

  /// Nil where one of both does not know what was built into its machine.
  private func hasSameHardware(_ other: LockOwner) -> Bool? {
    let (ours, theirs) = (Set(holder.hardware.split(separator: " ")), Set(other.hardware.split(separator: " ")))
    return ours.isEmpty || theirs.isEmpty ? nil : !ours.isDisjoint(with: theirs)
  }
}
