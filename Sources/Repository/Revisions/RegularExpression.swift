import Bytes
import Glibc

/// A POSIX extended regular expression, as git uses them.
///
/// glibc's compiler expands repeats and recurses for every nested group, so a short pattern can exhaust memory and
/// stack. A pattern that would grow too large is refused before it is compiled.
struct RegularExpression: ~Copyable {
  /// Why a text is none.
  enum Failure: Error {
    case malformed
    /// Too long, or too long once its repeats are written out.
    case tooLarge
  }

  private let compiled: UnsafeMutablePointer<regex_t>

  init(_ pattern: String) throws(Failure) {
    guard Self.size(pattern) <= ReadingBudget.Reader.expression.limit else { throw .tooLarge }
    let room = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    room.initialize(to: regex_t())
    guard regcomp(room, pattern, REG_EXTENDED | REG_NOSUB) == 0 else {
      room.deallocate()
      throw .malformed
    }
    compiled = room
  }

  deinit {
    regfree(compiled)
    compiled.deallocate()
  }

  func matches(_ text: String) -> Bool { regexec(compiled, text, 0, nil, 0) == 0 }

  /// About how many bytes a pattern has when every `{M,N}` in it is written out, within each other too.
  ///
  /// - Shape: braces always count as a repeat, even within brackets: rather too large than too small. A `*` or `+`
  ///   behind another one counts as a repeat of two.
  static func size(_ pattern: String) -> Int {
    // Sizes of the open groups, and of the last item in each.
    var groups: [(size: Int, last: Int)] = [(0, 0)]
    var bytes = Array(pattern.utf8)[...]
    func add(_ size: Int) { groups[groups.count - 1] = (groups[groups.count - 1].size.addingClamped(size), size) }
    func repeatLast(_ times: Int) {
      let last = groups[groups.count - 1].last.multipliedClamped(by: times)
      let size = groups[groups.count - 1].size.addingClamped(last)
      groups[groups.count - 1] = (size, last)
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case 0x5C:  // backslash
        _ = bytes.popFirst()
        add(1)
      case 0x28: groups.append((1, 0))  // (
      case 0x29 where groups.count > 1: add(groups.removeLast().size)  // )
      case 0x7B:  // {
        let numbers = bytes.prefix { $0 != 0x7D }.split(separator: 0x2C)
        let most = numbers.compactMap { Int(String(decoding: $0, as: UTF8.self)) }.max() ?? 1
        repeatLast(max(1, most))
      case 0x2A, 0x2B, 0x3F: repeatLast(1)  // * + ?
      default: add(1)
      }
    }
    return groups.reduce(0) { $0.addingClamped($1.size) }
  }
}
