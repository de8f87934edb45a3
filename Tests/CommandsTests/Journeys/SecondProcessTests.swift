import Foundation
import MIDI
import Profiles
import TestSupport
import Testing

@testable import Presentation

/// Real dumps beside the package; not part of it.
private let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "shared/corpus")

@Suite(
  "JSON documents, read by another process",
  .enabled(if: FileManager.default.fileExists(atPath: corpus.path), "no real dumps beside the project"),
  .enabled(if: Binary.isBuilt, "the program was not built beside the tests"))
struct SecondProcessTests {
  @Test(
    "another process rebuilds messages byte for byte from 'cat --json' output",
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func everyMessage(device: String) throws {
    let binary = try Binary()
    let profiles = URL(filePath: Binary.path).deletingLastPathComponent()
      .appending(path: "synvc-package_DeviceLibrary.resources/Models/\(device)/profile.yaml")
    let profile = try Profile(text: String(contentsOf: profiles, encoding: .utf8))
    let files = try FileManager.default.contentsOfDirectory(
      at: corpus.appending(path: device), includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files.sorted(by: { $0.path < $1.path }) {
      let messages = FramedStream(try Data(contentsOf: file)).messages
      var documents: [String] = []
      let placement = profile.place(messages)
      for (index, home) in placement.homes.enumerated() {
        let dump = try #require(placement.dump(home, of: messages))
        let (item, _) = try #require(profile.decode(home.slot, in: dump))
        let document = ItemDocument(item, slot: home.slot, profile: profile).json.pretty
        documents.append("\(index).json")
        try binary.home.write(document, to: documents[index])
      }
      #expect(documents.count == messages.count, "\(file.lastPathComponent)")
      let outcome = try binary.run(["profiles", "encode"] + documents + ["-o", "out.syx", "--force"])
      #expect(outcome.status == 0, "\(file.lastPathComponent): \(outcome.notes)")
      let made = Array(try Data(contentsOf: URL(filePath: binary.home("out.syx"))))
      #expect(made == messages.flatMap(\.bytes), "\(file.lastPathComponent)")
    }
  }
}
