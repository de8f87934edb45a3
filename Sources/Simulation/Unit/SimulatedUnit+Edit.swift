package import Profiles

extension SimulatedUnit {
  /// Turns one knob of a stored item; every other stored value stays as it is, in the slots of the same message too.
  ///
  /// - Parameter text: the value as it is printed; nil takes the field away, where the item may lack it.
  /// - Throws: ``EditError``; nothing is changed then.
  package mutating func edit(_ slot: Slot, _ path: FieldPath, to text: String?) throws(EditError) {
    guard let kind = profile.kind(slot.kind), (0..<kind.count).contains(slot.index) else { throw .unknownSlot(slot) }
    let home = profile.home(of: slot)
    guard let message = message(in: home), let item = profile.decode(slot, in: message)?.item else {
      throw .emptySlot(slot)
    }
    do throws(EncodeError) {
      guard text != nil || item.field(path) != nil else { throw .unknown(path, near: []) }
      contents[home] = try profile.encode(try kind.edit(item, [(path, text)]), slot: slot, into: message)
    } catch {
      throw .illegal(error)
    }
  }
}
