import Glibc

/// Runs a program to its end, its output thrown away.
///
/// Spawned and waited for by the system's own calls: Foundation looks for the end of a process every 50 ms.
struct Program {
  let path: String
  let environment: [String: String]

  /// - Parameters:
  ///   - folder: becomes that of the benchmarks too, which do one thing at a time.
  ///   - input: a file for its standard input.
  func run(_ arguments: [String], in folder: String, input: String? = nil) throws {
    guard chdir(folder) == 0 else { throw Failure(command: "chdir", status: errno) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...2 as ClosedRange<Int32> {
      let file = descriptor == 0 ? input ?? "/dev/null" : "/dev/null"
      posix_spawn_file_actions_addopen(&actions, descriptor, file, descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var child: pid_t = 0
    let error = withStrings([path] + arguments) { words in
      withStrings(environment.map { "\($0)=\($1)" }) { posix_spawn(&child, path, &actions, nil, words, $0) }
    }
    guard error == 0 else { throw Failure(command: path, status: error) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(command: path, status: errno) }
    }
    guard status == 0 else { throw Failure(command: arguments.joined(separator: " "), status: status) }
  }

  /// A command that did not end with 0.
  struct Failure: Error {
    let command: String
    /// As `waitpid` gives it, or an error number.
    let status: Int32
  }
}

/// Calls with a list of C strings that ends with a null pointer.
private func withStrings(
  _ strings: [String], _ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
) -> Int32 {
  var pointers = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { $0.baseAddress.map(call) ?? EFAULT }
}
