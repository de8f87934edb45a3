package import Bytes

extension FormatError: Reportable {
  package var report: Report {
    Report(.badInput, "bad data at byte \(offset): \(words)", details: ["offset": JSON(offset)])
  }

  private var words: StyledText {
    switch problem {
    case .endsEarly(let needed): "it ends \(needed) \(needed == 1 ? "byte" : "bytes") too early"
    case .highBit(let byte): "\(Hex.compact([byte]).uppercased())h where only bytes up to 7Fh are allowed"
    case .unexpected(let found, let expected): "found \(found), expected \(expected)"
    case .outOfRange(let value, let allowed):
      "\(value) is outside \(allowed.lowerBound) to \(allowed.upperBound)"
    case .trailing(let count): "\(count) \(count == 1 ? "byte follows" : "bytes follow") the end"
    case .checksum(let found, let computed): "checksum \(found) does not match the data, which gives \(computed)"
    case .malformed(let text): "cannot parse \(quoted: text)"
    }
  }
}
