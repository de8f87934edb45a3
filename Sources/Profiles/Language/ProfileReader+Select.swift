/// Kinds of which only the edit buffer can be asked for: `select` and `store`.
extension ProfileReader {
  /// `{banks: [{msb: 0, lsb: 1}], programs: 100, first: 0, wait: 100 ms}`.
  func select(_ node: ProfileNode?) throws(ProfileError) -> ProgramSelect? {
    guard let node else { return nil }
    let fields = try node.fields(["banks", "programs", "first", "wait", "source"])
    var banks: [ProgramSelect.Bank] = []
    for item in try fields["banks"]?.list() ?? [] { banks.append(try bank(item)) }
    if let list = fields["banks"] {
      guard !banks.isEmpty else { throw list.fail(.expected("a bank such as {msb: 0, lsb: 1}")) }
      for (index, bank) in banks.enumerated() where banks[..<index].contains(bank) {
        throw list.fail(.duplicate("bank \(index + 1)"))
      }
      let shapes = Set(banks.map { [$0.msb != nil, $0.lsb != nil] })
      guard shapes.count == 1 else { throw list.fail(.expected("the same of msb and lsb for every bank")) }
    }
    let first = try fields["first"]?.int(in: 0...127) ?? 0
    let programs = try fields["programs"]?.int(in: 1...128) ?? 128 - first
    guard first + programs <= 128 else { throw node.fail(.expected("128 programs a bank at most")) }
    return ProgramSelect(
      banks: banks.isEmpty ? [ProgramSelect.Bank(msb: nil, lsb: nil)] : banks, programs: programs, first: first,
      wait: try fields["wait"]?.duration() ?? .milliseconds(100), source: try fields["source"]?.string())
  }

  private func bank(_ node: ProfileNode) throws(ProfileError) -> ProgramSelect.Bank {
    let fields = try node.fields(["msb", "lsb"])
    var numbers: [UInt8?] = []
    for key in ["msb", "lsb"] {
      numbers.append(try fields[key].map { node throws(ProfileError) in UInt8(try node.int(in: 0...127)) })
    }
    guard numbers.contains(where: { $0 != nil }) else { throw node.fail(.expected("msb, lsb or both")) }
    return ProgramSelect.Bank(msb: numbers[0], lsb: numbers[1])
  }

  /// Refuses keys that conflict with a selection, above all a slot in the messages of the edit buffer.
  func checkSelect(_ kind: Kind, _ fields: ProfileFields, in node: ProfileNode) throws(ProfileError) {
    guard let select = kind.slots.select else {
      if let store = fields["store"] { throw store.fail(.expected("select beside store")) }
      return
    }
    try refuse(["placed-by", "silent-when-empty", "holds"], fields)
    guard kind.request != nil else { throw node.fail(.missing(key: "request")) }
    for (key, pattern) in [("request", kind.request), ("dump", kind.dump)] where pattern?.tells("slot") == true {
      throw (fields[key] ?? node).fail(.expected("no {slot} in a message of the edit buffer, which select is for"))
    }
    guard kind.slots.count <= select.count else {
      throw (fields["select"] ?? node).fail(
        .expected("banks for all of \(kind.slots.count) slots, not for \(select.count)"))
    }
    guard let store = kind.store else { return }
    try check(store, of: kind, in: fields["store"] ?? node)
  }

  /// Refuses a message that lacks the slot, or a part of the edit buffer's dump.
  private func check(_ store: BytePattern, of kind: Kind, in node: ProfileNode) throws(ProfileError) {
    let needed = kind.dump.placeNames + (kind.slots.count > 1 ? ["slot"] : [])
    for name in needed where !store.placeNames.contains(name) { throw node.fail(.unknownName(name, of: "store")) }
    for name in store.placeNames where !["slot", "bank"].contains(name) && !kind.dump.placeNames.contains(name) {
      throw node.fail(.unknownName(name, of: "dump"))
    }
    try checkOrder(store, of: kind.form, in: node)
    let largest = store.tells("bank") ? (kind.slots.select?.programs ?? 1) - 1 : kind.slots.count - 1
    guard largest < 128 || store.place("slot", in: store.fill([:]))?.count ?? 0 > 1 else {
      throw node.fail(.expected("{bank}, or {slot:2}, for \(kind.slots.count) slots"))
    }
    guard !kind.dump.matches(store.fill([:])) else { throw node.fail(.expected("another message than the dump")) }
  }

  /// Refuses selections on a device that cannot be queried, or that uses a handshake for stored content.
  func checkAskable(_ kinds: [Kind], _ fields: ProfileFields) throws(ProfileError) {
    guard kinds.contains(where: { $0.slots.select != nil }) else { return }
    if let node = fields["transfer"] {
      let transfer = try transfer(node)
      guard !transfer.isOneWay, transfer.byHand == nil else {
        throw node.fail(.expected("no one-way and no by-hand beside select"))
      }
    }
    if let node = fields["handshake"], kinds.contains(where: { $0.store != nil }) {
      throw node.fail(.expected("no handshake beside store"))
    }
  }
}
