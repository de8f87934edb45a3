import Testing

@testable import TestSupport

@Suite("Golden files")
struct GoldenTests {
  private func problem(_ text: String, _ name: String, _ path: String = #filePath) -> String? {
    goldenProblem(text, name, filePath: path, isRecording: false)
  }

  @Test("a text that differs from its golden file, or has none, is a problem")
  func differs() {
    #expect(problem("kept\n", "golden") == nil)
    #expect(problem("kept", "golden")?.hasPrefix("differs from") == true)
    #expect(problem("", "no-such-file")?.contains("is missing") == true)
    #expect(problem("", "golden", "/Elsewhere/File.swift")?.contains("no 'Tests/<target>'") == true)
  }

  @Test("the golden folder belongs to the test's target at any source depth")
  func folder() {
    #expect(goldenFolder(for: "/p/Tests/CommandsTests/a/b.swift") == "/p/Tests/CommandsTests/Golden")
    #expect(goldenFolder(for: "/Tests/p/Tests/BytesTests/b.swift") == "/Tests/p/Tests/BytesTests/Golden")
    #expect(goldenFolder(for: "/p/Tests/b.swift") == nil)
  }
}
