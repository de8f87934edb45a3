package import Profiles

/// Why a slot of a simulated unit cannot be changed.
package enum EditError: Error, Hashable, Sendable {
  /// The model has no such slot.
  case unknownSlot(Slot)
  /// The slot holds nothing that could be changed.
  case emptySlot(Slot)
  /// The field or its value is none of this item.
  case illegal(EncodeError)
}
