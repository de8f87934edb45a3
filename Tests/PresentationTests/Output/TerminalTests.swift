import Testing

@testable import Presentation

@Suite("The terminal")
struct TerminalTests {
  @Test(
    "colour is used on a terminal unless the environment or user disables it",
    arguments: [
      (true, .auto, ["TERM": "xterm"], true), (false, .auto, ["TERM": "xterm"], false),
      (true, .auto, ["TERM": "dumb"], false), (true, .auto, [:], false),
      (true, .auto, ["TERM": "xterm", "NO_COLOR": "1"], false), (true, .auto, ["TERM": "xterm", "NO_COLOR": ""], true),
      (false, .always, ["NO_COLOR": "1"], true), (true, .never, ["TERM": "xterm"], false),
    ] as [(Bool, ColorChoice, [String: String], Bool)])
  func color(isTerminal: Bool, choice: ColorChoice, environment: [String: String], expected: Bool) {
    #expect(Terminal(isTerminal: isTerminal, color: choice, environment: environment).hasColor == expected)
  }

  @Test("lines are redrawn on capable terminals")
  func redraws() {
    #expect(Terminal(isTerminal: true, color: .never, environment: ["TERM": "xterm"]).redraws)
    #expect(!Terminal(isTerminal: true, color: .auto, environment: ["TERM": "dumb"]).redraws)
    #expect(!Terminal(isTerminal: false, color: .always, environment: ["TERM": "xterm"]).redraws)
  }
}
