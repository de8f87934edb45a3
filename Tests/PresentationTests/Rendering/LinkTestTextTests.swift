import Testing

@testable import Presentation
import Transfer

@Suite("Text of the link test")
struct LinkTestTextTests {
  private func text(_ change: (inout LinkTest.Figures) -> Void) -> LinkTestText {
    var figures = LinkTest.Figures()
    (figures.asked, figures.answered) = (9, 9)
    change(&figures)
    return LinkTestText([.init(title: "kit/001", request: 6, figures: figures)], of: "hw:Loop,0,0", who: "Toy")
  }

  @Test("lost, broken or changed answers are listed, and the interface fails")
  func bad() throws {
    let text = text {
      $0.differences = [.missing(7), .broken, .missing(3), .added(1), .reordered, .changed, .changed]
      $0.lost = 12
    }
    #expect(
      text.lines.map(\.plain) == [
        "hw:Loop,0,0  Toy", "  kit/001: 9 of 9 requests answered",
        "    7 answers were broken or differ from the first: 1 cut off, 2 without 3 to 7 bytes, 1 with 1 byte more, "
          + "1 with the same bytes in another order, 2 with the same length and other bytes",
        "    the system lost at least 12 bytes of the received data",
        "do not trust this interface with a restore: data was lost or changed, as listed above",
      ])
    let checks = if case .array(let checks)? = text.json["checks"] { checks } else { [JSON]() }
    let json = try #require(checks.first)
    #expect(text.json["sound"] == false && json["missing-bytes"] == 10 && json["added-bytes"] == 1)
    #expect(json["different"] == 7 && json["lost"] == 12 && json["broken"] == 1 && json["reordered"] == 1)
  }

  @Test("complete and equal answers pass the interface")
  func sound() {
    #expect(text { _ in }.lines.last?.plain == "no data was lost or changed")
    #expect(text { $0.answered = 8 }.json["sound"] == false)
  }
}
