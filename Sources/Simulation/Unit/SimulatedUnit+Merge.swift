extension SimulatedUnit {
  /// Adopts another process's changes to the unit's memory, except for slots changed here since `base`.
  package mutating func adopt(_ stored: SimulatedUnit, changedSince base: SimulatedUnit) {
    for slot in Set(contents.keys).union(stored.contents.keys) where contents[slot] == base.contents[slot] {
      contents[slot] = stored.contents[slot]
    }
    for kind in Set(loaded.keys).union(stored.loaded.keys) where loaded[kind] == base.loaded[kind] {
      loaded[kind] = stored.loaded[kind]
    }
  }
}
