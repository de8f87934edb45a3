package import Compression

extension InflateError: Reportable {
  package var report: Report { Report(.badInput, "cannot unpack: \(words)") }
}

extension ZipError: Reportable {
  package var report: Report {
    switch self {
    case .notZip: Report(.badInput, "it is not a zip file, or is incomplete")
    case .damaged(let offset):
      Report(.badInput, "the zip file is damaged at byte \(offset)", details: ["offset": JSON(offset)])
    case .zip64(let member):
      Report(
        .badInput, "\(Self.name(member)) uses the 64-bit form of zip, which synvc does not support", hint: Self.unpack)
    case .encrypted(let member):
      Report(.badInput, "\(Self.name(member)) is encrypted", hint: Self.unpack)
    case .unknownMethod(let member, let method):
      Report(
        .badInput, "\(Self.name(member)) uses the compression method \(method), which synvc does not support",
        hint: Self.unpack)
    case .tooLong(let member, let limit):
      Report(.badInput, "\(Self.name(member)) unpacks to more than \(limit) bytes", hint: Self.unpack)
    case .inflate(let member, let error): Report(.badInput, "\(Self.name(member)) cannot be unpacked: \(error.words)")
    case .checksum(let member, _, _): Report(.badInput, "\(Self.name(member)) is damaged: its checksum is wrong")
    case .size(let member, let found, let claimed):
      Report(.badInput, "\(Self.name(member)) has \(found) bytes, but its header claims \(claimed)")
    case .overlap(let member):
      Report(.badInput, "\(Self.name(member)) overlaps other members: the zip file is damaged or malicious")
    case .severalParts: Report(.badInput, "it is one part of a split zip file", hint: Self.unpack)
    }
  }

  private static let unpack: StyledText = "unpack it with another program and import the files"

  private static func name(_ member: [UInt8]?) -> StyledText { member.map { "'\(bytes: $0)'" } ?? "the file" }
}

extension InflateError {
  /// The problem, without a subject.
  var words: StyledText {
    switch self {
    case .truncated: "the packed bytes end too early"
    case .trailing(let count): "\(count) \(count == 1 ? "byte follows" : "bytes follow") the end of the packed bytes"
    case .tooLong(let limit): "it unpacks to more than \(limit) bytes"
    case .corrupt(let offset): "the packed bytes are damaged near byte \(offset)"
    }
  }
}
