import Glibc

/// A POSIX extended regular expression, as git uses them.
struct RegularExpression: ~Copyable {
  private let compiled: UnsafeMutablePointer<regex_t>

  /// Nil for a pattern that is none.
  init?(_ pattern: String) {
    compiled = .allocate(capacity: 1)
    compiled.initialize(to: regex_t())
    guard regcomp(compiled, pattern, REG_EXTENDED | REG_NOSUB) == 0 else {
      compiled.deallocate()
      return nil
    }
  }

  deinit {
    regfree(compiled)
    compiled.deallocate()
  }

  func matches(_ text: String) -> Bool { regexec(compiled, text, 0, nil, 0) == 0 }
}
