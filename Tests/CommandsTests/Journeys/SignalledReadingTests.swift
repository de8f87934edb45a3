import Foundation
import Glibc
import TestSupport
import Testing

@Suite(
  "a signal while reading an archive", .serialized,
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct SignalledReadingTests {
  private static let count = 60_000

  /// An archive with two snapshots of an imported file of many messages, all of them different, written by git.
  private func archive() throws -> Binary {
    let binary = try Binary()
    #expect(try binary("init").status == 0)
    let git = Git(in: binary.home(".synvc"), home: binary.home.path)
    var stream: [UInt8] = []
    for snapshot in 0..<2 {
      let time = 1_700_000_000 + snapshot
      stream += "commit refs/heads/main\ncommitter A U Thor <author@example.com> \(time) +0000\n".utf8
      let text = "many\n\nSynvc-Device: files/many none \(Self.count)\nSynvc-Sequence: \(snapshot + 1)\n"
      stream += "data \(text.utf8.count)\n\(text)".utf8
      put("rig.yaml", Array("devices: {}\n".utf8), &stream)
      put("files/many/device.yaml", Array("profile: none\nname: \"many\"\n".utf8), &stream)
      put("files/many/order", Array((0..<Self.count).map { path($0) + "\n" }.joined().utf8), &stream)
      for number in 0..<Self.count {
        let bytes = [7 * snapshot + 1, number >> 14, number >> 7 & 0x7F, number & 0x7F].map { UInt8($0) }
        put("files/many/\(path(number))", [0xF0] + bytes + [0xF7], &stream)
      }
    }
    try git("fast-import", "--quiet", "--depth=0", input: stream)
    return binary
  }

  private func path(_ number: Int) -> String { "unknown/\(number / 1000)/\(number).syx" }

  private func put(_ path: String, _ bytes: [UInt8], _ stream: inout [UInt8]) {
    stream += "M 100644 inline \(path)\ndata \(bytes.count)\n".utf8
    stream += bytes + [0x0A]
  }

  @Test("a long read ends within a second of the first signal, with its status and last message")
  func reading() throws {
    let binary = try archive()
    let cases = [
      (SIGTERM, ["fsck"]), (SIGINT, ["fsck"]), (SIGTERM, ["log", "-p"]), (SIGTERM, ["diff", "HEAD~1", "HEAD"]),
    ]
    for (signal, words) in cases {
      let (status, text, time) = try interrupted(binary, words, by: signal)
      #expect(status == 128 + signal && text == "error: interrupted\n", "\(words): \(status) \(text)")
      #expect(time < .seconds(20), "\(words): \(time)")
    }
  }

  /// Sends the signal once the command has computed for half a second.
  private func interrupted(
    _ binary: Binary, _ words: [String], by signal: Int32
  ) throws -> (status: Int32, notes: String, time: Duration) {
    let process = Process()
    process.executableURL = URL(filePath: Binary.path)
    process.arguments = words
    process.environment = ["HOME": binary.home.path, "PATH": "/usr/bin:/bin"]
    process.currentDirectoryURL = URL(filePath: binary.home.path)
    let notes = Pipe()
    process.standardError = notes
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while process.isRunning, Self.ticks(of: process.processIdentifier) < 50 { Thread.sleep(forTimeInterval: 0.01) }
    #expect(process.isRunning, "\(words): it was over before the signal")
    let start = ContinuousClock.now
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let text = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return (process.terminationStatus, text, ContinuousClock.now - start)
  }

  /// Hundredths of a second that a process has computed.
  private static func ticks(of process: Int32) -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // Behind the name, which stands in brackets, the twelfth word.
    return text.split(separator: ")").last?.split(separator: " ").dropFirst(11).first.flatMap { Int($0) } ?? 0
  }
}
