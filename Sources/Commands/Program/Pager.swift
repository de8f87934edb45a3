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
    let words = arguments(of: command)
    let launch = Launch(
      program: words.first ?? "", words: words, environment: variables, descriptors: [(ends[0], STDIN_FILENO)])
    do throws(Launch.Failure) {
      return Pager(process: try launch.start(), sink: DescriptorSink(ends[1]))
    } catch {
      close(ends[1])
      return nil
    }
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
}
