import TestSupport
import Bytes
import Testing

@testable import Profiles

/// A profile travels inside an archive, so a stranger may have written it.
@Suite("limits on profiles")
struct BoundsTests {
  private func problem(_ text: String) -> ProfileError.Problem? {
    do throws(ProfileError) {
      _ = try Profile(text: text)
      return nil
    } catch { return error.problem }
  }

  private static let wide = "dimensions: {a: 65536, b: 65536, c: 65536}\ntypes:\n  none: {seq: []}"

  @Test("multiplied repeats of zero size are refused before they take years to walk")
  func nothing() {
    let text = ToyProfile.text(tables: Self.wide, seq: ["{id: x, type: none, repeat: [a, b, c]}"])
    #expect(problem(text) == .tooLarge(.values))
  }

  @Test("millions of single bits, list indices or mask indices are refused")
  func leaves() {
    let bits = "dimensions: {a: 65536, b: 128}"
    #expect(problem(ToyProfile.text(tables: bits, seq: ["{id: x, type: b1, repeat: [a, b]}"])) == .tooLarge(.values))
    let list = "{id: l, type: list, size: 1, parts: {a: 16, b: 16, c: 16, v: 8, w: 8}, count: n}"
    #expect(problem(ToyProfile.text(tables: Self.wide, seq: [list])) != nil)
    let notes = "{id: l, type: list, size: 1, parts: {a: 16, b: 16, v: 8}, count: n}"
    #expect(problem(ToyProfile.text(tables: Self.wide, seq: [notes])) == .tooLarge(.values))
    let rows = [
      "{id: m, type: mask, size: 8, over: t, repeat: o}",
      "{id: r, type: rows, mask: m, rows: 1, over: a, parameters: p}",
    ]
    let tables = "dimensions: {a: 65536, t: 64, o: 64}\ntypes:\n  p: {seq: [{id: q, type: u1}]}"
    let view = ["r: 'o.{o}.{a}.{parameter}'"]
    #expect(problem(ToyProfile.text(tables: tables, seq: rows, view: view)) == .tooLarge(.values))
  }

  @Test("more bytes than a message may have are refused, even as products")
  func bytes() {
    let text = ToyProfile.text(tables: Self.wide, seq: ["{id: x, type: u8, repeat: [a, b, c]}"])
    #expect(problem(text) == .tooLarge(.payload))
    let types = "types:\n  big: {seq: [{ids: [\((0..<9000).map { "m\($0)" }.joined(separator: ","))], type: u1}]}"
    #expect(problem(ToyProfile.text(tables: types, seq: ["{ids: [a, b, c], type: big}"])) == .tooLarge(.members))
  }

  @Test("extreme numbers are refused or read without a crash")
  func edges() throws {
    let edges = ["9223372036854775807", "-9223372036854775808", "9223372036854775808", "0x7FFFFFFFFFFFFFFF", "0", "-1"]
    for edge in edges {
      let labels = ToyProfile.text(
        tables: "dimensions:\n  a: {count: 2, first: \(edge)}", seq: ["{id: x, type: u1, repeat: a}"])
      let range = ToyProfile.text(
        seq: ["{id: x, type: s8}"], view: ["x: {as: {number: {offset: \(edge), range: [\(edge), \(edge)]}}}"])
      let initial = ToyProfile.text(seq: [
        "{id: x, type: b63, initial: \(edge)}", "{id: y, type: b1, initial: \(edge)}",
      ])
      let until = ToyProfile.text(
        tables: "dimensions: {a: 2}\ntypes:\n  t: {seq: [{id: x, type: s8}]}",
        seq: ["{id: r, type: t, repeat: a, until: {x: \(edge)}}"])
      let size = ToyProfile.text(seq: ["{id: x, type: bytes, size: \(edge), pos: \(edge)}"])
      for text in [labels, range, initial, until, size] {
        guard let kind = try? Profile(text: text).kind("patch") else { continue }
        let (item, _) = kind.decode(try ToyProfile.message(Array(repeating: 0x7F, count: 16)))
        #expect(!item.fields.isEmpty)
        _ = PathProblem.find(in: kind)
      }
    }
  }

  @Test("numbers of every width describe their accepted values", arguments: 1...64)
  func widths(bits: Int) {
    for isSigned in [false, true] {
      let type = NumberType(bits: bits, isSigned: isSigned)
      #expect(Display.number(Scale()).allowed(type) != nil)
      for number in [type.numbers.lowerBound, type.numbers.upperBound] {
        #expect(type.pattern(number).map(type.meaning) == number, "\(number)")
      }
      #expect(bits >= 63 || type.pattern(type.numbers.upperBound + 1) == nil)
    }
  }

