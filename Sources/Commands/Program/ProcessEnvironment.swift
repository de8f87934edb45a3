package import Files
package import Ports
package import Presentation

/// Everything the program takes from outside, gathered once, so that tests can hand in something else.
package struct ProcessEnvironment: Sendable {
  /// One of the standard outputs.
  package struct Channel: Sendable {
    package var sink: any Sink
    package var isTerminal: Bool
  }

  /// Standard input.
  package struct Input: Sendable {
    package var isTerminal: Bool
    /// The next line without its end; nil at the end of the input or when a signal came.
    package var readLine: @Sendable () -> String?
    /// Whether a line, or the end, can be read without waiting.
    package var isReady: @Sendable () -> Bool = { false }
  }

  package var environment: [String: String]
  package var workingDirectory: String
  package var home: String
  /// Path of the program's own file; installed data is found relative to it.
  package var executable: String
  package var clock: SystemClock
  package var input: Input
  package var results: Channel
  package var notes: Channel
  /// Width of the terminal; nil without one.
  package var columns: @Sendable () -> Int?
  package var interrupt: Interrupt
  /// The user's id; nil where everything belongs to everybody.
  package var user: UInt32?
  /// Becomes another program, found on the path; comes back only when that fails, with the system's error number.
  package var become: @Sendable (_ words: [String]) -> Int32 = { _ in 0 }
  /// How often SIGUSR1 has come; the signal ends the program unless this was asked before.
  package var presses: @Sendable () -> Int = { 0 }
  /// Where archives are.
  package var files: any FileSystem = RealFileSystem()
  /// The files in which the system lists its ports.
  package var system = SystemFiles()

  /// A path as the user gave it, made absolute.
  package func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : workingDirectory + (workingDirectory.hasSuffix("/") ? "" : "/") + path
  }
}

/// Returns the current time.
package struct SystemClock: Sendable {
  /// Time since 1970-01-01 00:00 UTC; may jump when the clock is set.
  package var now: @Sendable () -> Duration
  /// Time since some moment; never jumps.
  package var uptime: @Sendable () -> Duration
  /// Seconds east of UTC at a time given in seconds since 1970.
  package var zone: @Sendable (_ seconds: Int64) -> Int
  /// Lets time pass.
  package var pause: @Sendable (Duration) -> Void

  package init(
    now: @escaping @Sendable () -> Duration, uptime: @escaping @Sendable () -> Duration,
    zone: @escaping @Sendable (_ seconds: Int64) -> Int, pause: @escaping @Sendable (Duration) -> Void = { _ in }
  ) {
    self.now = now
    self.uptime = uptime
    self.zone = zone
    self.pause = pause
  }
}
