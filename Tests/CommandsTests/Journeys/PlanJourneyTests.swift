import Foundation
import TestSupport
import Testing

@testable import Presentation

@Suite("Journey: the plan of a restore")
struct PlanJourneyTests {
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.edit("kit/003", ["name": "NEON", "level": "7"])
    try bench.edit("kit/004", ["name": "FOG"])
    bench.snapshot("first")
    try bench.edit("kit/003", ["name": "ACID"])
    try bench.edit("kit/004", ["level": "12"])
    return bench
  }

  @Test("the plan lists new and overwritten content by the names currently on the device")
  func names() throws {
    let bench = try bench()
    let plan = bench.run("checkout", "first").results
    #expect(
      plan.hasPrefix("one  2 slots differ from the device: kit/003 \"NEON\" replaces \"ACID\", kit/004 \"FOG\"   ("),
      "\(plan)")
    let json = bench.run("checkout", "first", "--json").results
    for text in ["\"name\": \"NEON\"", "\"replaces\": \"ACID\"", "\"slot\": \"kit/003\"", "\"wasEmpty\": false"] {
      #expect(json.contains(text), "\(text): \(json)")
    }
  }

  @Test("with '--all' differing slots are counted apart from slots to send")
  func all() throws {
    let bench = try bench()
    let plan = bench.run("checkout", "first", "--all", "--dry-run").results
    #expect(
      plan.hasPrefix("one  12 slots are sent, 2 of them differ from the device: kit/003 \"NEON\" replaces"), "\(plan)")
    let json = bench.run("checkout", "first", "--all", "--json").results
    #expect(json.components(separatedBy: "\"wasEmpty\"").count == 3, "two changes: \(json)")
    #expect(bench.run("checkout", "first", "--all", "--send", "--yes").status == .done)
    let again = bench.run("checkout", "first", "--all", "--dry-run").results
    #expect(again.hasPrefix("one  12 slots are sent, none of them differs from the device   ("), "\(again)")
    let one = bench.run("checkout", "first", "kit/003", "--all").results
    #expect(one.hasPrefix("one  1 slot is sent, none of them differs from the device   ("), "\(one)")
  }

  @Test("the plan marks slots that are currently empty")
  func empty() throws {
    let bench = try bench()
    try bench.edit("kit/003", ["name": nil])
    let plan = bench.run("checkout", "first").results
    #expect(plan.contains("kit/003 \"NEON\" fills an empty slot, kit/004"), "\(plan)")
  }

  @Test("a plan on its own lists every slot; before a send it lists the first ones")
  func long() throws {
    let bench = try Workbench(device: false)
    try bench.home.write(ToyDevice.text.replacing("count: 8", with: "count: 20"), to: ".config/synvc/profiles/toy.yaml")
    #expect(bench.run("device", "add", "one", "--profile", "toy", "--port", "sim:one").status == .done)
    bench.snapshot("first")
    for number in 10..<20 {
      bench.run("simulate", "edit", "sim:one", "kit/0\(number)", "name=LOST \(number)")
    }
    for number in 1..<6 { bench.run("simulate", "edit", "sim:one", "kit/00\(number)", "name=LOST \(number)") }
    let plan = bench.run("checkout", "first").results
    #expect(plan.hasPrefix("one  15 slots differ from the device   ("), "\(plan)")
    #expect(plan.contains("\n  kit/019 \"INIT 019\" replaces \"LOST 19\"\n"), "\(plan)")
    let sent = bench.run("checkout", "first", "--send", "--yes").notes
    #expect(
      sent.contains("one  15 slots differ from the device: kit/001 ") && sent.contains(" and 3 more   ("), "\(sent)")
  }
}
