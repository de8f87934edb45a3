package import Operations

/// The ways to resolve interrupted sends, in words.
package struct CutSendText {
  private let journals: [Journal]

  /// Nil where there are none.
  package init?(_ journals: [Journal]) {
    guard !journals.isEmpty else { return nil }
    self.journals = journals
  }

  /// `the send to 'mono' was cut: …`; nothing is put back of which nothing was saved.
  package var line: StyledText {
    let names = StyledText.list(journals.map(\.device), last: "and")
    let goOn: StyledText = "the send to \(names) was interrupted: 'synvc checkout --continue' completes it"
    guard journals.allSatisfy({ $0.safety != nil }) else { return goOn }
    return goOn + ", 'synvc checkout --abort' restores the previous state"
  }
}
