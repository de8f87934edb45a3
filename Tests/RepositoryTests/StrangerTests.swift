import Foundation
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("hostile content in an archive")
struct StrangerTests {
  @Test(
    "a regular expression that would exhaust memory or the stack is refused",
    arguments: [
      String(repeating: "(", count: 20_000) + "a" + String(repeating: ")", count: 20_000),
      "a" + String(repeating: "*", count: 20_000), "((((((a{1,255}){1,255}){1,255}){1,255}){1,255}){1,255})",
      "a{1,32767}{1,32767}", "(a{99999999999999999999,})", "(((x{2}){9}){9}){9}",
    ])
  func largeExpression(pattern: String) throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let revisions = Revisions(fixture.archive, now: Timestamp(seconds: 0, zoneMinutes: 0))
    #expect(RegularExpression.size(pattern) > 512 || pattern.contains("9999"))
    #expect(throws: RevisionError.self) { try revisions.resolve("\(id)^{/\(pattern)}") }
  }

  @Test(
    "an ordinary regular expression is accepted",
    arguments: [
      "before gig", "^kit [0-9]{1,3}$", "(live|studio) set", "a.*b.*c", "\\(1\\)", "[(]x[)]",
      String(repeating: "x", count: 500),
    ])
  func ordinaryExpression(pattern: String) throws {
    let expression = try RegularExpression(pattern)
    let isMatching = expression.matches("something else")
    #expect(!isMatching)
  }

  @Test("walking a reflog with circular names terminates")
  func circularReflog() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let line = "\(id) \(id) A <a@b> 1700000000 +0000\tcheckout: moving from @{-1} to main\n"
    try FileManager.default.createDirectory(atPath: fixture.path + "/logs", withIntermediateDirectories: true)
    try line.write(toFile: fixture.path + "/logs/HEAD", atomically: true, encoding: .utf8)
    let revisions = Revisions(try fixture.reopened(), now: Timestamp(seconds: 0, zoneMinutes: 0))
    #expect(throws: RevisionError.self) { try revisions.resolve("@{-1}") }
  }
}
