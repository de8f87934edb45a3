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
    }
    return Interrupt {
      let number = received.load(ordering: .relaxed)
      return number == 0 ? nil : number
    }
  }
}

/// The first signal that came, 0 before. A signal handler can reach nothing but a global.
private let received = Atomic<Int32>(0)
