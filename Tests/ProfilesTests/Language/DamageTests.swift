import Bytes
import Profiles
import TestSupport
import Testing

/// A profile's text is input: whatever is wrong with it, the reader says where.
@Suite("damaged profiles")
struct DamageTests {
  /// Reads a text; nil where it is a profile, else the line of the error.
  private func line(_ text: String) -> Int? {
    do {
      _ = try Profile(text: text)
      return nil
    } catch {
      return error.line
    }
  }

  @Test("the example without any line or block remains valid or fails with a line number")
  func missingLines() throws {
    let lines = try Example.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var refused = 0
    for index in lines.indices where !lines[index].isEmpty {
      let depth = lines[index].prefix { $0 == " " }.count
      let end = lines[(index + 1)...].firstIndex { $0.prefix { $0 == " " }.count <= depth } ?? lines.count
      let found = line((lines[..<index] + lines[end...]).joined(separator: "\n"))
      #expect(found.map { $0 > 0 } ?? true, "without line \(index + 1): \(lines[index])")
      refused += found == nil ? 0 : 1
    }
    #expect(refused > 60)
  }

  @Test(
    "a value of another type is refused with a line, or is valid",
    arguments: [
      "[]", "{}", "{a: 1}", "[1, [2]]", "~", "-1", "99999999999999999999", "\"\"", "yes", "0x", "\"\\u0000\"", "*a",
    ])
  func wrongTypes(value: String) throws {
    let lines = try Example.text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in lines.indices {
      for (range, _) in Self.values(of: lines[index]) {
        var changed = lines
        changed[index].replaceSubrange(range, with: value)
        let found = line(changed.joined(separator: "\n"))
        #expect(found.map { $0 > 0 } ?? true, "line \(index + 1): \(changed[index])")
      }
    }
  }

  /// Where the values of a line stand: behind a colon and a blank, up to the next comma or brace outside quotes.
  private static func values(of line: String) -> [(Range<String.Index>, Substring)] {
    var found: [(Range<String.Index>, Substring)] = []
    var rest = line.startIndex
    while let colon = line[rest...].firstRange(of: ": ") {
      var end = colon.upperBound
      var isQuoted = false
      while end < line.endIndex, isQuoted || !",}]".contains(line[end]) {
        if line[end] == "\"" { isQuoted.toggle() }
        end = line.index(after: end)
      }
      found.append((colon.upperBound..<end, line[colon.upperBound..<end]))
      rest = colon.upperBound
    }
    return found
  }

  @Test("seeded deletions and duplications give a profile or an error with a line", arguments: 0..<8 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let texts = [try Example.text(), try Shipped.text("elektron-monomachine")]
    for round in 0..<(seed < 6 ? 60 : 12) {
      var characters = Array(texts[seed < 6 ? 0 : 1])
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        let start = Int.random(in: 0..<characters.count, using: &numbers)
        let end = min(characters.count, start + Int.random(in: 1...20, using: &numbers))
        if Bool.random(using: &numbers) {
          characters.removeSubrange(start..<end)
        } else {
          characters.insert(
            contentsOf: characters[start..<end], at: Int.random(in: 0..<characters.count, using: &numbers))
        }
      }
      let found = line(String(characters))
      #expect(found.map { $0 > 0 } ?? true, "seed \(seed), round \(round)")
    }
  }

  @Test("recursive types, direct or circular, and unbounded types are refused")
  func deepTypes() throws {
    let straight = "types:\n  a: {seq: [{id: x, type: a}]}"
    let circle = "types:\n  a: {seq: [{id: x, type: b}]}\n  b: {seq: [{id: x, type: {switch-on: k, cases: {1: a}}}]}"
    let rows = "types:\n  a:\n    seq: [{id: x, type: rows, mask: m, rows: 2, over: d, parameters: a}]"
    var wide = "types:\n  t0: {seq: [{id: x, type: u1}]}\n"
    for level in 1...12 { wide += "  t\(level): {seq: [{ids: [a, b, c, d, e, f, g, h], type: t\(level - 1)}]}\n" }
    for tables in [straight, circle, rows, wide] {
      let error = #expect(throws: ProfileError.self) {
        try Profile(text: ToyProfile.text(tables: tables, seq: ["{id: m, type: a}"]))
      }
      #expect([.tooDeep, .tooLarge(.members)].contains(error?.problem) && (error?.line ?? 0) > 0)
    }
  }

  @Test(
    "excessive sizes are refused",
    arguments: [
      "{id: a, type: bytes, size: 99999999}", "{id: a, type: u1, repeat: [big, big, big, big, big]}",
      "{id: a, type: u1, pos: 4611686018427387904}", "{id: a, type: pad, size: 0}",
      "{id: a, type: list, size: 1000000, parts: {big: 8, v: 8}, count: n}", "{id: a, type: mask, size: 1, over: big}",
    ])
  func bounds(member: String) throws {
    let error = #expect(throws: ProfileError.self) {
      try Profile(text: ToyProfile.text(tables: "dimensions:\n  big: 65536", seq: [member]))
    }
    #expect((error?.line ?? 0) > 0)
  }

  @Test(
    "ambiguous and duplicate declarations are refused",
    arguments: [
      ("enums:\n  e: [a, A]", Problem.duplicate), ("enums:\n  e: {1: a, 0x1: b}", .duplicate),
      ("enums:\n  e: [\"12\"]", .ambiguous), ("enums:\n  e: [\"#1\"]", .ambiguous),
      ("dimensions:\n  d: {names: [x, X]}", .duplicate), ("dimensions:\n  d: {count: 2, names: [\"2\"]}", .duplicate),
      ("dimensions:\n  d: 010", .ambiguous), ("keeping: somewhere", .expected), ("maker: Twice", .duplicate),
      ("nonsense: 1", .unknownKey),
    ])
  func tables(tables: String, problem: Problem) {
    let error = #expect(throws: ProfileError.self) {
      try Profile(text: ToyProfile.text(tables: tables, seq: ["{id: a, type: u1}"]))
    }
    #expect(error.map { problem.fits($0.problem) } ?? false, "\(String(describing: error))")
    #expect((error?.line ?? 0) > 0)
  }

  enum Problem {
    case duplicate, ambiguous, expected, unknownKey

    func fits(_ problem: ProfileError.Problem) -> Bool {
      switch (self, problem) {
      case (.duplicate, .duplicate), (.ambiguous, .ambiguous), (.expected, .expected), (.unknownKey, .unknownKey): true
      default: false
      }
    }
  }
}
