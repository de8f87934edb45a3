import Files
import Objects
import TestSupport
import RepositoryFixtures
import Testing

@testable import Repository

@Suite("operations log")
struct OperationsLogTests {
  @Test("a command's operation round-trips with any arguments")
  func roundTrip() throws {
    let fixture = try Fixture()
    let id = try fixture.commit(["a": "1"], "one")
    let main = try #require(RefName(branch: "main"))
    let side = try #require(RefName(branch: "side"))
    let arguments = ["synvc", "snapshot", "-m", "a \"b\" \\ c\n\td\u{7F}", "", "ü # ; x", "\\", "\"", " "]
    let made = try fixture.archive.update(
      [
        RefChange(side, expecting: .value(nil), to: .id(id)),
        RefChange(.head, expecting: .value(.symbolic(main)), to: .symbolic(side)),
      ], message: "m", who: Fixture.who(1_700_000_500),
      operation: OperationRecord(arguments: arguments, status: 3, kind: .redo(1)))
    let read = try fixture.reopened().operations.read()
    #expect(read.damaged == [])
    #expect(read.operations.count == 2)
    let last = try #require(read.operations.last)
    #expect(last == made)
    #expect(last.arguments == arguments && last.status == 3 && last.kind == .redo(1) && last.number == 2)
    #expect(last.seconds == 1_700_000_500 && last.zone == "+0100")
    #expect(
      last.moves == [
        RefMove(side, from: nil, to: .id(id)), RefMove(.head, from: .symbolic(main), to: .symbolic(side)),
      ])
    #expect(try fixture.git("symbolic-ref", "HEAD").trimmed == "refs/heads/side")
  }

  @Test("a torn line is reported without hiding the next; no bit flip changes an operation unnoticed")
  func damage() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let path = fixture.path + "/operations/log"
    let torn = try RealFileSystem().append(to: path)
    try torn.write(Array("2 1700000".utf8))
    try torn.close()
    try fixture.commit(["a": "2"], "two")
    let read = try fixture.archive.operations.read()
    #expect(read.operations.map(\.number) == [1, 2] && read.damaged.count == 1)
    let bytes = try RealFileSystem().read(path)
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      let files = MemoryFileSystem()
      for folder in ["/a", "/a/objects", "/a/refs", "/a/operations"] { try files.makeFolder(folder) }
      try files.writeDurably(
        [
          DurableFile("/a/HEAD", Array("ref: refs/heads/main\n".utf8)), DurableFile("/a/config", Array("[core]".utf8)),
          DurableFile("/a/operations/log", flipped),
        ]) { _ in }
      let archive = try Repository(opening: "/a", Fixture.context(files))
      // A log whose first line is damaged is refused as a whole.
      guard let content = try? archive.operations.read() else { continue }
      #expect(content.operations.allSatisfy { read.operations.contains($0) }, "bit \(bit)")
      #expect(content.operations.count < 2 || content.damaged.count <= 1)
    }
  }

  @Test("a line with the maximum number is damaged, and the next operation continues the numbering")
  func lastNumber() throws {
    let fixture = try Fixture()
    try fixture.commit(["a": "1"], "one")
    let line = LoggedOperation(
      number: .max, seconds: 0, zone: "+0000", status: 0, kind: .command, arguments: ["synvc"], moves: []
    ).encoded
    try RealFileSystem().appendDurably(line: line, to: fixture.path + "/operations/log") { _ in }
    try fixture.commit(["a": "2"], "two")
    let read = try fixture.reopened().operations.read()
    #expect(read.operations.map(\.number) == [1, 2] && read.damaged.count == 1)
  }

  @Test("undo goes back step by step, redo forward, and both stop at the ends")
  func undo() throws {
    let fixture = try Fixture()
    let ids = try (0..<4).map { try fixture.commit(["a": "\($0)"], "number \($0)") }
    let main = try #require(RefName(branch: "main"))
    func step(_ isUndo: Bool) throws -> Int {
      let history = try fixture.archive.operationHistory()
      let step = try #require(try isUndo ? history.undo(branch: main).first : history.redo().first)
      let number = step.operation.number
      try fixture.archive.update(
        step.moves.map { RefChange($0) }, message: "undo", who: Fixture.who(),
        operation: OperationRecord(arguments: ["synvc"], kind: isUndo ? .undo(number) : .redo(number)))
      return number
    }
    #expect(throws: UndoError.nothingToRedo) { try step(false) }
    #expect(try [step(true), step(true)] == [4, 3])
    #expect(try fixture.archive.refs.id(main) == ids[1])
    #expect(try step(false) == 3)
    #expect(try fixture.archive.refs.id(main) == ids[2])
    #expect(try [step(true), step(true)] == [3, 2])
    #expect(try fixture.archive.refs.id(main) == ids[0])
    let first = try fixture.archive.operations.read().operations[0]
    #expect(throws: UndoError.wouldLeaveNothing(first)) { try step(true) }
    #expect(try [step(false), step(false), step(false)] == [2, 3, 4])
    #expect(throws: UndoError.nothingToRedo) { try step(false) }
    #expect(try step(true) == 4)
    try fixture.commit(["a": "new"], "another way")
    #expect(throws: UndoError.nothingToRedo) { try step(false) }
    #expect(try fixture.git.lines("fsck", "--strict") == [])
  }

  @Test("an operation based on another is refused after a third command")
  func following() throws {
    let fixture = try Fixture()
    let ids = try (0..<3).map { try fixture.commit(["a": "\($0)"], "number \($0)") }
    let main = try #require(RefName(branch: "main"))
    func back(following number: Int) throws -> LoggedOperation {
      try fixture.archive.update(
        [RefChange(main, expecting: .anything, to: .id(ids[0]))], message: "undo", who: Fixture.who(),
        operation: OperationRecord(arguments: ["undo"], following: number))
    }
    let last = try #require(try fixture.archive.operations.read().operations.last)
    for number in [0, 2, 4] { #expect(throws: StorageError.overtaken(by: last)) { try back(following: number) } }
    #expect(try fixture.archive.refs.id(main) == ids[2])
    #expect(try fixture.archive.operations.read().operations.count == 3)
    #expect(try back(following: 3).number == 4)
    #expect(try fixture.archive.refs.id(main) == ids[0])
  }

  @Test("an operation redone after another command can be undone")
  func redoneLater() throws {
    let main = try #require(RefName(branch: "main"))
    let tag = try #require(RefName(tag: "gig"))
    let ids = try ["1", "2", "3"].map { digit in
      try #require(ObjectID(.sha1, hex: String(repeating: digit, count: 40)))
    }
    func operation(_ number: Int, _ kind: LoggedOperation.Kind, _ move: RefMove) -> LoggedOperation {
      LoggedOperation(number: number, seconds: 0, zone: "+0000", status: 0, kind: kind, arguments: ["x"], moves: [move])
    }
    let move = RefMove(main, from: .id(ids[0]), to: .id(ids[1]))
    let history = OperationHistory([
      operation(1, .command, RefMove(main, from: nil, to: .id(ids[0]))), operation(2, .command, move),
      operation(3, .undo(2), move.reversed), operation(4, .command, RefMove(tag, from: nil, to: .id(ids[2]))),
      operation(5, .redo(2), move),
    ]) { $0 == main ? .id(ids[1]) : .id(ids[2]) }
    #expect(try history.undo(2, branch: main).map(\.operation.number) == [2, 4])
    #expect(history.takenBack.isEmpty && history.interrupted.isEmpty)
  }

  @Test("undo in an archive without operations throws nothingToUndo")
  func empty() throws {
    let fixture = try Fixture()
    #expect(throws: UndoError.nothingToUndo) { try fixture.archive.operationHistory().undo(branch: nil) }
  }

  @Test("a logged operation that never moved its refs is skipped")
  func interrupted() throws {
    let fixture = try Fixture()
    let ids = try (0..<3).map { try fixture.commit(["a": "\($0)"], "number \($0)") }
    let main = try #require(RefName(branch: "main"))
    let operations = try fixture.archive.operations.read().operations
    // The power went between the log and the ref: main is still where the second commit put it.
    let now = OperationHistory(operations) { $0 == main ? .id(ids[1]) : nil }
    #expect(now.interrupted == [3])
    #expect(try now.undo(branch: main).map(\.operation.number) == [2])
    // The command was run once more.
    let main2 = RefMove(main, from: .id(ids[1]), to: .id(ids[0]))
    let again = try fixture.archive.update(
      [RefChange(main, expecting: .anything, to: .id(ids[0]))], message: "", who: Fixture.who(),
      operation: OperationRecord(arguments: []))
    let later = OperationHistory(operations + [again.with(moves: [main2])]) { $0 == main ? .id(ids[0]) : nil }
    #expect(later.interrupted == [3])
    #expect(try later.undo(branch: main).map(\.operation.number) == [4])
  }
}

extension LoggedOperation {
  func with(moves: [RefMove]) -> LoggedOperation {
    LoggedOperation(
      number: number, seconds: seconds, zone: zone, status: status, kind: kind, arguments: arguments, moves: moves)
  }
}
