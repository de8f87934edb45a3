package import Profiles

extension SimulatedUnit {
  /// Turns one knob of a stored item; every other stored value stays as it is, in the slots of the same message too.
  ///
  /// - Parameter text: the value as it is printed; nil takes the field away, where the item may lack it.
  /// - Throws: ``EditError``; nothing is changed then.
  package mutating func edit(_ slot: Slot, _ path: FieldPath, to text: String?) throws(EditError) {
    guard profile.kind(having: slot) != nil else { throw .unknownSlot(slot) }
    let home = profile.home(of: slot)
    guard let dump = dump(in: home), let item = profile.decode(slot, in: dump)?.item else { throw .emptySlot(slot) }
    do throws(EncodeError) {
      guard text != nil || item.field(path) != nil else { throw .unknown(path, near: []) }
      let tree = try profile.edit(item, of: slot, [(path, text)])
      contents[home] = try profile.encode(tree, slot: slot, into: dump, isCompleting: false)
    } catch {
      throw .illegal(error)
    }
  }
}
