internal import CGlibc
internal import Glibc
internal import Synchronization

/// Whether a signal has asked the program to end. Long work looks at it between two steps.
package struct Interrupt: Sendable {
  /// The signal that came; nil while none has.
  package let signal: @Sendable () -> Int32?

  package init(signal: @escaping @Sendable () -> Int32?) { self.signal = signal }

  /// Never interrupted.
  package static let never = Interrupt { nil }

  /// - Throws: ``Failure`` `.interrupted` once a signal has come.
  package func check() throws(Failure) {
    if let signal = signal() { throw .interrupted(signal: signal) }
  }

  /// Listens for SIGINT, SIGTERM and SIGHUP from now on; the second one ends the program at once with 128 + n.
  ///
  /// A signal ignored at the start (`nohup`) stays ignored. System calls that wait return `EINTR`.
  package static func installed() -> Interrupt {
    _ = received.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var before = sigaction()
      sigaction(number, nil, &before)
      // SIG_IGN is the handler with the address 1.
      if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1 { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let first = received.compareExchange(expected: 0, desired: number, ordering: .relaxed)
        if !first.exchanged { _exit(128 + number) }
      }
      sigaction(number, &action, nil)
      unblock(number)
    }
    return Interrupt {
      let number = received.load(ordering: .relaxed)
      return number == 0 ? nil : number
    }
  }
}

/// The first signal that came, 0 before. A signal handler can reach nothing but a global.
private let received = Atomic<Int32>(0)

/// Lets a signal through that whoever started the program has left blocked: its handler would never be called.
private func unblock(_ number: Int32) {
  var set = sigset_t()
  sigemptyset(&set)
  sigaddset(&set, number)
  pthread_sigmask(SIG_UNBLOCK, &set, nil)
}

/// How often SIGUSR1 has come; less than 0 before anybody listens.
private let pressed = Atomic<Int>(-1)

/// Counts SIGUSR1; the first call begins to listen.
@Sendable func countPresses() -> Int {
  if pressed.compareExchange(expected: -1, desired: 0, ordering: .relaxed).exchanged {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in pressed.add(1, ordering: .relaxed) }
    sigaction(SIGUSR1, &action, nil)
    unblock(SIGUSR1)
  }
  return pressed.load(ordering: .relaxed)
}
