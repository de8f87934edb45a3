import Glibc
import Ports
import Testing

/// A folder of named pipes that is gone after the test.
final class Scratch {
  let folder: String

  init() throws {
    // A far end that is gone must show as an error, as it does in the program, which ignores the signal too.
    signal(SIGPIPE, SIG_IGN)
    var template = Array("/tmp/synvc-ports-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
  }

  deinit {
    for name in ["a", "b", "file"] { unlink(path(name)) }
    rmdir(folder)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func makePipes() throws {
    for name in ["a", "b"] { try #require(mkfifo(path(name), 0o600) == 0) }
  }

  /// The name of the port that reads pipe `a` and writes pipe `b`.
  var near: PortName { .pair(input: path("a"), output: path("b")) }
  /// The name of the port at the other ends.
  var far: PortName { .pair(input: path("b"), output: path("a")) }
}
