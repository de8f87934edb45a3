internal import CSpawn
internal import Glibc

/// A program that shows long results page by page.
package struct Pager: Sendable {
  private let process: pid_t
  let sink: DescriptorSink

  /// The pager's command line: the first that is set; nil when that is empty or `cat`.
  ///
  /// - Source: gitvar(1), `GIT_PAGER`, with `SYNVC_PAGER` before it.
  package static func command(environment: [String: String], configured: String? = nil) -> String? {
    let wishes = [environment["SYNVC_PAGER"], environment["GIT_PAGER"], configured, environment["PAGER"]]
    let command = wishes.lazy.compactMap { $0 }.first ?? "less"
    return ["", "cat"].contains(command) ? nil : command
  }

  /// Starts the pager with its standard input at our end of a pipe.
  ///
  /// - Returns: nil when it cannot be started; the results then go where they would without a pager.
  package static func start(_ command: String, environment: [String: String]) -> Pager? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    // No child may inherit our end: a pager that holds it never sees the end of its input.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let defaults = ["LESS": "FRX", "LV": "-c"]
    let variables = defaults.merging(environment) { _, own in own }
    guard let process = spawn(arguments(of: command), environment: variables, input: ends[0]) else {
      close(ends[1])
      return nil
    }
    return Pager(process: process, sink: DescriptorSink(ends[1]))
  }

  /// Waits until the user has left the pager.
  package func wait() {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }

  /// Words of a plain command; a shell for one with quotes, variables or redirections in it.
  static func arguments(of command: String) -> [String] {
    let isPlain = command.utf8.allSatisfy { !"|&;<>()$`\\\"'*?[#~=%{}!\n\t".utf8.contains($0) }
    return isPlain ? command.split(separator: " ").map(String.init) : ["/bin/sh", "-c", command]
  }

  private static func spawn(_ arguments: [String], environment: [String: String], input: Int32) -> pid_t? {
    guard let program = arguments.first else { return nil }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    var ignoredHere = sigset_t()
    sigemptyset(&ignoredHere)
    sigaddset(&ignoredHere, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &ignoredHere)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let failure = withCStrings(arguments) { words in
      withCStrings(environment.map { "\($0)=\($1)" }) {
        posix_spawnp(&process, program, &actions, &attributes, words, $0)
      }
    }
    return failure == 0 ? process : nil
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
