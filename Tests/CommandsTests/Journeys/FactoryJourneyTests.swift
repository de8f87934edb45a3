import Foundation
import TestSupport
import Testing

import Presentation

@Suite("the first memory of a simulated unit, as its model describes it")
struct FactoryJourneyTests {
  /// A bench whose model is a folder with a description of the first memory.
  private func bench(_ factory: String, in folder: String = "share/synvc/devices/toy") throws -> Workbench {
    let bench = try Workbench(device: false)
    let files = FileManager.default
    try files.removeItem(atPath: bench.home(".config/synvc/profiles/toy.yaml"))
    try files.createDirectory(atPath: bench.home(folder), withIntermediateDirectories: true)
    try bench.home.write(ToyDevice.text, to: folder + "/profile.yaml")
    try bench.home.write(factory, to: folder + "/factory.yaml")
    #expect(bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done)
    return bench
  }

  @Test(
    "a new unit has the described content, from an installed model and from the user's own",
    arguments: ["share/synvc/devices/toy", ".config/synvc/profiles/mine"])
  func described(folder: String) throws {
    let bench = try bench(
      "factory: 1\nkinds: {kit: {filled: 2, steps: {set: {name: 'KIT {slot}', level: 55}}}}", in: folder)
    bench.snapshot("first")
    let kit = bench.run("cat", "one/kit/002")
    #expect(kit.results.contains("\"KIT 2\"") && kit.results.contains("55"), "\(kit)")
  }

  @Test("an invalid description stops new simulated units, with file, line and column, and no other command")
  func invalid() throws {
    let bench = try bench("factory: 1\nkinds: {kit: {steps: {set: {level: 55}}}}")
    bench.snapshot("first")
    try bench.home.write(
      "factory: 1\nkinds:\n  kit: {steps: {set: {levl: 55}}}", to: "share/synvc/devices/toy/factory.yaml")
    #expect(bench.run("device", "add", "two", "--profile", "toy", "--port", "sim:two").status == .done)
    let place = "'~/share/synvc/devices/toy/factory.yaml' is invalid: line 3, column 23: cannot write kit/001"
    for words in [["snapshot", "two"], ["simulate", "edit", "sim:three", "kit/001", "level=3", "--profile", "toy"]] {
      let stopped = bench.run(words)
      #expect(stopped.status == .badInput && stopped.notes.contains(place), "\(words): \(stopped)")
      #expect(stopped.notes.contains("there is no field 'levl'"), "\(stopped)")
    }
    for words in [
      ["profiles"], ["profiles", "show", "toy"], ["status", "one"], ["cat", "one/kit/001"], ["log"],
      ["export", "HEAD", "-o", "all.syx"], ["import", "all.syx", "--device", "two", "-m", "again"],
      ["snapshot", "one", "-m", "second"],
    ] {
      let outcome = bench.run(words)
      #expect(outcome.status == .done, "\(words): \(outcome)")
    }
  }
}
