internal import CGlibc
internal import Glibc
internal import Synchronization

/// Whether a signal has asked the program to end. Long work looks at it between two steps.
package struct Interrupt: Sendable {
  /// The signal that came; nil while none has.
  package let signal: @Sendable () -> Int32?
  private let whenPatient: @Sendable () -> Void

  package init(signal: @escaping @Sendable () -> Int32?, whenPatient: @escaping @Sendable () -> Void = {}) {
    self.signal = signal
    self.whenPatient = whenPatient
  }

  /// Never interrupted.
  package static let never = Interrupt { nil }

  /// - Throws: ``Failure`` `.interrupted` once a signal has come.
  package func check() throws(Failure) {
    if let signal = signal() { throw .interrupted(signal: signal) }
  }

  /// From now on the command comes to its own end after a signal, however long that takes: an instrument, a hook or a
  /// pager is in the middle of something, or the archive is. Whatever else is still computing a second after the first
  /// signal is ended: an archive is whole at every instant.
  package func bePatient() { whenPatient() }

  /// Handles SIGINT, SIGTERM and SIGHUP from now on. The second signal ends the program at once with 128 + n, the
  /// first one after a second, unless ``bePatient()`` was called.
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
        alarm(1)
      }
      sigaction(number, &action, nil)
      unblock(number)
    }
    _ = (patient.load(ordering: .relaxed), lastWords.load(ordering: .relaxed))
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in endUnlessPatient() }
    sigaction(SIGALRM, &action, nil)
    unblock(SIGALRM)
    return Interrupt(
      signal: {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
      }, whenPatient: { patient.store(true, ordering: .relaxed) })
  }

  /// Prepares the text that is printed where a signal ends the program by force: formatting is unsafe by then.
  package static func prepareLastWords(_ words: (_ signal: Int32) -> String) {
    let table = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 16)
    for number in 0..<16 { table[number] = strdup(words(Int32(number))) }
    // The one of a command before stays: a handler may be reading it.
    lastWords.store(UInt(bitPattern: table), ordering: .releasing)
  }
}

/// The first signal that came, 0 before. A signal handler can reach nothing but a global.
private let received = Atomic<Int32>(0)

/// Whether the command ends by itself after a signal.
private let patient = Atomic<Bool>(false)

/// Where the last words are, by signals from 0 to 15; 0 before there are any.
private let lastWords = Atomic<UInt>(0)

/// Runs a second after the first signal; must neither allocate memory nor wait.
private func endUnlessPatient() {
  let number = received.load(ordering: .relaxed)
  guard number != 0, !patient.load(ordering: .relaxed) else { return }
  let table = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>(bitPattern: lastWords.load(ordering: .acquiring))
  if let table, (0..<16).contains(number), let words = table[Int(number)] {
    // That it cannot be written changes nothing: the status says the same.
    _ = write(STDERR_FILENO, words, strlen(words))
  }
  _exit(128 + number)
}

/// Unblocks a signal that the parent process has left blocked: its handler would never be called.
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
