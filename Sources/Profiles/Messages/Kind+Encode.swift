import Bytes
package import MIDI

extension Kind {
  /// The message that a printed item describes, for the slot with this index.
  ///
  /// - Parameter isCompleting: whether missing fields get the values of a slot that was never used.
  package func encode(
    _ tree: ItemTree, slot: Int, isCompleting: Bool = false
  ) throws(EncodeError) -> SysExMessage {
    if slots.isBankMember { throw .badPlace(slots.id) }
    return try form.message(
      tree, body: try body(tree, isCompleting: isCompleting), settled: ["slot": Self.slotByte(slot)],
      isCompleting: isCompleting, prefix: Self.headerPath)
  }

  static let headerPath = ["message"]

  private func body(_ tree: ItemTree, isCompleting: Bool) throws(EncodeError) -> [UInt8] {
    if let opaque = tree.leaf(Self.opaquePath.components) {
      guard let bytes = try? Hex.parse(opaque.text) else {
        throw .illegal(Self.opaquePath, text: opaque.text, allowed: "hexadecimal pairs")
      }
      return bytes
    }
    let rest = form.withoutHeader(tree, prefix: Self.headerPath)
    return form.pack(payload: try encodingLayout.encode(rest, isCompleting: isCompleting))
  }

  /// The layout for encoding.
  var encodingLayout: BoundLayout {
    get throws(EncodeError) {
      do { return try layout } catch { throw .badProfile(error) }
    }
  }
}
