extension ProfileReader {
  static let transferKeys = [
    "gap", "rate", "chunk", "chunk-gap", "idle-timeout", "empty-timeout", "retries", "by-hand", "one-way",
    "request-ahead",
    "source",
  ]

  func transfer(_ node: ProfileNode?) throws(ProfileError) -> TransferSettings {
    var transfer = TransferSettings()
    guard let node else { return transfer }
    let fields = try node.fields(Self.transferKeys)
    try readPace(fields, into: &transfer)
    if let idle = fields["idle-timeout"] { transfer.idleTimeout = try idle.duration() }
    if let empty = fields["empty-timeout"] { transfer.emptyTimeout = try empty.duration() }
    if let retries = fields["retries"] { transfer.retries = try retries.int(in: 0...100) }
    transfer.byHand = try byHand(fields["by-hand"])
    if let oneWay = fields["one-way"] { transfer.isOneWay = try oneWay.bool() }
    if let ahead = fields["request-ahead"] { transfer.requestAhead = try ahead.int(in: 1...64) }
    transfer.source = try fields["source"]?.string()
    return transfer
  }

  /// `true`, or how the dump ends.
  private func byHand(_ node: ProfileNode?) throws(ProfileError) -> TransferSettings.ByHand? {
    guard let node else { return nil }
    var byHand = TransferSettings.ByHand()
    if node.isScalar { return try node.bool() ? byHand : nil }
    let fields = try node.fields(["complete", "quiet", "wait"])
    byHand.complete = try fields["complete"]?.strings() ?? []
    if let quiet = fields["quiet"] { byHand.quiet = try quiet.duration() }
    if let wait = fields["wait"] { byHand.wait = try wait.duration() }
    for kind in byHand.complete where numberings[kind] == nil { throw node.fail(.unknownName(kind, of: "kinds")) }
    return byHand
  }

  private func readPace(_ fields: ProfileFields, into transfer: inout TransferSettings) throws(ProfileError) {
    if let gap = fields["gap"] { transfer.gap = try gap.duration() }
    if let rate = fields["rate"] {
      transfer.rate = try rate.string() == "port" ? nil : try rate.int(in: 1...1_000_000)
    }
    if let chunk = fields["chunk"] { transfer.chunk = try chunk.int(in: 1...65_536) }
    if let gap = fields["chunk-gap"] { transfer.chunkGap = try gap.duration() }
    if transfer.chunkGap > .zero, transfer.chunk == nil, let node = fields["chunk-gap"] {
      throw node.fail(.expected("a chunk beside it"))
    }
  }
}
