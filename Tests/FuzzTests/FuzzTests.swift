import Foundation
import TestSupport
import Testing

@Suite("readers under malformed input", .serialized)
struct FuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// For all readers together; `make fuzz` gives them longer.
  private static let asked = environment["SYNVC_FUZZ_SECONDS"].flatMap { Double($0) }
  private static let seconds = asked ?? 6
  /// The same one each time where nobody asked for a search, so that a change alone is what makes a test fail.
  private static let seed =
    environment["SYNVC_FUZZ_SEED"].flatMap { UInt64($0) } ?? (asked == nil ? 1 : UInt64.random(in: 0...UInt64.max))

  @Test("readers never crash, hang, exhaust memory or lose bytes", arguments: FuzzTarget.names)
  func fuzz(name: String) async throws {
    let folder = try TemporaryFolder()
    let (path, seed, seconds) = (folder.path, Self.seed, Self.seconds / Double(FuzzTarget.names.count))
    let result = await #expect(processExitsWith: .success) {
      [path = path as String, seed = seed as UInt64, seconds = seconds as Double, name = name as String] in
      try BlackBox(folder: path).run(try #require(FuzzTarget.named(name)), seed: seed, seconds: seconds)
    }
    let box = BlackBox(folder: path)
    if let problem = box.verdict(succeeded: result != nil) {
      Issue.record("\(name), SYNVC_FUZZ_SEED=\(seed): \(problem)")
    } else {
      print("fuzz \(name): seed \(seed), \(try String(contentsOfFile: box.reportPath, encoding: .utf8))")
    }
  }

  @Test("crashes, hangs and broken properties are reported with their input")
  func harness() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    for (name, words) in [("crashing", "crash; input: "), ("lying", "property; input: ")] {
      let result = await #expect(processExitsWith: .failure) { [path = path as String, name = name as String] in
        let target = FuzzTarget(name: name, samples: [Array("abc".utf8)]) { input in
          if name == "lying", input.count > 5 { throw FuzzFailure("property") }
          if name == "crashing" { _ = input[5] }
        }
        try BlackBox(folder: path).run(target, seed: 7, seconds: 60)
      }
      #expect(result != nil)
      let verdict = try #require(BlackBox(folder: path).verdict(succeeded: false))
      #expect(verdict.hasPrefix(words), "\(verdict)")
      try? FileManager.default.removeItem(atPath: BlackBox(folder: path).reportPath)  // there is none after a crash
    }
  }

  @Test("equal seeds give equal inputs that differ from the samples")
  func seeded() {
    let samples = [Array("hello 12 world\n".utf8), Array("second\nline\n".utf8)]
    var (one, other) = (Mutator(seed: 3, samples: samples), Mutator(seed: 3, samples: samples))
    let inputs = (0..<500).map { _ in one.next() }
    #expect(inputs == (0..<500).map { _ in other.next() })
    #expect(Set(inputs).count > 400)
  }
}
