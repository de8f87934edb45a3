internal import Bytes

/// Bounds: a profile's text is input like any other.
extension ProfileReader {
  /// Refuses types that use themselves, and those that grow beyond all bounds when written out.
  mutating func boundTypes() throws(ProfileError) {
    var sizes: [String: Int] = [:]
    for name in types.keys.sorted() { _ = try size(of: name, &sizes, within: []) }
    typeSizes = sizes
  }

  /// Refuses a layout that grows beyond all bounds when its types are written out.
  func bound(_ seq: ProfileNode) throws(ProfileError) {
    var sizes = typeSizes
    _ = try size(of: seq, &sizes, within: [])
  }

  private func size(of name: String, _ sizes: inout [String: Int], within: [String]) throws(ProfileError) -> Int {
    if let known = sizes[name] { return known }
    guard let node = types[name] else { return 0 }
    guard !within.contains(name) else { throw node.fail(.tooDeep) }
    let seq = try node.fields(Self.typeKeys).need("seq", in: node)
    let total = try size(of: seq, &sizes, within: within + [name])
    sizes[name] = total
    return total
  }

  /// Members of a `seq`, every type in it written out.
  private func size(
    of seq: ProfileNode, _ sizes: inout [String: Int], within: [String]
  ) throws(ProfileError) -> Int {
    var budget = ReadingBudget(.members)
    for item in try seq.list() {
      let fields = try item.fields(Self.memberKeys)
      let copies = try (fields["ids"]?.strings().count ?? 0) + (fields["id"] == nil ? 0 : 1)
      var inner = 1
      for type in try typesUsed(fields) { inner = inner.addingClamped(try size(of: type, &sizes, within: within)) }
      guard budget.take(inner.multipliedClamped(by: max(1, copies))) else { throw item.fail(.tooLarge(.members)) }
    }
    return budget.used
  }

  /// Names of the types that a member uses; names that are none are found later, where they are read.
  private func typesUsed(_ fields: ProfileFields) throws(ProfileError) -> [String] {
    var names: [String] = []
    if let node = fields["parameters"] { names.append(try node.string()) }
    guard let type = fields["type"] else { return names }
    guard type.isMapping else { return names + [try type.string()] }
    let keys = try type.fields(["switch-on", "cases", "else"])
    for (_, value) in try keys["cases"]?.pairs() ?? [] { names.append(try value.string()) }
    if let node = keys["else"] { names.append(try node.string()) }
    return names
  }

  /// Refuses names of places that the message does not have.
  func checkPlaces(_ form: MessageForm, _ fields: ProfileFields, in node: ProfileNode) throws(ProfileError) {
    let places = Set(form.dump.placeNames)
    guard places.contains("body") else { throw node.fail(.unknownName("body", of: "dump")) }
    let coverages = [("checksum", form.checksum?.over), ("length", form.length)]
    for (key, coverage) in coverages {
      for name in [coverage?.field, coverage?.from].compactMap(\.self) where !places.contains(name) {
        throw (fields[key] ?? node).fail(.unknownName(name, of: "dump"))
      }
    }
    try checkOrder(form.dump, of: form, in: fields["checksum"] ?? node)
    for name in form.initialHeader.keys.sorted() where !places.contains(name) {
      throw (fields["initial"] ?? node).fail(.unknownName(name, of: "dump"))
    }
  }

  /// Refuses requests without the slot.
  func checkRequest(_ kind: Kind, _ fields: ProfileFields, in node: ProfileNode) throws(ProfileError) {
    guard kind.slots.askableCount > 1, kind.slots.select == nil else { return }
    if let request = kind.request, !request.placeNames.contains("slot") {
      throw (fields["request"] ?? node).fail(.unknownName("slot", of: "request"))
    }
    guard case .parts(let parts) = kind.carrier, kind.request == nil else { return }
    for request in parts.compactMap(\.request) where !request.placeNames.contains("slot") {
      throw (fields["parts"] ?? node).fail(.unknownName("slot", of: "request"))
    }
  }

  /// Refuses a message whose checksum precedes the bytes that it covers.
  func checkOrder(_ pattern: BytePattern, of form: MessageForm, in node: ProfileNode) throws(ProfileError) {
    let names = pattern.placeNames
    guard let over = form.checksum?.over, let from = names.lastIndex(of: over.from),
      let field = names.lastIndex(of: over.field)
    else { return }
    guard from < field else { throw node.fail(.expected("{\(over.from)} before {\(over.field)}")) }
  }
}

extension ProfileNode {
  func int(in range: ClosedRange<Int>) throws(ProfileError) -> Int {
    let number = try int()
    guard range.contains(number) else { throw fail(.expected("\(range.lowerBound) to \(range.upperBound)")) }
    return number
  }
}

extension BytePattern {
  /// Named places, including the one that takes the remaining bytes.
  var placeNames: [String] {
    pieces.compactMap { piece in
      switch piece {
      case .byte: nil
      case .field(let name, _), .rest(let name): name
      }
    }
  }
}
