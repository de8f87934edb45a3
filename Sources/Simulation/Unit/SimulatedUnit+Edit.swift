package import Profiles
import MIDI

extension SimulatedUnit {
  /// Turns one knob of a stored item; every other stored value stays as it is.
  ///
  /// - Parameter text: the value as it is printed; nil takes the field away, where the item may lack it.
  /// - Throws: ``EditError``; nothing is changed then.
  package mutating func edit(_ slot: Slot, _ path: FieldPath, to text: String?) throws(EditError) {
    guard let kind = profile.kind(slot.kind), (0..<kind.count).contains(slot.index) else { throw .unknownSlot(slot) }
    guard let message = message(in: slot) else { throw .emptySlot(slot) }
    var edit = Edit(kind: kind, slot: slot.index, item: kind.decode(message).item)
    do { held[slot] = try edit.message(setting: path, to: text) } catch { throw .illegal(error) }
  }
}

/// A change of one field, with what follows from it: where the field gives others their names or words (a machine, an
/// LFO page), those are spelled anew and keep what they store.
private struct Edit {
  let kind: Kind
  let slot: Int
  let item: Item
  private var tree: ItemTree
  /// Fields of the item that the changed item does not have under their old name or word.
  private var respelled: [Item.Field] = []

  init(kind: Kind, slot: Int, item: Item) {
    self.kind = kind
    self.slot = slot
    self.item = item
    tree = ItemTree(item)
  }

  mutating func message(setting path: FieldPath, to text: String?) throws(EncodeError) -> SysExMessage {
    guard let text else {
      guard tree.leaf(path.components) != nil else { throw .unknown(path, near: []) }
      tree.remove(path.components)
      return try kind.encode(tree, slot: slot)
    }
    tree.set(path.components, to: Value(.word, text))
    do { return try kind.encode(tree, slot: slot) } catch {
      guard item.field(path) != nil else { throw error }
      let context = kind.decode(try spellWithout(path, first: error)).item
      return try spelledAnew(in: context)
    }
  }

  /// The changed item with the fields that it upsets at their initial values.
  private mutating func spellWithout(_ path: FieldPath, first: EncodeError) throws(EncodeError) -> SysExMessage {
    for _ in item.fields.indices {
      do { return try kind.encode(tree, slot: slot, isCompleting: true) } catch {
        guard let upset = error.field, let field = item.field(upset), !upset.isSame(as: path) else { throw error }
        respelled.append(field)
        tree.remove(field.path.components)
      }
    }
    throw first
  }

  /// The item with the upset fields back at their stored values, under the names that they have now.
  private mutating func spelledAnew(in context: Item) throws(EncodeError) -> SysExMessage {
    for field in respelled {
      guard let now = context.fields.first(where: { $0.key == field.key }) else { continue }
      tree.set(now.path.components, to: field.value)
      do { _ = try kind.encode(tree, slot: slot, isCompleting: true) } catch {
        tree.set(now.path.components, to: Value(.number, field.storedNumber ?? now.value.text))
      }
    }
    return try kind.encode(tree, slot: slot, isCompleting: true)
  }
}

extension Item.Field {
  /// The stored number as text, which a field with words reads too.
  fileprivate var storedNumber: String? { if case .number(let raw) = raw { String(raw) } else { nil } }
}

extension FieldPath {
  fileprivate func isSame(as other: FieldPath) -> Bool {
    components.map { $0.lowercased() } == other.components.map { $0.lowercased() }
  }
}

extension EncodeError {
  /// The field whose name or value does not fit.
  fileprivate var field: FieldPath? {
    switch self {
    case .unknown(let path, near: _), .illegal(let path, text: _, allowed: _): path
    case .missing, .noRoom, .badPlace, .badProfile: nil
    }
  }
}
