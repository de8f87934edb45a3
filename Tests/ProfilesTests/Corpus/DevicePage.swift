import Foundation
import Testing

/// The generated part of `docs/devices/<profile>.md`.
struct DevicePage {
  private static let begin = "<!-- guesses: generated from the profile, SYNVC_RECORD=1 swift test rewrites it -->\n"
  private static let end = "\n<!-- end of guesses -->"
  private let file: URL

  init(_ device: String) { file = packageRoot.appending(path: "docs/devices/\(device).md") }

  /// Expects the page to have this table; rewrites it where the environment says so.
  func expect(_ table: String) throws {
    let page = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(page.range(of: Self.begin), "\(file.lastPathComponent) has no place for the table")
    let end = try #require(page.range(of: Self.end, range: begin.upperBound..<page.endIndex))
    if ProcessInfo.processInfo.environment["SYNVC_RECORD"] == "1" {
      let text = page.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    #expect(page[begin.upperBound..<end.lowerBound] == table, "SYNVC_RECORD=1 swift test rewrites it")
  }
}
