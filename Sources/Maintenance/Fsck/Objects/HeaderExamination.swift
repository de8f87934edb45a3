import Bytes
import Objects
import Repository

/// The problems of a commit or a tag.
struct HeaderExamination {
  private(set) var findings: [Finding] = []
  private(set) var isMalformed = false

  private let id: ObjectID

  init(commit bytes: [UInt8], id: ObjectID) {
    self.id = id
    do {
      let commit = try Commit(parsing: bytes, format: id.format)
      let limit = ReadingBudget.Reader.parents
      if commit.parents.count > limit.limit {
        findings.append(
          Finding(.tooLarge, object: id) {
            $0.name = id.hex
            $0.expected = "\(limit.limit) \(limit.rawValue)"
          })
      }
      if commit.message.contains(0) { unusual("zero byte") }
      // A duplicate header: git reads the first, other programs the last.
      for name in ["author", "committer", "tree", "parent"] where commit.headers.contains(where: { $0.name == name }) {
        malformed(FormatError(.malformed(name), at: 0))
      }
    } catch {
      malformed(error)
    }
    lines(bytes, signatures: ["author", "committer"])
  }

  init(tag bytes: [UInt8], id: ObjectID) {
    self.id = id
    do {
      let tag = try Tag(parsing: bytes, format: id.format)
      if RefName(tag: String(decoding: tag.name, as: UTF8.self)) == nil { unusual("name") }
      if tag.tagger == nil { unusual("tagger") }
    } catch {
      malformed(error)
    }
    lines(bytes, signatures: ["tagger"])
  }

  /// Checks the headers as bytes: the parser tolerates more than git does.
  private mutating func lines(_ bytes: [UInt8], signatures: [String]) {
    var start = 0
    while start < bytes.count, bytes[start] != 0x0A {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line = bytes[start..<end]
      if let zero = line.firstIndex(of: 0) { malformed(FormatError(.malformed("zero byte"), at: zero)) }
      for name in signatures where line.starts(with: Array("\(name) ".utf8)) {
        if let problem = SignatureRules.problem(line.dropFirst(name.utf8.count + 1)) {
          malformed(FormatError(.malformed("\(name) \(problem)"), at: start))
        }
      }
      start = end + 1
    }
  }

  private mutating func malformed(_ error: FormatError) {
    isMalformed = true
    let known = findings.contains { $0.kind == .objectMalformed && $0.evidence.offset == error.offset }
    if !known {
      findings.append(
        Finding(.objectMalformed, object: id) {
          $0.offset = error.offset
          $0.damage = .format(error)
        })
    }
  }

  private mutating func unusual(_ what: String) {
    findings.append(Finding(.objectUnusual, object: id) { $0.found = what })
  }
}

/// Git's rules for `Name <email> seconds zone`, which are stricter than the parser.
///
/// - Source: git, `fsck.c` (`fsck_ident`) and `Documentation/fsck-msgids`.
enum SignatureRules {
  /// The problem, in a word; nil for a valid line.
  static func problem(_ line: ArraySlice<UInt8>) -> String? {
    guard let open = line.firstIndex(of: 0x3C) else { return "email" }
    if open == line.startIndex { return "name" }
    if line[..<open].contains(0x3E) || line[line.index(before: open)] != 0x20 { return "name" }
    let rest = line[(open + 1)...]
    guard let close = rest.firstIndex(where: { $0 == 0x3E || $0 == 0x3C }), rest[close] == 0x3E else { return "email" }
    let fields = rest[(close + 1)...].split(separator: 0x20, omittingEmptySubsequences: false)
    guard fields.count == 3, fields[0].isEmpty, let first = fields[1].first else { return "date" }
    if first == 0x30, fields[1].count > 1 { return "date" }
    // Dates of more bits than git keeps are shown as another date.
    guard fields[1].allSatisfy({ (0x30...0x39).contains($0) }),
      let seconds = Int(String(decoding: fields[1], as: UTF8.self)),
      seconds < Int.max
    else { return "date" }
    let zone = fields[2]
    guard zone.count == 5, zone.first == 0x2B || zone.first == 0x2D,
      zone.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
    else { return "zone" }
    return nil
  }
}
