import Glibc
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("The pager")
struct PagerTests {
  @Test(
    "the first configured pager is used",
    arguments: [
      ([:], nil, "less"), (["PAGER": "more"], nil, "more"), (["PAGER": "more"], "most", "most"),
      (["PAGER": "more", "GIT_PAGER": "bat"], "most", "bat"),
      (["PAGER": "more", "GIT_PAGER": "bat", "SYNVC_PAGER": "w3m"], "most", "w3m"), (["SYNVC_PAGER": ""], "most", nil),
      (["PAGER": "cat"], nil, nil),
    ] as [([String: String], String?, String?)])
  func choice(environment: [String: String], configured: String?, expected: String?) {
    #expect(Pager.command(environment: environment, configured: configured) == expected)
  }

  @Test("a plain command starts directly, one with shell syntax through a shell")
  func words() {
    #expect(Pager.arguments(of: "less -R  +G") == ["less", "-R", "+G"])
    #expect(Pager.arguments(of: "less | cat") == ["/bin/sh", "-c", "less | cat"])
  }

  /// Lists devices with a pager that writes to a file; gives what came there.
  private func paged(_ fake: Fake, _ words: [String], to file: String) -> (ExitStatus, String) {
    let status = Program(root: Sample.self).run(words, in: fake.process)
    guard let stream = fopen(file, "r") else { return (status, "") }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return (status, String(decoding: bytes, as: UTF8.self))
  }

  @Test("on a terminal the results go through the pager, and notes wait until it ends")
  func terminal() throws {
    let folder = try TemporaryFolder()
    let file = folder("shown")
    let pager = "{ echo \"$LESS\"; cat; } > \(file)"
    let fake = Fake(terminal: true, environment: ["TERM": "xterm", "SYNVC_PAGER": pager, "PATH": "/usr/bin:/bin"])
    let (status, shown) = paged(fake, ["device", "list"], to: file)
    #expect(status == .done)
    #expect(shown == "FRX\ndevice 1\ndevice 2\ndevice 3\n")
    #expect(fake.results.text == "")
    #expect(fake.notes.text == "three devices\n")
  }

  @Test("without a terminal, with --no-pager or --json no pager runs")
  func none() throws {
    let folder = try TemporaryFolder()
    let file = folder("shown")
    let environment = ["TERM": "xterm", "SYNVC_PAGER": "cat > \(file)", "PATH": "/usr/bin:/bin"]
    for (terminal, option) in [(false, "--quiet"), (true, "--no-pager"), (true, "--json")] {
      let fake = Fake(terminal: terminal, environment: environment)
      #expect(paged(fake, ["device", "list", option], to: file) == (.done, ""))
    }
  }

  @Test("a missing pager falls back to direct output")
  func missing() {
    let fake = Fake(terminal: true, environment: ["TERM": "xterm", "SYNVC_PAGER": "/nonexistent/pager"])
    #expect(fake.run("device", "list") == .done)
    #expect(fake.results.text == "device 1\ndevice 2\ndevice 3\n")
  }
}
