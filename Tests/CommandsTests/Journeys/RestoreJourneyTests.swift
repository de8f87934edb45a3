import Foundation
import TestSupport
import Testing

@testable import Commands

@Suite("Journey: what a restore says of what it does not do")
struct RestoreJourneyTests {
  @Test("what a snapshot was trusted for is not said to be stored")
  func assumed() throws {
    let bench = try Workbench()
    bench.snapshot("first")
    try bench.edit("kit/003", ["level": "11"])
    bench.snapshot("second")
    let sent = bench.run("checkout", "first", "--assume", "second", "--send", "--yes")
    #expect(sent.status == .done && sent.notes.contains("is not read, so it is not stored"), "\(sent)")
    #expect(!sent.notes.contains("stored already"))
    try bench.edit("kit/003", ["level": "11"])
    let read = bench.run("checkout", "first", "--send", "--yes")
    #expect(!read.notes.contains("is not read") && read.notes.contains("saved what is there now as"), "\(read)")
  }
}
