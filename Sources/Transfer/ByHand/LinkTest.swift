package import MIDI

/// Tests whether an interface loses or changes data.
package struct LinkTest {
  /// The difference between one answer and the first complete one.
  package enum Difference: Hashable, Sendable {
    /// It did not come to its end.
    case broken
    /// So many bytes are missing, or were added.
    case missing(Int)
    case added(Int)
    /// Equal bytes in another order.
    case reordered
    /// As many bytes, and others.
    case changed

    /// Nil where the answers are equal.
    package init?(_ answer: SysExMessage, from first: SysExMessage) {
      guard answer != first else { return nil }
      let more = answer.bytes.count - first.bytes.count
      self =
        switch more {
        case ..<0: .missing(-more)
        case 0: answer.bytes.sorted() == first.bytes.sorted() ? .reordered : .changed
        default: .added(more)
        }
    }
  }

  /// The results of many equal questions.
  package struct Figures: Sendable {
    package var asked = 0
    package var answered = 0
    /// Answers that differ from the first, or are broken.
    package var differences: [Difference] = []
    /// From the last byte of a question to the whole answer.
    package var times: [Duration] = []
    package var bytes = 0
    /// Bytes that the system lost.
    package var lost = 0

    package var different: Int { differences.count }
    package var isSound: Bool { asked > 0 && answered == asked && different == 0 && lost == 0 }

    package init() {}

    /// The time within which `percent` of a hundred answers arrived; nil without answers.
    package func time(percent: Int) -> Duration? {
      let sorted = times.sorted()
      return sorted.isEmpty ? nil : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
  }

  package let conversation: Conversation
  package let isInterrupted: () -> Bool

  package init(_ conversation: Conversation, isInterrupted: @escaping () -> Bool) {
    self.conversation = conversation
    self.isInterrupted = isInterrupted
  }

  /// Repeats one question.
  ///
  /// - Parameters:
  ///   - isAnswer: recognises the answer among other traffic.
  ///   - progress: called with the number of questions asked.
  package func ask(
    _ request: [UInt8], times: Int, within idle: Duration, isAnswer: (SysExMessage) -> Bool, progress: (Int) -> Void
  ) throws(TransferError) -> Figures {
    var figures = Figures()
    var first: SysExMessage?
    _ = try lost()
    for number in 0..<times {
      if isInterrupted() { throw .interrupted }
      progress(number)
      let start = conversation.port.now
      figures.asked += 1
      let answer = try conversation.ask(request, within: idle) { isAnswer($0) ? .accepted : .passed }
      switch answer {
      case .silence: break
      case .refused:
        figures.answered += 1
        figures.differences.append(.broken)
      case .message(let message):
        figures.answered += 1
        figures.times.append(conversation.port.now - start)
        figures.bytes += message.bytes.count
        if let first, let difference = Difference(message, from: first) { figures.differences.append(difference) }
        first = first ?? message
      }
    }
    figures.lost = try lost()
    return figures
  }

  private func lost() throws(TransferError) -> Int {
    do { return try conversation.port.lost() } catch { throw .port(error) }
  }
}
