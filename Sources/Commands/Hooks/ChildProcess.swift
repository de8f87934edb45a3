internal import Glibc

/// Another program, run to its end in its own session: without a terminal, and with its child processes killed at the
/// end.
struct ChildProcess {
  /// The program and its arguments, input and environment.
  struct Order {
    let path: String
    let arguments: [String]
    /// The whole environment.
    let environment: [String: String]
    let folder: String
    let input: [UInt8]
    let limit: Duration
  }

  enum End: Hashable {
    case status(Int)
    case signal(Int)
    case tooSlow
    case interrupted
    /// The system's error number.
    case notStarted(Int32)
  }

  /// The time that a terminated program may take to clean up.
  private static let grace = Duration.seconds(2)

  private let id: pid_t

  /// Runs the program to its end. This process must ignore SIGPIPE: a program need not read its input.
  ///
  /// - Parameter hear: called with the output of the program, in pieces as they arrive.
  static func run(_ order: Order, isInterrupted: () -> Bool, hear: ([UInt8]) -> Void) -> End {
    guard var pipes = ChildPipes(order.input) else { return .notStarted(errno) }
    defer { pipes.close() }
    // Where it is ignored, as some programs leave it, the system forgets how a child ended.
    signal(SIGCHLD, SIG_DFL)
    let launch = Launch(
      program: order.path, words: [order.path] + order.arguments, environment: order.environment,
      descriptors: [
        (pipes.farInput, STDIN_FILENO), (pipes.farOutput, STDOUT_FILENO), (pipes.farOutput, STDERR_FILENO),
      ], apart: order.folder)
    let id: pid_t
    do throws(Launch.Failure) { id = try launch.start() } catch { return .notStarted(error.code) }
    pipes.closeFarEnds()
    return ChildProcess(id: id).wait(&pipes, order.limit, isInterrupted, hear)
  }

  private func wait(
    _ pipes: inout ChildPipes, _ limit: Duration, _ isInterrupted: () -> Bool, _ hear: ([UInt8]) -> Void
  ) -> End {
    let deadline = Self.now + limit
    var end: End?
    while !hasEnded, end == nil {
      if isInterrupted() { end = .interrupted }
      if Self.now >= deadline { end = .tooSlow }
      pipes.transfer(hear)
    }
    if end != nil {
      kill(-id, SIGTERM)
      let last = Self.now + Self.grace
      while !hasEnded, Self.now < last { pipes.transfer(hear) }
    }
    // Kills the processes that the program left behind; its process id may be reused only after this.
    kill(-id, SIGKILL)
    let ending = reap()
    pipes.drain(hear)
    return end ?? ending
  }

  /// Whether the program itself has ended; it keeps its number until ``reap()``.
  private var hasEnded: Bool {
    var info = siginfo_t()
    let answer = waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
    return answer == 0 ? info.si_signo == SIGCHLD : errno != EINTR
  }

  private func reap() -> End {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 {
      if errno != EINTR { return .notStarted(errno) }
    }
    return status & 0x7F == 0 ? .status(Int(status >> 8 & 0xFF)) : .signal(Int(status & 0x7F))
  }

  /// The machine's own time, as a real process takes it.
  private static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
