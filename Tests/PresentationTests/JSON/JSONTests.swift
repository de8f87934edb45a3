import Testing

@testable import Presentation

@Suite("JSON")
struct JSONTests {
  @Test("sorted objects put the version first, then the names in order")
  func sortedNames() {
    let value: JSON = ["zebra": 1, "version": 1, "apple": [], "ä": [:]]
    #expect(value.line == #"{"version":1,"apple":[],"zebra":1,"ä":{}}"#)
  }

  @Test("ordered objects keep their order; for a duplicate name the last value wins")
  func orderedNames() {
    #expect(JSON.ordered([("b", 1), ("a", 2), ("b", 3)]).line == #"{"b":3,"a":2}"#)
  }

  @Test("the pretty form indents by two spaces")
  func pretty() {
    let value: JSON = ["slots": [["name": "kit/005"], nil], "none": [], "count": 2]
    #expect(
      value.pretty == """
        {
          "count": 2,
          "none": [],
          "slots": [
            {
              "name": "kit/005"
            },
            null
          ]
        }
        """)
  }

  @Test("strings escape terminal controls and line breaks")
  func escapes() throws {
    let value = JSON("\"\\\n\t\r\u{0}\u{1B}\u{7F}\u{9B}\u{2028}\u{202E}\u{E0041}é€🎹")
    let expected = #""\"\\\n\t\r\u0000\u001b\u007f\u009b\u2028\u202e\udb40\udc41é€🎹""#
    #expect(value.line == expected)
    #expect(try JSON.parse(value.line) == value)
  }

  @Test("a non-finite number is written as null")
  func notFinite() {
    #expect(
      JSON.array([.double(.infinity), .double(.nan), .double(1.5), .double(1e300)]).line == "[null,null,1.5,1e+300]")
  }

  @Test(
    "written values parse back equal",
    arguments: [
      nil, true, [1, -2, .double(0.5)], .int(.max), .int(.min), ["a": ["b": [nil, "é\u{301}"]]],
      .ordered([("z", 1), ("a", 2)]),
    ] as [JSON])
  func roundTrip(value: JSON) throws {
    #expect(try JSON.parse(value.line) == value)
    #expect(try JSON.parse(value.pretty) == value)
  }

  @Test(
    "invalid JSON is rejected at the offending byte",
    arguments: [
      ("", .endsEarly, 0), ("[1,]", .unexpected(0x5D), 3), ("{\"a\":1,}", .unexpected(0x7D), 7), ("01", .trailing, 1),
      ("1 2", .trailing, 2), ("nul", .endsEarly, 3), ("\"\\x\"", .badEscape, 1), ("\"\\ud800\"", .badEscape, 1),
      ("\"\\ud800\\u0041\"", .badEscape, 1), ("\"a\nb\"", .unexpected(0x0A), 2), ("-", .endsEarly, 1),
      ("1.", .endsEarly, 2), ("9223372036854775808", .outOfRange, 0), ("1e999", .outOfRange, 0),
      ("{\"a\":1,\"\\u0061\":2}", .duplicateName("a"), 7), ("NaN", .unexpected(0x4E), 0), ("'a'", .unexpected(0x27), 0),
      ("[1", .endsEarly, 2), ("\"a", .endsEarly, 2), ("\"\\u12", .endsEarly, 5), ("{1:2}", .unexpected(0x31), 1),
    ] as [(String, JSONError.Problem, Int)])
  func malformed(text: String, problem: JSONError.Problem, offset: Int) {
    #expect(throws: JSONError(problem: problem, offset: offset)) { try JSON.parse(text) }
  }

  @Test("invalid UTF-8 is rejected")
  func invalidUTF8() {
    #expect(throws: JSONError(problem: .invalidUTF8, offset: 1)) { try JSON.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D]) }
  }

  @Test("nesting depth and length are limited")
  func bounds() throws {
    let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(throws: Never.self) { try JSON.parse(deep(64)) }
    #expect(throws: JSONError(problem: .tooDeep(limit: 64), offset: 64)) { try JSON.parse(deep(65)) }
    #expect(throws: JSONError(problem: .tooLong(limit: 3), offset: 3)) { try JSON.parse(Array("1234".utf8), limit: 3) }
  }

  @Test("every prefix is rejected with an offset inside it and no crash")
  func prefixes() throws {
    let text = Array(#"{"a":[1,-2.5e3,"\ud83c\udfb9\n",true,null],"b":{}}"#.utf8)
    #expect(throws: Never.self) { try JSON.parse(text) }
    for count in 0..<text.count {
      let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text.prefix(count))) }
      #expect((0...count).contains(error?.offset ?? -1), "\(count) bytes")
    }
  }

  @Test("a flipped bit never crashes the parser, and accepted text round-trips")
  func bitFlips() throws {
    let text = Array(#"{"a":[1,-2.5e3,"\ud83c\udfb9\n",true,null],"b":{}}"#.utf8)
    for bit in 0..<(text.count * 8) {
      var flipped = text
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let value = try? JSON.parse(flipped) else { continue }
      #expect(try JSON.parse(value.line) == value, "bit \(bit)")
    }
  }
}
