extension ProfileReader {
  static let handshakeKeys = ["kind", "open", "close", "accepted", "again", "refused", "timeout", "source"]

  func handshake(_ node: ProfileNode?) throws(ProfileError) -> Handshake? {
    guard let node else { return nil }
    let fields = try node.fields(Self.handshakeKeys)
    let kind = try fields.need("kind", in: node)
    guard let style = Handshake.Style(rawValue: try kind.string()) else {
      throw kind.fail(.expected(Handshake.Style.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    if style == .roland { for key in ["open", "close", "again"] { _ = try fields.need(key, in: node) } }
    var refused: [Handshake.Refused] = []
    for (words, value) in try fields["refused"]?.pairs() ?? [] {
      refused.append(Handshake.Refused(words: words, pattern: try pattern(value)))
    }
    return Handshake(
      style: style, open: try optional(fields["open"]), close: try optional(fields["close"]),
      accepted: try answers(try fields.need("accepted", in: node)), again: try answers(fields["again"]),
      refused: refused, timeout: try fields["timeout"]?.duration() ?? .seconds(2),
      source: try fields["source"]?.string())
  }

  private func optional(_ node: ProfileNode?) throws(ProfileError) -> BytePattern? {
    guard let node else { return nil }
    return try pattern(node, sentAs: .question)
  }

  /// Answers of one meaning: the first is also said.
  private func answers(_ node: ProfileNode?) throws(ProfileError) -> [BytePattern] {
    let answers = try patterns(node)
    if let node, let problem = answers.first?.problem(as: .question) { throw node.fail(.notOneMessage(problem)) }
    return answers
  }

  /// One pattern or a list of patterns.
  private func patterns(_ node: ProfileNode?) throws(ProfileError) -> [BytePattern] {
    guard let node else { return [] }
    if node.isScalar { return [try pattern(node)] }
    var patterns: [BytePattern] = []
    for item in try node.list() { patterns.append(try pattern(item)) }
    guard !patterns.isEmpty else { throw node.fail(.expected("a message")) }
    return patterns
  }
}
