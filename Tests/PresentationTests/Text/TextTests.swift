import Testing

@testable import Presentation

@Suite("Text for a terminal")
struct TextTests {
  @Test(
    "controls, C1, DEL, bidirectional and hidden characters become visible",
    arguments: [
      ("\u{1B}[31mred", "\\x1b[31mred"), ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"), ("\u{7F}\u{9B}", "\\x7f\\x9b"),
      ("\u{202E}evil\u{2066}", "\\u{202e}evil\\u{2066}"), ("\u{200B}\u{FEFF}", "\\u{200b}\\u{feff}"),
      ("\u{E0041}", "\\u{e0041}"), ("ACID é日本🎹 \\", "ACID é日本🎹 \\"), ("\r\n", "\\x0d\\x0a"), ("", ""),
    ])
  func escape(text: String, expected: String) {
    #expect(Escape.text(text) == expected)
  }

  @Test("bytes are read as UTF-8, and invalid bytes are shown one by one")
  func escapeBytes() {
    #expect(Escape.bytes([0x41, 0xFF, 0xC3, 0xA9, 0xC3, 0x1B, 0xE2, 0x82]) == "A\\xffé\\xc3\\x1b\\xe2\\x82")
    #expect(Escape.bytes([0xC0, 0x80]) == "\\xc0\\x80")
  }

  @Test("interpolated values are escaped; literal text and styled text are not")
  func interpolation() {
    let name = "\u{1B}]0;x\u{7}"
    let inner: StyledText = "\("a", .new)"
    let line: StyledText = "kit \(name, .heading) \(quoted: "b\n") \(inner) \(bytes: [0x1B]) \(5)"
    #expect(line.plain == "kit \\x1b]0;x\\x07 'b\\x0a' a \\x1b 5")
    #expect(line.rendered(color: false) == line.plain)
    #expect(line.rendered(color: true).contains("\u{1B}[32ma\u{1B}[0m"))
  }

  @Test("every text style has its own colour, reset at its end")
  func meanings() {
    let painted = TextStyle.allCases.map { $0.paint("x") }
    #expect(Set(painted).count == TextStyle.allCases.count)
    #expect(painted.allSatisfy { $0.hasPrefix("\u{1B}[") && $0.hasSuffix("\u{1B}[0m") })
  }

  @Test(
    "display width counts columns, not characters",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("🎹", 2), ("👩‍🎤", 2), ("♥️", 2), ("ｱ", 1),
      ("Ａ", 2), ("→", 1), ("█▌", 2), ("", 0), ("\u{301}", 0),
    ])
  func width(text: String, columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test("a truncated text never exceeds the allowed columns")
  func cut() {
    #expect(truncated("pattern/F07", to: 8) == "pattern…")
    #expect(truncated("日本語", to: 4) == "日…")
    #expect(truncated("kit", to: 3) == "kit")
    #expect(truncated("kit", to: 0) == "")
    for columns in 0...8 { #expect(displayWidth(truncated("a日b🎹c", to: columns)) <= columns) }
  }

  @Test("a table aligns columns, right where requested, without blanks at the line ends")
  func table() {
    var table = Table([.left, .right], indent: 2)
    table.row("filter base", "64", "\("old", .old)")
    table.row("日本", "127", "")
    table.row()
    table.row("x", "", "last")
    let expected = ["  filter base   64  old", "  日本         127", "", "  x                 last"]
    #expect(table.lines.map(\.plain) == expected)
  }
}
