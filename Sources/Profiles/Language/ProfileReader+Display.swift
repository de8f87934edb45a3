internal import Bytes
internal import Synchronization

extension ProfileReader {
  /// Reads how a value is shown: a word, or one key with its settings.
  func display(_ node: ProfileNode, depth: Int = 0) throws(ProfileError) -> Display {
    guard depth < 8 else { throw node.fail(.tooDeep) }
    if node.isScalar { return try plainDisplay(node, depth: depth) }
    let fields = try node.fields(
      ["number", "enum", "words", "else", "bands", "of", "note", "slot", "steps", "switch-on", "cases"])
    var otherwise = Display.number(Scale())
    if let node = fields["else"] { otherwise = try display(node, depth: depth + 1) }
    if let scale = fields["number"] { return .number(try self.scale(scale)) }
    if let name = fields["enum"] {
      guard let words = enumerations[try name.string()] else {
        throw name.fail(.unknownName(try name.string(), of: "enums"))
      }
      return .words(words, otherwise: otherwise)
    }
    if let words = fields["words"] { return .words(try self.words(words), otherwise: otherwise) }
    if let bands = fields["bands"] {
      return try self.bands(bands, of: try fields["of"]?.int(in: 1...65_536) ?? 128)
    }
    if let note = fields["note"] { return .note(middleC: try note.int(in: -10...20)) }
    if let steps = fields["steps"] { return .steps(count: try steps.int(in: 1...64)) }
    if let slot = fields["slot"] {
      guard let numbering = numberings[try slot.string()] else {
        throw slot.fail(.unknownName(try slot.string(), of: "kinds"))
      }
      return .slot(numbering)
    }
    if let on = fields["switch-on"] {
      var cases: [String: Display] = [:]
      for (key, value) in try fields.need("cases", in: node).pairs() {
        cases[key] = try display(value, depth: depth + 1)
      }
      return .choice(on: try on.string(), cases: cases, otherwise: otherwise)
    }
    throw node.fail(.expected("a display"))
  }

  private func bands(_ node: ProfileNode, of count: Int) throws(ProfileError) -> Display {
    var words: [UInt64: String] = [:]
    var seen: Set<String> = []
    for (index, name) in try node.list(.words).enumerated() { words[UInt64(index)] = try word(name, besides: &seen) }
    guard (1...count).contains(words.count) else { throw node.fail(.expected("1 to \(count) names")) }
    return .bands(words.sorted { $0.key < $1.key }.map(\.value), of: count)
  }

  private func plainDisplay(_ node: ProfileNode, depth: Int) throws(ProfileError) -> Display {
    switch try node.string() {
    case "flag": return .flag
    case "bytes": return .bytes
    case "number": return .number(Scale())
    case let name:
      if let known = namedDisplays[name] { return known }
      guard let named = displays[name] else { throw node.fail(.unknownName(name, of: "displays")) }
      let display = try display(named, depth: depth + 1)
      namedDisplays[name] = display
      return display
    }
  }

  private func scale(_ node: ProfileNode) throws(ProfileError) -> Scale {
    let fields = try node.fields(["offset", "divisor", "unit", "range"])
    var range: ClosedRange<Int>?
    if let node = fields["range"] {
      let bounds = try node.list()
      guard bounds.count == 2 else { throw node.fail(.expected("two numbers")) }
      let (low, high) = (try bounds[0].int(), try bounds[1].int())
      guard low <= high else { throw node.fail(.expected("the lower number first")) }
      range = low...high
    }
    let divisor = try fields["divisor"]?.int() ?? 1
    guard (1...1_000_000).contains(divisor) else { throw node.fail(.expected("a divisor from 1 on")) }
    return Scale(
      offset: try fields["offset"]?.int(in: -(1 << 40)...1 << 40) ?? 0, divisor: divisor,
      unit: try fields["unit"]?.string(), range: range)
  }
}

/// Displays with a name, read on first use.
///
/// A class, because a non-mutating reader keeps the displays it has read.
final class NamedDisplays: Sendable {
  private let read = Mutex<[String: Display]>([:])

  subscript(name: String) -> Display? {
    get { read.withLock { $0[name] } }
    set { read.withLock { $0[name] = newValue } }
  }
}
