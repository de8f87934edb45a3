import Testing

@testable import MIDI

@Suite("wire logs")
struct WireRecordingTests {
  private static let text = """
    # synvc wire log 1
    0.000000 > F0 00 20 3C 03 00 52 00 F7
    0.012345 < F0 00 20
    0.012345 < 3C F7
    # a comment
    12.500000 ! unplugged

    """

  @Test("a log round-trips except for comments")
  func read() throws {
    let log = try WireRecording(Self.text)
    #expect(
      log.entries == [
        WireRecording.Entry(time: .zero, what: .sent([0xF0, 0, 0x20, 0x3C, 3, 0, 0x52, 0, 0xF7]), line: 2),
        WireRecording.Entry(time: .microseconds(12_345), what: .received([0xF0, 0, 0x20]), line: 3),
        WireRecording.Entry(time: .microseconds(12_345), what: .received([0x3C, 0xF7]), line: 4),
        WireRecording.Entry(time: .milliseconds(12_500), what: .event("unplugged"), line: 6),
      ])
    #expect(log.text == Self.text.replacing("# a comment\n", with: ""))
    #expect(try WireRecording("# synvc wire log 1").entries.isEmpty)
    let short = try WireRecording("# synvc wire log 1\r\n12 < f8\r\n12.5 ! sleeps\r\n")
    #expect(short.text == "# synvc wire log 1\n12.000000 < F8\n12.500000 ! sleeps\n")
    #expect(
      WireRecording([WireRecording.Entry(time: .zero, what: .event("two\nlines"))]).text.hasSuffix("! two lines\n"))
  }

  @Test(
    "an invalid log is rejected with its line",
    arguments: [
      ("", 1, WireLogError.Problem.notALog), ("0.1 > F8", 1, .notALog), ("# synvc wire log 2\n", 1, .notALog),
      ("\n# synvc wire log 1", 1, .notALog), ("# synvc wire log 1\n0.1 > F8\nx > F8", 3, .badTime),
      ("# synvc wire log 1\n-1 > F8", 2, .badTime), ("# synvc wire log 1\n1.0000000000 > F8", 2, .badTime),
      ("# synvc wire log 1\n1. > F8", 2, .badTime), ("# synvc wire log 1\n99999999999999999999 > F8", 2, .badTime),
      ("# synvc wire log 1\n1e3 > F8", 2, .badTime), ("# synvc wire log 1\n 1 > F8", 2, .badTime),
      ("# synvc wire log 1\n2 > F8\n\n1 > F8", 4, .timeGoesBack), ("# synvc wire log 1\n1", 2, .badDirection),
      ("# synvc wire log 1\n1 = F8", 2, .badDirection), ("# synvc wire log 1\n1  > F8", 2, .badDirection),
      ("# synvc wire log 1\n1 >", 2, .badBytes), ("# synvc wire log 1\n1 > F", 2, .badBytes),
      ("# synvc wire log 1\n1 > F8F8", 2, .badBytes), ("# synvc wire log 1\n1 < F8 G0", 2, .badBytes),
    ])
  func refused(text: String, line: Int, problem: WireLogError.Problem) {
    #expect(throws: WireLogError(line: line, problem: problem)) { try WireRecording(text) }
  }

  @Test("every prefix of a log is a log or is rejected at its last line")
  func prefixes() throws {
    let whole = Self.text
    for count in WireRecording.title.count...whole.count {
      let text = String(whole.prefix(count))
      do { _ = try WireRecording(text) } catch {
        #expect(error.line == text.split(separator: "\n", omittingEmptySubsequences: false).count, "\(text)")
      }
    }
  }
}
