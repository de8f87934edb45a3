extension ProfileReader {
  static let transferKeys = [
    "gap", "rate", "chunk", "chunk-gap", "idle-timeout", "empty-timeout", "retries", "by-hand", "one-way", "source",
  ]

  func transfer(_ node: ProfileNode?) throws(ProfileError) -> Transfer {
    var transfer = Transfer()
    guard let node else { return transfer }
    let fields = try node.fields(Self.transferKeys)
    try readPace(fields, into: &transfer)
    if let idle = fields["idle-timeout"] { transfer.idleTimeout = try idle.duration() }
    if let empty = fields["empty-timeout"] { transfer.emptyTimeout = try empty.duration() }
    if let retries = fields["retries"] { transfer.retries = try retries.int(in: 0...100) }
    if let byHand = fields["by-hand"] { transfer.isByHand = try byHand.bool() }
    if let oneWay = fields["one-way"] { transfer.isOneWay = try oneWay.bool() }
    transfer.source = try fields["source"]?.string()
    return transfer
  }

  private func readPace(_ fields: ProfileFields, into transfer: inout Transfer) throws(ProfileError) {
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
