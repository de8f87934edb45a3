internal import Glibc

extension JSONError: Reportable {
  package var report: Report {
    Report(.badInput, "bad JSON at byte \(offset): \(words)", details: ["offset": JSON(offset)])
  }

  private var words: StyledText {
    switch problem {
    case .endsEarly: "it ends too early"
    case .unexpected(let byte): "\(quoted: Escape.bytes([byte])) is unexpected"
    case .trailing: "extra data follows the value"
    case .tooDeep(let limit): "it is nested deeper than \(limit) levels"
    case .tooLong(let limit): "it is longer than \(limit) bytes"
    case .duplicateName(let name): "the name \(quoted: name) occurs twice in one object"
    case .badEscape: "the escape sequence is unknown or incomplete"
    case .invalidUTF8: "the text is not UTF-8"
    case .outOfRange: "the number is too large"
    }
  }
}

extension WriteFailure: Reportable {
  package var report: Report {
    Report(.storageFailed, "cannot write: \(words)", details: ["errno": JSON(Int(code))])
  }

  /// The system's words, in lower case as our own messages.
  package var words: String { String(cString: strerror(code)).lowercased() }
}
