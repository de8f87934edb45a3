/// The state of a process with a given number.
package enum ProcessState: Hashable, Sendable {
  /// The process exists, started so many clock ticks after the boot.
  case started(String)
  /// The system says that there is none.
  case gone
  /// The process may exist: it is hidden, or the check failed.
  case unknown
}

/// The data about this process and others that locking needs.
package struct LockContext: Sendable {
  private let asked: @Sendable () -> LockOwner
  package let timeout: LockTimeout
  /// The state of the process of this number on this machine.
  package let sight: @Sendable (Int32) -> ProcessState
  /// When this machine was started, seconds since 1970 by its own clock; nil when that is not known.
  package let booted: @Sendable () -> Int?

  /// - Parameter holder: called when a lock is read: most commands take none.
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

  /// The same context with another timeout: `.none` for a lock that is not worth waiting for.
  package func with(_ timeout: LockTimeout) -> LockContext {
    LockContext(holder: holder, timeout: timeout, booted: booted, sight: sight)
  }

  /// Whether the owner of a lock is certainly dead (decision 0031): it was this machine, and the process no longer
  /// exists, or it was before this boot.
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

  /// Whether this process can see the processes of the owner's machine and namespace.
  func canSee(_ other: LockOwner) -> Bool {
    isSameMachine(other) && other.boot == holder.boot && other.space == holder.space
  }

  /// Equal hardware proves an earlier boot; without that, the lock must be older than this boot.
  private func isEarlierBoot(_ other: LockOwner, since made: Int?) -> Bool {
    if hasSameHardware(other) == true { return true }
    guard let made, let booted = booted() else { return false }
    return made < booted
  }

  private func isSameMachine(_ other: LockOwner) -> Bool {
    guard other.host == holder.host, !other.boot.isEmpty, !holder.boot.isEmpty else { return false }
    return other.boot == holder.boot || hasSameHardware(other) != false
  }

  /// Nil where the hardware of one machine is unknown.
  private func hasSameHardware(_ other: LockOwner) -> Bool? {
    let (ours, theirs) = (Set(holder.hardware.split(separator: " ")), Set(other.hardware.split(separator: " ")))
    return ours.isEmpty || theirs.isEmpty ? nil : !ours.isDisjoint(with: theirs)
  }
}
