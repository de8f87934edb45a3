import YAML

/// A first memory as its text describes it.
struct Factory: Sendable {
  /// The file, for errors.
  let file: String
  /// The kinds that are described, by id.
  var kinds: [String: FactoryKind] = [:]
  /// Kinds whose slots other kinds look into.
  var followed: Set<String> = []
}

/// The content of the slots of one kind.
struct FactoryKind: Sendable {
  /// How many slots are filled, from the first.
  let filled: Int
  let names: NameList?
  let steps: [FactoryStep]
  /// Slots with steps of their own, by index.
  let slots: [Int: [FactoryStep]]
  let mark: Mark

  func isFilled(_ slot: Int) -> Bool { slots[slot] != nil || slot < filled }
}