  @Test("an end mark inside a row's member does not end the row")
  func endMark() {
    let tables = "dimensions: {a: 2}\ntypes:\n  in: {seq: [{id: y, type: u1}]}\n  t: {seq: [{id: x, type: in}]}"
    let seq = ["{id: r, type: t, repeat: a, until: {x/y: 0}}"]
    #expect(problem(ToyProfile.text(tables: tables, seq: seq)) == .binding(.unknownMember("x/y", at: "r")))
  }

  @Test("long label lists, paths and patterns are refused")
  func long() {
    let words = (0...4096).map { "w\($0)" }.joined(separator: ", ")
    #expect(problem(ToyProfile.text(tables: "enums: {e: [\(words)]}", seq: ["{id: x, type: u1}"])) == .tooLarge(.words))
    let path = Array(repeating: "p", count: 33)
    let (view, id) = (["x: \(path.joined(separator: "."))"], path.joined(separator: "_"))
    #expect(problem(ToyProfile.text(seq: ["{id: x, type: u1}"], view: view)) == .tooLarge(.path))
    #expect(problem(ToyProfile.text(seq: ["{id: \(id), type: u1}"])) == .tooLarge(.path))
    let dump = ToyProfile.text(seq: ["{id: x, type: u1}"]).replacing(
      "{body*}", with: "{body*} \(Array(repeating: "{z:4096}", count: 300).joined(separator: " "))")
    #expect(problem(dump) == .tooLarge(.payload))
  }

  @Test(
    "a request is exactly one message with content",
    arguments: [
      ("7D 01 10 {slot} F7", .notBegun), ("F0 7D 01 10 {slot}", .notEnded), ("{slot} 7D F7", .notBegun),
      ("F0 7D 01 {slot} F7 F0 7D 02 F7", .statusInside(0xF7)), ("F0 7D 01 {slot} F7 F7", .statusInside(0xF7)),
      ("F0 7D F8 {slot} F7", .statusInside(0xF8)), ("F0 7D F3 {slot} F7", .statusInside(0xF3)),
      ("F0 7D B? {slot} F7", .statusInside(0xB0)), ("F0 7D 01 {slot} F7 00", .notEnded),
      ("F0 {slot} 01 F7", .openMaker), ("F0 00 {slot} 20 F7", .openMaker), ("F0 ?? {slot} F7", .openMaker),
      ("F0 7D {slot} {data:61} F7", .tooLong(65)),
      ("F0 7F 7F 06 {slot} F7", .universal([0xF0, 0x7F, 0x7F, 0x06, 0, 0xF7])),
      ("F0 7E 7F 07 {slot} F7", .universal([0xF0, 0x7E, 0x7F, 0x07, 0, 0xF7])),
      ("F0 7E 7F {slot} 01 F7", .universal([0xF0, 0x7E, 0x7F, 0, 0x01, 0xF7])),
    ] as [(String, OutgoingProblem)])
  func requests(request: String, wrong: OutgoingProblem) {
    let text = ToyProfile.text(seq: ["{id: x, type: u1}"])
    let kind = text.replacing("F0 7D 01 10 {slot} F7", with: request)
    #expect(problem(kind) == .notOneMessage(wrong))
    let probe = text.replacing("kinds:", with: "probe: {request: \"\(request)\", reply: \"F0 7D F7\"}\nkinds:")
    #expect(problem(probe) == .notOneMessage(wrong))
    let shake = text.replacing(
      "kinds:", with: "handshake: {kind: kawai, open: \"\(request)\", accepted: \"F0 7D F7\"}\nkinds:")
    #expect(problem(shake) == .notOneMessage(wrong))
    let said = text.replacing("kinds:", with: "handshake: {kind: kawai, accepted: \"\(request)\"}\nkinds:")
    #expect(problem(said) == .notOneMessage(wrong))
  }

  @Test(
    "a dump is exactly one message",
    arguments: ["7D 20 {slot} {body*} F7", "F0 7D {slot} {body*}", "F0 7D F7 {body*} F7"])
  func dumps(dump: String) {
    let text = ToyProfile.text(seq: ["{id: x, type: u1}"]).replacing("F0 7D 01 20 {slot} {body*} F7", with: dump)
    guard case .notOneMessage? = problem(text) else { Issue.record("\(dump) is taken"); return }
  }
}
