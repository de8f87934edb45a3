internal import CGlibc
internal import Glibc

/// Another program as it is to be started. SIGPIPE, which this one ignores, ends it as usual.
struct Launch {
  /// A path, or a name that is looked for in `PATH`.
  let program: String
  /// The arguments, starting with the program's name.
  let words: [String]
  /// The whole environment.
  let environment: [String: String]
  /// Descriptors of this program, each with the number that it has in the other.
  let descriptors: [(own: Int32, far: Int32)]
  /// The folder of a program that runs apart from the terminal (`setsid`), with the standard descriptors only and no
  /// signal blocked; nil: in this folder, at this program's terminal.
  var apart: String?

  /// The system's error number for a program that was not started.
  struct Failure: Error {
    let code: Int32
  }

  /// `POSIX_SPAWN_SETSID` of glibc 2.26.
  private static let newSession: Int32 = 0x80

  func start() throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (own, far) in descriptors { posix_spawn_file_actions_adddup2(&actions, own, far) }
    var flags = Int32(POSIX_SPAWN_SETSIGDEF)
    var signals = sigset_t()
    sigemptyset(&signals)
    if let apart {
      // For example, file descriptors inherited by this program.
      posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
      posix_spawn_file_actions_addchdir_np(&actions, apart)
      posix_spawnattr_setsigmask(&attributes, &signals)
      flags |= Int32(POSIX_SPAWN_SETSIGMASK) | Self.newSession
    }
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process: pid_t = 0
    let code = withCStrings(words) { words in
      withCStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) {
        posix_spawnp(&process, program, &actions, &attributes, words, $0)
      }
    }
    guard code == 0 else { throw Failure(code: code) }
    return process
  }
}

/// Lends strings as the null-terminated array that C expects.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    // The array holds at least its terminating nil, so it has an address.
    guard let start = buffer.baseAddress else { preconditionFailure("an array with a terminator is not empty") }
    return body(start)
  }
}
