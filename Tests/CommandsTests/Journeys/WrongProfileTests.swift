import Foundation
import TestSupport
import Testing

@testable import Presentation

/// Layouts of the profiles that come with the program are read when a command needs them.
@Suite("a damaged bundled profile")
struct WrongProfileTests {
  /// A bench whose profile came with the program, and was damaged after the first snapshot.
  private func damaged() throws -> Workbench {
    let bench = try Workbench()
    let files = FileManager.default
    try files.removeItem(atPath: bench.home(".config/synvc/profiles/toy.yaml"))
    try files.createDirectory(atPath: bench.home("share/synvc/devices/toy"), withIntermediateDirectories: true)
    try bench.home.write(ToyDevice.text, to: "share/synvc/devices/toy/profile.yaml")
    bench.snapshot("first")
    #expect(bench.run("cat", "one/kit/001").status == .done)
    try bench.home.write(
      ToyDevice.text.replacing("type: u1", with: "type: zz"), to: "share/synvc/devices/toy/profile.yaml")
    return bench
  }

  @Test("a command that decodes fields fails with the error and its line, whatever it printed before")
  func shown() throws {
    let bench = try damaged()
    let shown = bench.run("cat", "one/kit/001")
    #expect(shown.status == .badInput && shown.notes.contains("'zz' is not among the types"), "\(shown)")
    #expect(shown.notes.contains("line ") && shown.notes.contains("toy"), "\(shown)")
    #expect(shown.notes.split(separator: "\n").count == 1, "told once: \(shown)")
  }

  @Test("a send is refused")
  func notSent() throws {
    let bench = try damaged()
    let sent = bench.run("checkout", "HEAD", "--send", "--yes")
    #expect(sent.status == .badInput && sent.notes.contains("'zz' is not among the types"), "\(sent)")
    #expect(sent.notes.split(separator: "\n").count == 1 && !sent.results.contains("sent"), "\(sent)")
  }

  @Test("a command that decodes no fields succeeds")
  func stored() throws {
    let bench = try damaged()
    let exported = bench.run("export", "HEAD", "-o", "all.syx")
    #expect(exported.status == .done, "\(exported)")
    #expect(bench.run("import", "all.syx", "--device", "one", "-m", "again").status == .done)
  }
}
