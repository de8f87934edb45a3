import Foundation
import Profiles
import TestSupport
import Testing

@testable import Commands
@testable import Presentation

@Suite("journeys with slots of several messages")
struct SeveralMessagesTests {
  struct Sample: Sendable {
    let text: String
    let slot: String
    let field: String
    let messages: Int
  }

  static let samples = [
    Sample(text: CarrierModels.triplet, slot: "voice/02", field: "attack", messages: 3),
    Sample(text: CarrierModels.packets, slot: "bank/1/patch/2", field: "level", messages: 4),
    Sample(text: CarrierModels.zones, slot: "patch/3", field: "tone 2 point 4", messages: 3),
  ]

  private func bench(_ sample: Sample) throws -> (Workbench, id: String) {
    let bench = try Workbench(device: false)
    let id = try Profile(text: sample.text).id
    try bench.home.write(sample.text, to: ".config/synvc/profiles/\(id).yaml")
    #expect(bench.run("device", "add", "two", "--profile", id, "--port", "sim:two").status == .done)
    return (bench, id)
  }

  @Test("snapshot, diff, show, checkout, export and import", arguments: samples)
  func journey(sample: Sample) throws {
    let (bench, id) = try bench(sample)
    #expect(bench.run("snapshot", "-m", "first").status == .done)
    let edited = bench.run("simulate", "edit", "sim:two", sample.slot, "\(sample.field)=9")
    #expect(edited.status == .done, "\(edited)")
    #expect(bench.run("snapshot", "-m", "second").status == .done)
    let diff = bench.run("diff", "HEAD~1")
    #expect(diff.status == .done && diff.results.contains(sample.slot), "\(diff)")
    #expect(diff.results.contains(sample.field) && diff.results.contains("→ 9"), "\(diff)")
    let shown = bench.run("cat", "HEAD:\(sample.slot)")
    #expect(shown.status == .done && shown.results.contains(sample.field), "\(shown)")
    let raw = bench.run("cat", "HEAD:\(sample.slot)", "--raw")
    #expect(raw.bytes.count { $0 == 0xF7 } == sample.messages, "\(raw)")

    let sent = bench.run("checkout", "HEAD~1", "--send", "--yes")
    #expect(sent.status == .done, "\(sent)")
    let status = bench.run("status")
    #expect(status.status == .done && !status.results.contains(sample.field), "\(status)")
    #expect(bench.run("undo", "--send", "--yes").status == .done)
    #expect(bench.run("diff", "HEAD", "--live", "--exit-code").status == .done)

    #expect(bench.run("export", "HEAD~1", "-o", "all.syx").status == .done)
    let imported = bench.run("import", "all.syx", "-m", "from a file")
    #expect(imported.status == .done, "\(imported)")
    let check = bench.run("profiles", "check", bench.home(".config/synvc/profiles/\(id).yaml"), "--sample", "all.syx")
    #expect(!check.results.contains("not placed") && !check.notes.contains("error:"), "\(check)")
    let sound = bench.run("fsck")
    #expect(sound.status == .done, "\(sound)")
    let both = bench.run("diff", "two", "files/all")
    #expect(both.status == .done, "\(both)")
  }

  @Test("a document that 'cat --json' prints is encoded back to the same messages", arguments: samples.prefix(1))
  func document(sample: Sample) throws {
    let (bench, _) = try bench(sample)
    #expect(bench.run("snapshot", "-m", "first").status == .done)
    let document = bench.run("cat", "HEAD:\(sample.slot)", "--json")
    try bench.home.write(document.results, to: "work/slot.json")
    #expect(bench.run("profiles", "encode", "slot.json", "-o", "slot.syx").status == .done)
    let encoded = try Data(contentsOf: URL(filePath: bench.home("work/slot.syx")))
    #expect(Array(encoded) == bench.run("cat", "HEAD:\(sample.slot)", "--raw").bytes)
  }
}
